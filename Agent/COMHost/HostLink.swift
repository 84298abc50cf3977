import BusinessObjects
import Foundation
import Synchronization

/// One host process, from its start to its end: sends it requests, matches the answers, and watches over it.
///
/// A class with a lock and not an actor, since a cancelled call must be told at once, from wherever it is cancelled,
/// and frames must come out in the order in which requests were numbered. Nothing is awaited, and no continuation
/// resumed, while the lock is held.
final class HostLink: Sendable {
    /// What the host said of itself.
    struct Hello: Sendable {
        var version: String
        var bits: Int
    }

    /// The answer to one request, or why there is none.
    typealias Answer = Result<HostValue, BusinessObjectError>

    private struct Pending {
        let verb: String
        /// `nil` once the caller has gone.
        var caller: CheckedContinuation<Answer, Never>?
    }

    private struct State {
        var reader = FrameReader()
        var errors = ErrorLines()
        var hello: CheckedContinuation<Answer, Never>?
        var greeting: Hello?
        var pending: [Int: Pending] = [:]
        var watchdog: HostWatchdog<ContinuousClock.Instant>
        var lastID = 0
        /// The numbers of the aborts that are not answered.
        var aborts: Set<Int> = []
        /// Why it is being ended by this side, once it is.
        var verdict: String?
        /// Whether the end was wanted.
        var isRetired = false
        /// Why it has ended, once it has.
        var ending: String?
        var onEnd: [CheckedContinuation<Void, Never>] = []
    }

    private let settings: HostSettings
    private let shown: Shown
    private let report: @Sendable (HostEvent) -> Void
    private let state: Mutex<State>
    private let process = Mutex<HostProcess?>(nil)

    private init(_ settings: HostSettings, report: @escaping @Sendable (HostEvent) -> Void) {
        self.settings = settings
        self.report = report
        shown = Shown(without: [settings.credentials?.password].compactMap(\.self))
        state = Mutex(State(watchdog: HostWatchdog(settings.watchdog, at: .now)))
    }

    /// Starts a host and waits for its first frame.
    ///
    /// - Parameters:
    ///   - settings: the command and the times.
    ///   - report: is told what becomes of the host.
    /// - Returns: the host, ready for a session.
    /// - Throws: ``BusinessObjectError`` with the code `unavailable`; nothing of the host is left then.
    static func start(
        _ settings: HostSettings, report: @escaping @Sendable (HostEvent) -> Void
    ) async throws(BusinessObjectError) -> HostLink {
        let link = HostLink(settings, report: report)
        do {
            let process = try HostProcess(command: settings.command) { link.receive($0) }
            link.process.withLock { $0 = process }
            // What it sent by then may have been its end already.
            if link.state.withLock({ $0.verdict != nil }) { process.kill() }
        } catch {
            throw BusinessObjectError(.unavailable, "\(link.name) could not be started: \(error.reason).")
        }
        let watch = Task { await link.watch() }
        let patience = Task {
            try await ContinuousClock().sleep(for: settings.deadlines.start)
            link.kill("it said nothing for \(settings.deadlines.start.formatted())")
        }
        defer { patience.cancel() }
        let answer = await withTaskCancellationHandler {
            await withCheckedContinuation { link.greet($0) }
        } onCancel: {
            link.kill("nobody waits for it any more")
        }
        do {
            _ = try answer.get()
        } catch {
            watch.cancel()
            await link.ended()
            throw error
        }
        return link
    }

    /// What the host said of itself; `nil` before it did.
    var greeting: Hello? { state.withLock { $0.greeting } }

    /// Why the host has ended, or is being ended, against its will; `nil` while it can be used.
    var failure: String? { state.withLock { $0.isRetired ? nil : $0.ending ?? $0.verdict } }

