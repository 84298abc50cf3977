import Foundation
import Mapping
import Store
import Sync
import Synchronization
import Testing
import WireProtocol

@Suite(.timeLimit(.minutes(1)))
struct BoardWorkerTests {
    private static let minute: Int64 = 60_000

    @Test func `a board is read at once and then after its interval, and what was read is delivered`() async throws {
        let rig = try Rig()
        rig.engine.company.put("V1")
        try await rig.run { rig in
            let first = try await rig.nextRun()
            #expect(first.mode == "full" && first.new == 1 && first.startedAt == rig.start)
            try await rig.nextSent()
            #expect(rig.engine.board.keys == [rig.engine.key("V1")])

            rig.engine.company.put("V2", at: "20261123T11:00:00.000")
            let due = try await rig.nextWait()
            #expect(15 * Self.minute...16 * Self.minute ~= due - rig.start)
            rig.time.move(to: due)
            let second = try await rig.nextRun()
            #expect(second.mode == "poll" && second.new == 1 && second.startedAt == due)
            try await rig.nextSent()
            #expect(rig.engine.board.keys == ["V1", "V2"].map(rig.engine.key))
        }
    }

    @Test func `a sweep takes the place of the poll when it is due`() async throws {
        let rig = try Rig(sweepInterval: 20 * 60_000)
        try await rig.run { rig in
            var modes = [try await rig.nextRun().mode]
            for _ in 0..<4 {
                rig.time.move(to: try await rig.nextWait())
                modes.append(try await rig.nextRun().mode)
            }
            #expect(modes == ["full", "poll", "sweep", "poll", "sweep"])
        }
    }

    @Test func `a poll that fails is tried again as a poll, later each time`() async throws {
        let rig = try Rig(sweepInterval: 86_400_000)
        try await rig.run { rig in
            _ = try await rig.nextRun()
            rig.engine.company.state.withLock { $0.company = "XYZ" }
            rig.time.move(to: try await rig.nextWait())
            for failure in 0..<12 {
                let sentence = try await rig.nextFailure()
                #expect(sentence.contains("XYZ"))
                let wait = try await rig.nextWait() - rig.time.now
                let least = min(5000 << Int64(failure), 15 * Self.minute)
                #expect(least...least + 2000 ~= wait)
                if failure == 11 { rig.engine.company.state.withLock { $0.company = "ABC" } }
                rig.time.move(to: rig.time.now + wait)
            }
            #expect(try await rig.nextRun().mode == "poll")
            let runs = try await rig.engine.store.read { reader in try (2...14).compactMap { try reader.run($0)?.mode }
            }
            #expect(runs == Array(repeating: "poll", count: 13))
        }
    }

    @Test func `a sweep that fails is tried again as a sweep, and polls go on meanwhile`() async throws {
        let rig = try Rig(sweepInterval: 15 * 60_000)
        try await rig.run { rig in
            _ = try await rig.nextRun()
            rig.engine.company.state.withLock { $0.company = "XYZ" }
            _ = try await rig.nextWait()
            rig.time.move(to: rig.start + 20 * Self.minute)
            // Sweep and poll are both due, and both fail.
            _ = try await rig.nextFailure()
            _ = try await rig.nextFailure()
            rig.engine.company.state.withLock { $0.company = "ABC" }
            rig.time.move(to: try await rig.nextWait())
            rig.time.move(to: rig.time.now + 10_000)
            var modes = [try await rig.nextRun().mode]
            if modes == ["poll"] {
                rig.time.move(to: rig.time.now + 10_000)
                modes.append(try await rig.nextRun().mode)
            }
            #expect(modes.last == "sweep")
        }
    }

    @Test func `a board that is not on schedule is read when it is asked for`() async throws {
        let rig = try Rig()
        rig.engine.company.put("V1")
        try await rig.run(isScheduled: false) { rig in
            #expect(try await rig.worker.read(.poll).new == 1)
            try await rig.nextSent()
            #expect(rig.engine.board.keys == [rig.engine.key("V1")])
        }
    }
}

/// One worker over a real store, with what it does as streams.
private final class Rig: Sendable {
    let engine: Engine
    let time: SteppedTime
    let worker: BoardWorker
    let start: Int64
    private let events: Queue<BoardWorker.Event>
    private let sent: Queue<Void>
    private let waits: Queue<Int64>

    init(sweepInterval: Int? = nil) throws {
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
    }

    /// Runs the worker while a test goes on, and ends only after the worker has stopped.
    func run(isScheduled: Bool = true, _ body: (Rig) async throws -> Void) async throws {
        let running = Task { await worker.run(isScheduled: isScheduled) }
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

    func nextFailure() async throws -> String {
        guard case .failedReading(let sentence) = try await events.next() else { throw Unexpected() }
        return sentence
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

    func lookUp(keys: [String], mapping: BoardMapping) async throws(TargetError) -> [FoundItem] {
        try await board.lookUp(keys: keys, mapping: mapping)
    }

    func body(_ mutations: [ItemMutation], mapping: BoardMapping) -> Data {
        board.body(mutations, mapping: mapping)
    }

    func send(
        body: Data, idempotencyKey: String, action: AttemptRow.Action, mutations: Int
    ) async -> [MutationOutcome] {
        let outcomes = await board.send(
            body: body, idempotencyKey: idempotencyKey, action: action, mutations: mutations)
        sent.yield()
        return outcomes
    }
}
