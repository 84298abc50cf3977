import SimulatorServer
import Synchronization

/// A simulated monday.com account with its API over HTTP, for tests and demonstrations.
///
/// It speaks GraphQL as monday's API of version 2026-10 does for the fields the bridge uses, keeps boards in memory, and
/// goes wrong on order: see ``faults``. What is faithful and what is not stands in `docs/simulators.md`.
///
///     let simulator = SimulatedMonday()
///     let address = try await simulator.start()     // http://127.0.0.1:40961
///     let board = simulator.makeBoard(name: "Invoices", columns: [.init("sage_key", "Key", .text)])
///     …
///     await simulator.stop()
package final class SimulatedMonday: Sendable {
    package let configuration: SimulatorConfiguration
    /// The time that windows, cursors and idempotency keys go by.
    package let clock: SimulatorClock
    let state: Mutex<SimulatorState>
    private let server = Mutex<HTTPServer?>(nil)

    /// Makes an account without boards; nothing listens before ``start(port:)``.
    ///
    /// - Parameters:
    ///   - configuration: How the account behaves.
    ///   - clock: The machine's clock, or one that a test sets.
    package init(_ configuration: SimulatorConfiguration = .init(), clock: SimulatorClock = .init()) {
        self.configuration = configuration
        self.clock = clock
        state = Mutex(SimulatorState(configuration))
    }

    // MARK: Server

    /// Starts to listen on 127.0.0.1.
    ///
    /// - Parameter port: The port; 0 takes a free one.
    /// - Returns: The address, as `http://127.0.0.1:40961`; the API is at `/v2` of it.
    /// - Throws: An error of NIO where the port is taken.
    @discardableResult
    package func start(port: Int = 0) async throws -> String {
        let (api, file) = (configuration.bodyLimit, configuration.imports.fileLimit)
        let started = try await HTTPServer.start(
            port: port,
            bodyLimit: { method, path in
                method == "PUT" && path.hasPrefix(ImportJob.uploadPath)
                    ? BodyLimit(bytes: file, passesOver: true) : BodyLimit(bytes: api)
            },
            responder: { [weak self] in self?.answer($0, $1) })
        server.withLock { $0 = started }
        return started.address
    }

    /// Stops listening and closes all connections; answers that are held are lost.
    package func stop() async {
        let running = server.withLock { server in
            defer { server = nil }
            return server
        }
        await running?.stop()
    }

    /// Where the simulator listens; empty before it does.
    package var address: String { server.withLock { $0?.address } ?? "" }

    // MARK: Control

    /// The faults, and what they hold back.
    package var faults: FaultPanel { FaultPanel(simulator: self) }

    /// The last requests to the API, oldest first.
    ///
    /// - Parameters:
    ///   - number: The number of the last entry that is known already.
    ///   - limit: How many to give at most.
    /// - Returns: Entries after that number, of the last 10,000.
    package func journal(after number: Int = 0, limit: Int = 10_000) -> [JournalEntry] {
        state.withLock { $0.journal.entries(after: number, limit: limit) }
    }

    // MARK: Requests

    /// Answers any request; the reply may come later and on another thread.
    func answer(_ call: HTTPCall, _ reply: @escaping @Sendable (HTTPAnswer) -> Void) {
        if call.path.hasPrefix(ImportJob.uploadPath) { return reply(upload(call)) }
        if call.path.hasPrefix("/oauth2/") || call.path.hasPrefix("/oauth_ms/") { return reply(authorize(call)) }
        guard call.path == "/v2" else { return reply(route(call)) }
        guard call.method == "POST" else {
            var refusal = HTTPAnswer.json(["error": "Only POST is answered here."], status: 405)
            refusal.headers.append(("Allow", "POST"))
            return reply(refusal)
        }
        let (now, address) = (clock.now, address)
        let (answer, waiters) = state.withLock { state -> (HTTPAnswer?, [@Sendable () -> Void]) in
            var service = APIService(call, now: now, address: address)
            switch service.run(&state) {
            case .answer(let answer): return (answer, [])
            case .hold: state.held.append(HeldCall(call: call, answer: nil, reply: reply))
            case .holdAnswer(let answer, let key):
                state.held.append(HeldCall(call: call, answer: answer, key: key, reply: reply))
            }
            let count = state.held.count
            let ready = state.heldWaiters.filter { $0.count <= count }.map(\.resume)
            state.heldWaiters.removeAll { $0.count <= count }
            return (nil, ready)
        }
        if let answer { reply(answer) }
        for resume in waiters { resume() }
    }

    /// Releases what is held; returns how many there were.
    func release() -> Int {
        let (now, address) = (clock.now, address)
        let released = state.withLock { state in
            let held = state.held
            state.held = []
            state.account.now = now
            state.account.releaseImports()
            return held.map { held -> (@Sendable (HTTPAnswer) -> Void, HTTPAnswer) in
                if let answer = held.answer {
                    if let key = held.key { state.idempotency.end(key, body: answer.body, now: now) }
                    return (held.reply, answer)
                }
                var service = APIService(held.call, now: now, address: address, isReleased: true)
                guard case .answer(let answer) = service.run(&state) else {
                    // A released request meets no fault, so nothing can hold it again.
                    return (held.reply, HTTPAnswer(status: 500, headers: [], body: []))
                }
                return (held.reply, answer)
            }
        }
        for (reply, answer) in released { reply(answer) }
        return released.count
    }
}
