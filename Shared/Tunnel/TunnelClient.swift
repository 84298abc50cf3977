import Resilience
import Synchronization

/// A connection that a ``TunnelClient`` watches over.
package protocol TunnelSession: Sendable {
    /// The epoch that the relay issued.
    var epoch: UInt64 { get }
    /// Waits for the end; `nil` when it was closed in order.
    func ended() async -> TunnelError?
    /// Takes no new requests, lets the running ones finish within a grace period, then closes.
    func drain()
}

extension ServedConnection: TunnelSession {}

/// How many connections, and how to wait between tries.
package struct TunnelClientSettings: Sendable {
    /// How many connections to hold, 1 to 16: with two, one may fail without a pause.
    package var slots = 2
    /// The ceiling of the first wait.
    package var base = Duration.seconds(1)
    /// The ceiling of every wait.
    package var cap = Duration.seconds(60)
    /// How long a connection must have lived for its loss not to count as one more failure in a row.
    package var resetAfter = Duration.seconds(30)

    package init() {}
}

/// Keeps an agent connected to its relay: several connections, each made anew when it is lost.
package final class TunnelClient<C: Clock>: Sendable where C.Duration == Duration {
    /// What a slot's loop is told.
    private enum Message {
        case input(SlotMachine.Input)
        case dialled(any TunnelSession)
    }

    private struct State {
        var inboxes: [AsyncStream<Message>.Continuation] = []
        var isShuttingDown = false
    }

    private let settings: TunnelClientSettings
    private let clock: C
    private let dial: @Sendable (Int) async throws -> any TunnelSession
    private let generator: @Sendable () -> any RandomNumberGenerator & Sendable
    private let onEvent: @Sendable (TunnelEvent) -> Void
    private let state = Mutex(State())

    /// Prepares a client.
    ///
    /// - Parameters:
    ///   - settings: connections and waits.
    ///   - clock: measures waits and lives.
    ///   - generator: makes a source of jitter, one per slot.
    ///   - dial: makes the connection of a slot, such as ``TunnelDialer/dial(slot:)``.
    ///   - onEvent: told what happens, for the log.
    package init(
        settings: TunnelClientSettings = TunnelClientSettings(), clock: C,
        generator: @escaping @Sendable () -> any RandomNumberGenerator & Sendable = { SystemRandomNumberGenerator() },
        dial: @escaping @Sendable (Int) async throws -> any TunnelSession,
        onEvent: @escaping @Sendable (TunnelEvent) -> Void = { _ in }
    ) {
        self.settings = settings
        self.clock = clock
        self.generator = generator
        self.dial = dial
        self.onEvent = onEvent
    }

    /// Holds the connections until the task is cancelled, then drains them, and returns when they are closed.
    ///
    /// The first connection is tried alone: while it cannot be had, the others would only repeat its error.
    package func run() async {
        let (firstUp, isUp) = AsyncStream.makeStream(of: Void.self)
        await withTaskCancellationHandler {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await self.run(slot: 0) { isUp.finish() } }
                for await _ in firstUp {}
                for slot in 1..<max(1, settings.slots) where !Task.isCancelled {
                    group.addTask { await self.run(slot: slot) {} }
                }
            }
        } onCancel: {
            isUp.finish()
            shutDown()
        }
    }

    /// Replaces every connection by a new one, make before break: call it when credentials have changed.
    package func renew() {
        for inbox in state.withLock(\.inboxes) { inbox.yield(.input(.renew)) }
    }

    private func shutDown() {
        let inboxes = state.withLock { state in
            state.isShuttingDown = true
            return state.inboxes
        }
        for inbox in inboxes { inbox.yield(.input(.shutDown)) }
    }

    /// Does what the slot's machine decides, until it stops.
    private func run(slot: Int, onUp: @escaping @Sendable () -> Void) async {
        let (messages, inbox) = AsyncStream.makeStream(of: Message.self)
        let isLate = state.withLock { state in
            state.inboxes.append(inbox)
            return state.isShuttingDown
        }
        guard !isLate else { return }
        inbox.yield(.input(.start))
        // A task of its own, since draining goes on after the cancellation of the one that runs the client.
        await Task { await loop(slot: slot, messages, inbox, onUp: onUp) }.value
    }

    private func loop(
        slot: Int, _ messages: AsyncStream<Message>, _ inbox: AsyncStream<Message>.Continuation,
        onUp: @Sendable () -> Void
    ) async {
        let start = clock.now
        var machine = SlotMachine(
            backoff: Backoff(base: settings.base, cap: settings.cap, resetAfter: settings.resetAfter))
        var jitter = generator()
        var sessions: [Int: any TunnelSession] = [:]
        var lastID = 0
        var (dialling, waiting): (Task<Void, Never>?, Task<Void, Never>?)
        for await message in messages {
            let input: SlotMachine.Input
            switch message {
            case .dialled(let session):
                onUp()
                lastID += 1
                sessions[lastID] = session
                watch(session, id: lastID, since: start, inbox)
                input = .connected(id: lastID, at: start.duration(to: clock.now))
            case .input(.shutDown):
                dialling?.cancel()
                input = .shutDown
            case .input(let other):
                if case .ended(let id, _, _) = other { sessions[id] = nil }
                input = other
            }
            for action in machine.handle(input, using: &jitter) {
                switch action {
                case .dial: dialling = dial(slot, inbox)
                case .wait(let duration): waiting = wait(duration, inbox)
                case .drain(let id): sessions[id]?.drain()
                case .report(let report):
                    onEvent(TunnelEvent(slot: slot, epoch: sessions[lastID]?.epoch ?? 0, report))
                case .stop: inbox.finish()
                }
            }
        }
        waiting?.cancel()
    }

    private func dial(_ slot: Int, _ inbox: AsyncStream<Message>.Continuation) -> Task<Void, Never> {
        Task {
            do {
                inbox.yield(.dialled(try await dial(slot)))
            } catch {
                inbox.yield(.input(.dialFailed(TunnelError(connection: error))))
            }
        }
    }

    private func wait(_ duration: Duration, _ inbox: AsyncStream<Message>.Continuation) -> Task<Void, Never> {
        Task {
            // Only the end of the slot cancels it, and then nobody listens.
            try? await clock.sleep(for: duration)
            inbox.yield(.input(.waited))
        }
    }

    private func watch(
        _ session: any TunnelSession, id: Int, since start: C.Instant, _ inbox: AsyncStream<Message>.Continuation
    ) {
        Task {
            let error = await session.ended()
            inbox.yield(.input(.ended(id: id, error, at: start.duration(to: clock.now))))
        }
    }
}
