import Foundation
import Mapping
import Store
import Sync
import Synchronization
import Testing
import WireProtocol

/// First loads that go out in bulk, and everything that can happen to them.
@Suite(.timeLimit(.minutes(5)))
struct BulkTests {
    private static let numbers = (0..<12).map { "V\(100 + $0)" }
    private var engine: Engine

    init() throws {
        engine = try Engine(batch: 4)
        engine.settings.bulk = BulkSettings(threshold: 5)
    }

    private func fill(_ count: Int = 12) async throws {
        for number in Self.numbers.prefix(count) { engine.company.put(number) }
        _ = try await engine.scanner.run(.poll)
    }

    /// Every record has one item that shows it, and nothing is open.
    private func expectAllDone(_ count: Int = 12, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        #expect(engine.board.keys == Self.numbers.prefix(count).map(engine.key), sourceLocation: sourceLocation)
        #expect(try await engine.counts() == [.done: count], sourceLocation: sourceLocation)
        let ref = engine.settings.ref
        #expect(try await engine.store.read { try $0.bulkJob(ref) } == nil, sourceLocation: sourceLocation)
        #expect(try await engine.store.read { try $0.bulkMembers(ref, found: nil, limit: 1) }.isEmpty)
        #expect(try engine.store.verifyHistory().faults.isEmpty, sourceLocation: sourceLocation)
        for (id, item) in engine.board.state.withLock({ $0.items }) {
            #expect(item.name == "Vendor", "item \(id)", sourceLocation: sourceLocation)
        }
    }

    private func standing() async throws -> BulkStanding {
        let ref = engine.settings.ref
        return try await engine.store.read { try $0.bulkStanding(ref) }
    }

    @Test func `a backlog at the threshold goes out as one file, and no request creates anything`() async throws {
        try await fill(5)
        try await engine.drain()
        try await expectAllDone(5)
        #expect(engine.sent == 0)
        #expect(engine.board.bulk.files.count == 1)
        #expect(engine.board.bulk.jobs.values.map(\.matchColumn) == [BoardField.keyColumnID])
        #expect(engine.budget.state.withLock { $0.taken } == [5])
        #expect(engine.budget.state.withLock { $0.returned } == [])
        let delivered = try await engine.store.read { try $0.delivered(engine.settings.ref) }
        #expect(delivered.created == 5)
        let history = try engine.history()
        #expect(history.filter { $0.event == "created" }.count == 5)
        #expect(try await standing().last?.contains("5 rows ended: 5 are on the board") == true)
    }

    @Test func `one record less than the threshold goes out in batches`() async throws {
        try await fill(4)
        try await engine.drain()
        try await expectAllDone(4)
        #expect(engine.board.bulk.starts == 0)
        #expect(engine.sent > 0)
    }

    @Test func `without bulk in the settings nothing is imported`() async throws {
        var copy = self
        copy.engine.settings.bulk = nil
        try await copy.fill()
        try await copy.engine.drain()
        #expect(copy.engine.board.bulk.starts == 0)
        #expect(copy.engine.board.keys.count == 12)
    }

    @Test func `keys that are on the board are adopted first, and a job only creates`() async throws {
        engine.board.make("Old", key: engine.key("V101"))
        try await fill()
        try await engine.drain()
        try await expectAllDone()
        let rows = CSVText.rows(engine.board.bulk.files.first ?? "")
        #expect(rows.count == 1 + 11)
        #expect(engine.board.bulk.jobs.values.allSatisfy { $0.progress.updated == 0 })
    }

    @Test(
        arguments: [
            FakeBoard.BulkFault.startLost, .startRefused(TargetError(.request, "Unknown field ingest_items.")),
            .startRefused(TargetError(.account, "No right.")),
            .startRefused(TargetError(.limited(wait: 60_000), "Wait.")),
            .uploadUnsent(2), .uploadUnsent(3), .uploadLost, .uploadAnswerLost, .rejected("PERMISSION_DENIED"),
            .rejected("ACCOUNT_CAPACITY_EXCEEDED"), .rejected("BOARD_CAPACITY_EXCEEDED"), .brokenOff(5), .brokenOff(0),
            .skips(3), .skips(12), .forgotten(isDone: true), .forgotten(isDone: false), .slow(30),
            .statusFails(TargetError(.temporary, "Busy.")), .statusFails(TargetError(.unknown, "No answer came.")),
            .late(2),
        ])
    func `whatever happens to a job, every record becomes exactly one item`(fault: FakeBoard.BulkFault) async throws {
        engine.board.failBulk(fault)
        try await fill()
        try await engine.drain(steps: 1000)
        try await expectAllDone()
    }

