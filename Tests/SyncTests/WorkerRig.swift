import Foundation
import Mapping
import Store
import Sync

/// One worker over a real store, with what it does as streams.
final class WorkerRig: Sendable {
    let engine: Engine
    let time: SteppedTime
    let worker: BoardWorker
    let start: Int64
    private let events: Queue<BoardWorker.Event>
    private let sent: Queue<Void>
    private let waits: Queue<Int64>
    private let reconcile: (@Sendable () async throws -> Void)?

    init(sweepInterval: Int? = nil, reconcile: (@Sendable () async throws -> Void)? = nil) throws {
        engine = try Engine()
        let time = SteppedTime()
        self.time = time
        start = time.now
        var settings = engine.settings
        settings.polls = Schedule(interval: 15 * 60_000)
        settings.reconciliations = sweepInterval.map(Schedule.init)
        let (events, event) = AsyncStream<BoardWorker.Event>.makeStream()
        let (sent, sending) = AsyncStream<Void>.makeStream()
        self.events = Queue(events)
        self.sent = Queue(sent)
        waits = Queue(time.waits)
        worker = BoardWorker(
            settings: settings,
            scanner: BoardScanner(settings: settings, store: engine.store, source: engine.company, time: time),
            deliverer: BoardDeliverer(
                settings: settings, store: engine.store,
                target: WatchedBoard(board: engine.board, sent: sending),
                governor: RateGovernor(limits: RateGovernor.Limits(mutationsPerMinuteAndBoard: nil), time: time),
                time: time),
            store: engine.store, time: time, report: { event.yield($1) })
        self.reconcile = reconcile
    }

    /// Runs the worker while a test goes on, and ends only after the worker has stopped.
    func run(isScheduled: Bool = true, _ body: (WorkerRig) async throws -> Void) async throws {
        let running = Task { await worker.run(isScheduled: isScheduled, reconcile: reconcile) }
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(self))
        } catch {
            result = .failure(error)
        }
        running.cancel()
        await running.value
        try FileManager.default.removeItem(at: engine.folder)
        try result.get()
    }

    func nextRun() async throws -> RunRow {
        guard case .ran(let run) = try await events.next() else { throw Unexpected() }
        return run
    }

    func nextReconciliation() async throws {
        guard case .reconciled = try await events.next() else { throw Unexpected() }
    }

    func nextFailure() async throws -> String {
        guard case .failedReading(let sentence) = try await events.next() else { throw Unexpected() }
        return sentence
    }

    /// The board as the store has it.
    func row() async throws -> BoardRow {
        let ref = engine.settings.ref
        return try await engine.store.read { try $0.board(ref) }
    }

    func nextSent() async throws { try await sent.next() }

    func nextWait() async throws -> Int64 { try await waits.next() }
}

private struct Unexpected: Error {}

/// A stream that is read one at a time, from wherever.
private actor Queue<Element: Sendable> {
    private var iterator: AsyncStream<Element>.Iterator

    init(_ stream: AsyncStream<Element>) {
        iterator = stream.makeAsyncIterator()
    }

    func next() async throws -> Element {
        var iterator = iterator
        guard let element = await iterator.next(isolation: self) else { throw Unexpected() }
        self.iterator = iterator
        return element
    }
}

/// A board that tells when it was written to.
private struct WatchedBoard: BoardTarget {
    let board: FakeBoard
    let sent: AsyncStream<Void>.Continuation

    func describe(boardID: String) async throws(TargetError) -> BoardDescription? {
        try await board.describe(boardID: boardID)
    }

    func keyPage(after cursor: String?, mapping: BoardMapping) async throws(TargetError) -> KeyPage? {
        try await board.keyPage(after: cursor, mapping: mapping)
    }

    func lookUp(
        _ groups: [[String]], mapping: BoardMapping
    ) async throws(TargetError) -> [Result<KeyPage, TargetError>] {
        try await board.lookUp(groups, mapping: mapping)
    }

    func body(_ mutations: [ItemMutation], mapping: BoardMapping) -> Data {
        board.body(mutations, mapping: mapping)
    }

    func send(
        body: Data, idempotencyKey: String, action: AttemptRow.Action, mutations: Int
    ) async -> MutationAnswer {
        let answer = await board.send(
            body: body, idempotencyKey: idempotencyKey, action: action, mutations: mutations)
        sent.yield()
        return answer
    }
}