    /// Sends a request and waits for its answer.
    ///
    /// A cancelled caller gets its answer at once; the host is told, and the next request waits for it to be done.
    ///
    /// - Parameters:
    ///   - request: the verb with its arguments.
    ///   - limit: how long it may take before the host is taken for hanging.
    /// - Returns: the answer.
    /// - Throws: ``BusinessObjectError``.
    func call(_ request: HostRequest, within limit: Duration) async throws(BusinessObjectError) -> HostValue {
        let id = Mutex<Int?>(nil)
        let answer = await withTaskCancellationHandler {
            await withCheckedContinuation { (caller: CheckedContinuation<Answer, Never>) in
                let refusal: BusinessObjectError? = state.withLock { state in
                    if Task.isCancelled { return Self.cancelled }
                    if let reason = state.ending ?? state.verdict { return lost(reason) }
                    state.lastID += 1
                    guard let frame = FrameReader.frame(request.content(id: state.lastID)) else {
                        return BusinessObjectError(.unavailable, "The request \(request.verb) is too long for a frame.")
                    }
                    state.pending[state.lastID] = Pending(verb: request.verb, caller: caller)
                    state.watchdog.sent(state.lastID, verb: request.verb, limit: limit, at: .now)
                    send(frame)
                    id.withLock { $0 = state.lastID }
                    return nil
                }
                if let refusal {
                    caller.resume(returning: .failure(refusal))
                } else if Task.isCancelled {
                    // It was cancelled while it was sent, when there was no number yet to cancel.
                    id.withLock { $0 }.map(cancel)
                }
            }
        } onCancel: {
            id.withLock { $0 }.map(cancel)
        }
        return try answer.get()
    }

    /// Ends the host in order: it closes what is open when its input ends, and is killed when it takes too long.
    ///
    /// - Parameter reason: why, as the end of a sentence.
    func retire(because reason: String) {
        let isFirst = state.withLock { state in
            defer { state.isRetired = true }
            return !state.isRetired && state.ending == nil
        }
        guard isFirst else { return }
        report(HostEvent(.usual, "\(name) is ended: \(reason)."))
        process.withLock { $0 }?.closeInput()
        Task {
            try await ContinuousClock().sleep(for: Self.farewell)
            kill("it did not end in order")
        }
    }

    /// How long a host may take to close its session; it ends itself after five seconds.
    static let farewell = Duration.seconds(7)

    /// Waits until nothing of the host is left.
    func ended() async {
        await withCheckedContinuation { (waiter: CheckedContinuation<Void, Never>) in
            let isOver = state.withLock { state in
                if state.ending == nil { state.onEnd.append(waiter) }
                return state.ending != nil
            }
            if isOver { waiter.resume() }
        }
    }

    /// Ends the host at once.
    ///
    /// - Parameter reason: why, as a part of a sentence.
    func kill(_ reason: String) {
        let isFirst = state.withLock { state in
            defer { state.verdict = state.verdict ?? reason }
            return state.verdict == nil && state.ending == nil
        }
        guard isFirst else { return }
        report(HostEvent(.trouble, "\(name) is killed: \(shown(reason))."))
        process.withLock { $0 }?.kill()
    }
}

extension HostLink {
    private static var cancelled: BusinessObjectError { BusinessObjectError(.unavailable, "The call was cancelled.") }

    /// What the host is called in sentences: with the program, and without its arguments.
    private var name: String { "The host of Sage (\(settings.command[0]))" }

    private func lost(_ reason: String) -> BusinessObjectError {
        BusinessObjectError(.sessionLost, "\(name) is gone: \(shown(reason)).")
    }

    /// Says hello and waits for the answer.
    private func greet(_ caller: CheckedContinuation<Answer, Never>) {
        let seconds = max(1, Int(settings.watchdog.idle / .seconds(1)))
        let hello = HostJSON.object([
            "type": .text("hello"), "protocols": .list([.number(1)]), "idleSeconds": .number(seconds),
        ])
        let reason = state.withLock { state -> String? in
            guard let reason = state.ending ?? state.verdict else {
                state.hello = caller
                return nil
            }
            return reason
        }
        if let reason { return caller.resume(returning: .failure(unstarted(reason))) }
        FrameReader.frame(hello.bytes).map(send)
    }