    @Test func `while a job is open nothing else is sent to its board`() async throws {
        engine.board.failBulk(.slow(5))
        try await fill()
        let deliverer = engine.deliverer
        while engine.board.bulk.uploads == 0 { _ = try await deliverer.step() }
        engine.company.put("V100", name: "Changed", at: "20261123T11:30:00.000")
        engine.company.put("V200", at: "20261123T11:30:00.000")
        _ = try await engine.scanner.run(.poll)
        while try await engine.store.read({ try $0.bulkJob(engine.settings.ref) }) != nil {
            #expect(engine.sent == 0)
            if case .waiting(let until) = try await deliverer.step() { try await engine.time.sleep(until: until) }
        }
        try await engine.drain(deliverer)
        #expect(engine.board.keys.count == 13)
        let names = engine.board.state.withLock { $0.items.values.map(\.name) }
        #expect(names.filter { $0 == "Changed" }.count == 1)
        #expect(try await engine.counts() == [.done: 13])
    }

    @Test func `what the board shows otherwise goes out as a normal change`() async throws {
        try await fill()
        let deliverer = engine.deliverer
        while engine.board.bulk.jobs.values.allSatisfy({ !$0.isDone }) {
            if case .waiting(let until) = try await deliverer.step() { try await engine.time.sleep(until: until) }
        }
        engine.board.edit(engine.board.item(engine.key("V103")), name: "Edited")
        try await engine.drain(deliverer)
        try await expectAllDone()
        #expect(engine.sent == 1)
    }

    @Test func `an item that a person's copy made twice is named, and one is kept up to date`() async throws {
        try await fill()
        let deliverer = engine.deliverer
        while engine.board.bulk.jobs.values.allSatisfy({ !$0.isDone }) {
            if case .waiting(let until) = try await deliverer.step() { try await engine.time.sleep(until: until) }
        }
        engine.board.make("Vendor", key: engine.key("V103"))
        try await engine.drain(deliverer)
        #expect(try await engine.counts() == [.done: 12])
        let problems = try engine.store.problems(limit: 10)
        #expect(problems.map(\.sentence).contains { $0.contains("several items with this key") })
    }

    @Test func `a job whose start is refused for good is not tried for a day, and says why`() async throws {
        engine.board.failBulk(.startRefused(TargetError(.request, "Unknown field ingest_items.")))
        try await fill()
        try await engine.drain()
        #expect(engine.board.bulk.starts == 1)
        #expect(try await standing().reason == "Unknown field ingest_items.")
        #expect(try await standing().isRefused(at: engine.time.now + 23 * 3_600_000))
        #expect(try await !standing().isRefused(at: engine.time.now + 24 * 3_600_000))
        #expect(engine.budget.state.withLock { $0.returned } == [12])
    }

    @Test func `rows that two jobs did not take go out in batches for good`() async throws {
        engine.board.failBulk(.skips(7), .skips(7))
        try await fill()
        try await engine.drain()
        try await expectAllDone()
        #expect(engine.board.bulk.starts == 2)
        #expect(engine.sent > 0)
    }

    @Test func `a record whose text a file cannot carry stays with the batches`() async throws {
        engine.company.put("V500", name: "<NULL>")
        try await fill()
        try await engine.drain()
        #expect(engine.board.keys.count == 13)
        #expect(engine.board.bulk.files.allSatisfy { !$0.contains("<NULL>") })
        #expect(engine.sent == 1)
    }

    @Test func `without room in the hour nothing starts, and what is not live waits`() async throws {
        let later = engine.time.now + 600_000
        engine.budget.state.withLock { $0.room = BulkRoom(rows: 2, moreAt: later) }
        var copy = self
        copy.engine.settings.batch = 1
        try await copy.fill()
        let limits = RateGovernor.Limits(requestsPerDay: 3, mutationsPerMinuteAndBoard: nil)
        // The first read of a board is live here: what waits is what stands behind live records.
        let ref = engine.settings.ref
        try await engine.store.write { transaction in
            for number in Self.numbers {
                guard var row = try transaction.record(ref, key: RecordKey(["00", number]).text) else { continue }
                row.requeue(at: 1)
                try transaction.save(row)
            }
        }
        let deliverer = copy.engine.deliverer(limits: limits)
        #expect(try await deliverer.step() == .progressed)
        #expect(try await deliverer.step() == .waiting(until: engine.time.now + 300_000))
        #expect(engine.sent == 0)
        engine.budget.state.withLock { $0.room = BulkRoom(rows: 100) }
        // A decision holds for half a minute.
        engine.time.advance(milliseconds: 30_000)
        #expect(try await deliverer.step() == .progressed)
        #expect(engine.board.bulk.starts == 1)
    }

    @Test func `what is as it was sent is learnt from keys alone, and values of some`() async throws {
        try await fill()
        try await engine.drain()
        try await expectAllDone()
        let (pages, asked) = engine.board.state.withLock { ($0.pages.read, $0.pages.asked) }
        #expect(pages == 0)
        #expect(asked.map(\.count) == [12])
    }

    @Test func `a record that changed while its job ran goes out again with every field`() async throws {
        engine.board.failBulk(.slow(3))
        try await fill()
        let deliverer = engine.deliverer
        while engine.board.bulk.uploads == 0 { _ = try await deliverer.step() }
        engine.company.put("V103", name: "Changed", at: "20261123T11:30:00.000")
        _ = try await engine.scanner.run(.poll)
        try await engine.drain(deliverer)
        #expect(engine.sent == 1)
        let changed = try #require(engine.board.item(engine.key("V103")))
        #expect(engine.board.state.withLock { $0.items[changed]?.name } == "Changed")
        #expect(try await engine.counts() == [.done: 12])
    }

    @Test func `a board that cannot be read before a job costs none of the hour's rows`() async throws {
        try await fill()
        let deliverer = engine.deliverer
        _ = try await deliverer.step()
        engine.board.state.withLock { $0.keyPageFault = TargetError(.board, "No right to read it.") }
        _ = try await deliverer.step()
        #expect(engine.budget.state.withLock { $0.taken } == [12])
        #expect(engine.budget.state.withLock { $0.returned } == [12])
        try await engine.drain(deliverer)
        try await expectAllDone()
    }

    @Test func `room that another board took is planned with no more`() async throws {
        engine.budget.state.withLock { state in
            state.room = BulkRoom(rows: 7)
            state.shows = [BulkRoom(rows: 12)]
        }
        try await fill()
        try await engine.drain()
        try await expectAllDone()
        #expect(engine.budget.state.withLock { $0.taken } == [7])
        #expect(engine.board.bulk.files.map { CSVText.rows($0).count - 1 } == [7])
    }

    @Test func `a budget that another board took meanwhile sends the records out in batches`() async throws {
        engine.budget.state.withLock { $0.refuses = true }
        try await fill()
        let deliverer = engine.deliverer
        for _ in 0..<2 { _ = try await deliverer.step() }
        #expect(engine.board.bulk.starts == 0)
        #expect(try await engine.store.read { try $0.bulkJob(engine.settings.ref) } == nil)
        #expect(try await engine.counts() == [.done: 4, .queued: 8])
        try await engine.drain(deliverer)
        try await expectAllDone()
        #expect(engine.sent > 0)
    }

    @Test func `a paused board's job is not started`() async throws {
        try await fill()
        let deliverer = engine.deliverer
        _ = try await deliverer.step()
        let ref = engine.settings.ref
        let store = engine.store
        engine.board.state.withLock { state in
            // Paused while the keys are looked up.
            state.onLookUp = {
                try? store.pause(
                    [ref], BoardRow.Pause(reason: "r", since: 1), HistoryEntry.Cause(at: 1))
            }
        }
        _ = try await deliverer.step()
        #expect(engine.board.bulk.starts == 0)
        #expect(try await engine.counts() == [.queued: 12])
    }

    @Test func `a file takes so many rows as the settings say, and the next job the rest`() async throws {
        var copy = self
        copy.engine.settings.bulk = BulkSettings(threshold: 5, rows: 7)
        try await copy.fill()
        try await copy.engine.drain()
        try await expectAllDone()
        #expect(engine.board.bulk.files.map { CSVText.rows($0).count - 1 } == [7, 5])
    }

    @Test(arguments: [(0, [12]), (-1, [11])])
    func `a file takes so many bytes as the settings say`(missing: Int, sizes: [Int]) async throws {
        try await fill()
        try await engine.drain()
        let whole = try #require(engine.board.bulk.files.first).utf8.count
        var other = try BulkTests()
        other.engine.settings.bulk = BulkSettings(threshold: 5, bytes: whole + missing)
        try await other.fill()
        try await other.engine.drain()
        try await other.expectAllDone()
        #expect(other.engine.board.bulk.files.map { CSVText.rows($0).count - 1 } == sizes)
    }

    @Test func `a board that is replaced while its job runs leaves nothing of it behind`() async throws {
        engine.board.failBulk(.slow(50))
        try await fill()
        let deliverer = engine.deliverer
        while engine.board.bulk.uploads == 0 { _ = try await deliverer.step() }
        let moved = engine.moved(to: "2")
        engine.board.state.withLock { state in
            state.boardID = "2"
            state.items = [:]
        }
        _ = try await moved.scanner.run(.full)
        try await moved.drain()
        try await expectAllDone()
    }

    @Test func `a rebuild waits for the job to end`() async throws {
        engine.board.failBulk(.slow(3))
        try await fill()
        let deliverer = engine.deliverer
        while engine.board.bulk.uploads == 0 { _ = try await deliverer.step() }
        let rebuilt = try await BoardRebuilder(
            settings: engine.settings, deliverer: deliverer, reconciler: engine.reconciler()
        ).run()
        #expect(rebuilt.adopted == 12)
        _ = try await engine.scanner.run(.full)
        try await engine.drain()
        try await expectAllDone()
    }
}