    private func unstarted(_ reason: String) -> BusinessObjectError {
        BusinessObjectError(.unavailable, "\(name) did not start: \(shown(reason)).")
    }

    private func send(_ frame: [UInt8]) {
        process.withLock { $0 }?.send(frame)
    }

    private func control(_ type: String, _ id: Int) {
        FrameReader.frame(HostJSON.object(["type": .text(type), "id": .number(id)]).bytes).map(send)
    }

    private func cancel(_ id: Int) {
        let caller = state.withLock { state -> CheckedContinuation<Answer, Never>? in
            // Without a caller it is cancelled already, or answered.
            guard let caller = state.pending[id]?.caller else { return nil }
            state.pending[id]?.caller = nil
            control("cancel", id)
            return caller
        }
        caller?.resume(returning: .failure(Self.cancelled))
    }

    /// Asks the watchdog now and then, and does what it says, until the host has ended.
    private func watch() async {
        while state.withLock({ $0.ending == nil }), !Task.isCancelled {
            let (actions, pause) = state.withLock { state in
                let actions = state.greeting == nil ? [] : state.watchdog.tick(at: .now)
                return (actions, state.greeting == nil ? .milliseconds(100) : state.watchdog.interval)
            }
            for action in actions {
                switch action {
                case .ping: controlNext("ping")
                case .abort(let reason):
                    report(HostEvent(.trouble, "Sage hangs and its process is to be ended: \(shown(reason))."))
                    controlNext("abort")
                case .kill(let reason): kill(reason)
                }
            }
            // While nothing runs the pause is long, and a request that begins in it is looked at when it is over:
            // the watchdog's limits are longer than that.
            try? await ContinuousClock().sleep(for: min(pause, .seconds(1)))
        }
    }

    private func controlNext(_ type: String) {
        state.withLock { state in
            state.lastID += 1
            if type == "abort" { state.aborts.insert(state.lastID) }
            control(type, state.lastID)
        }
    }

    // MARK: What the host does

    /// Takes an event of the process, on its thread.
    private func receive(_ event: HostProcess.Event) {
        switch event {
        case .output(let bytes): read(bytes)
        case .errors(let bytes): state.withLock { $0.errors.append(bytes) }
        case .ended(let ending): end(ending)
        }
    }

    private func read(_ bytes: [UInt8]) {
        do throws(FrameReader.Fault) {
            state.withLock { state in
                state.watchdog.heard(at: .now)
                state.reader.append(bytes)
            }
            while let content = try nextFrame() {
                try take(HostFrame(content))
            }
        } catch {
            kill("it sent \(error.reason)")
        }
    }

    private func nextFrame() throws(FrameReader.Fault) -> ArraySlice<UInt8>? {
        let result = state.withLock { state in
            // What a host that was given up still sends is not read any more.
            guard state.verdict == nil else { return Result<ArraySlice<UInt8>?, FrameReader.Fault>.success(nil) }
            return Result { () throws(FrameReader.Fault) in try state.reader.next() }
        }
        return try result.get()
    }

    private func take(_ frame: HostFrame) throws(FrameReader.Fault) {
        guard frame.type == "hello" || frame.type == "fatal" || greeting != nil else {
            throw FrameReader.Fault(reason: "a frame \(frame.type.prefix(20)) before its hello")
        }
        switch frame.type {
        case "hello": try takeHello(frame)
        case "result":
            guard let value = frame.value else { throw FrameReader.Fault(reason: "a result without a value") }
            try settle(frame, .success(value))
        case "error":
            guard let failure = frame.error else { throw FrameReader.Fault(reason: "an error without a reason") }
            try settle(frame, .failure(BusinessObjectError(failure, shown)))
        case "pong":
            let busy = frame.busy.map { busy in
                (
                    id: busy.id, call: busy.call.map { String(shown($0).prefix(40)) },
                    lasted: Duration.milliseconds(min(max(busy.callMilliseconds ?? 0, 0), 1e12))
                )
            }
            state.withLock { $0.watchdog.pong(busy: busy, at: .now) }
        case "aborted":
            let reason = shown(frame.reason ?? "it does not say why")
            let isAsked = state.withLock { state in
                guard frame.id.flatMap({ state.aborts.remove($0) }) != nil else { return false }
                state.watchdog.aborted(ended: frame.ended == true, reason: reason)
                return true
            }
            // Answers that nobody asked for must not fill the log.
            if isAsked { report(HostEvent(.trouble, "\(name) was asked to end Sage's process: \(reason)")) }
        case "fatal": kill("it takes our frames for broken: \(frame.error?.message ?? "it does not say why")")
        default: throw FrameReader.Fault(reason: "a frame of the unknown type \(frame.type.prefix(20))")
        }
    }

    private func takeHello(_ frame: HostFrame) throws(FrameReader.Fault) {
        guard frame.protocol == 1 else {
            let version = frame.protocol.map { "\($0)" } ?? "unknown"
            throw FrameReader.Fault(reason: "version \(version) of the protocol, where 1 is spoken")
        }
        let hello = Hello(version: String(shown(frame.version ?? "").prefix(40)), bits: frame.bits ?? 0)
        let caller = state.withLock { state in
            state.greeting = hello
            state.watchdog = HostWatchdog(settings.watchdog, at: .now)
            return state.hello.take()
        }
        guard let caller else { throw FrameReader.Fault(reason: "a second hello") }
        report(HostEvent(.usual, "\(name) runs: version \(hello.version), \(hello.bits) bits."))
        caller.resume(returning: .success(HostValue()))
    }

    private func settle(_ frame: HostFrame, _ answer: Answer) throws(FrameReader.Fault) {
        let pending = state.withLock { state -> Pending? in
            guard let id = frame.id, let pending = state.pending.removeValue(forKey: id) else { return nil }
            state.watchdog.answered(id, at: .now)
            return pending
        }
        guard let pending else { throw FrameReader.Fault(reason: "an answer to a request that is not open") }
        pending.caller?.resume(returning: answer)
    }

    private func end(_ ending: HostProcess.Ending) {
        let (callers, hello, reason, waiters, isExpected) = state.withLock { state in
            let said = state.errors.text
            let reason = state.verdict ?? "it ended with \(ending)\(said.isEmpty ? "" : ", and said: \(said)")"
            state.ending = reason
            defer {
                state.pending = [:]
                state.onEnd = []
            }
            return (
                state.pending.values.compactMap(\.caller), state.hello.take(), reason, state.onEnd,
                state.isRetired || state.verdict != nil
            )
        }
        if !isExpected { report(HostEvent(.trouble, "\(name) is gone: \(shown(reason)).")) }
        hello?.resume(returning: .failure(unstarted(reason)))
        for caller in callers { caller.resume(returning: .failure(lost(reason))) }
        for waiter in waiters { waiter.resume() }
        process.withLock { $0 = nil }
    }
}

extension BusinessObjectError {
    fileprivate init(_ failure: HostFrame.Failure, _ shown: Shown) {
        let code: Code =
            switch failure.code {
            case "logonFailed": .logonFailed
            case "companyRefused": .companyRefused
            case "unknownObject": .unknownObject
            case "unknownColumn": .unknownColumn
            case "recordLocked": .recordLocked
            case "sessionLost": .sessionLost
            // `badRequest` is a fault of this side, and a code of a later host is taken for the least harmful.
            default: .unavailable
            }
        let text = failure.sageText.map { shown($0) }
        let result = failure.hresult.map { " (\(shown($0).prefix(20)))" } ?? ""
        self.init(code, shown(failure.message) + result, sageText: text.flatMap { $0.isEmpty ? nil : $0 })
    }
}
