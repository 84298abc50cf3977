import Foundation
import Mapping
import Store
import Synchronization
import Testing
import WireProtocol

@testable import Sync

@Suite(.timeLimit(.minutes(5)))
struct ResyncTests {
    private let all = RecordSelection(states: [.queued, .done, .retryAt, .blocked])

    private func engine(vendors: Int) async throws -> Engine {
        let engine = try Engine()
        for number in 0..<vendors { engine.company.put("V\(number)", at: "20261123T11:00:00.000") }
        _ = try await engine.sync()
        return engine
    }

    private func resync(_ engine: Engine) -> Resync {
        Resync(settings: engine.settings, store: engine.store, source: engine.company, time: engine.time)
    }

    private func row(_ engine: Engine, _ key: String) async throws -> RecordRow? {
        try await engine.store.read { try $0.record(engine.settings.ref, key: key) }
    }

    @Test func `a record that a person edited is right again, in every column`() async throws {
        let engine = try await engine(vendors: 2)
        let id = try #require(try await row(engine, "00/V1")?.itemID)
        let before = engine.board.state.withLock { state in
            let item = state.items[id]
            state.items[id]?.name = "Scribbled"
            state.items[id]?.values["c0"] = "Scribbled"
            return item
        }
        let count = try await resync(engine).mark(RecordSelection(keys: ["00/V1"]), patience: 0).marked
        #expect(count == 1)
        try await engine.drain()
        let after = engine.board.state.withLock { $0.items[id] }
        #expect(after?.name == before?.name && after?.values["c0"] == before?.values["c0"])
        #expect(try await engine.counts() == [.done: 2])
        #expect(engine.board.keys == ["V0", "V1"].map(engine.key))
    }

    @Test func `items that a person deleted are made again, once`() async throws {
        let engine = try await engine(vendors: 30)
        engine.board.state.withLock { state in
            for id in ["3", "4", "5"] { state.items[id] = nil }
        }
        #expect(try await resync(engine).mark(all, patience: 0).marked == 30)
        try await engine.drain()
        #expect(engine.board.keys == (0..<30).map { engine.key("V\($0)") }.sorted())
    }

    @Test func `whichever transaction of a resync is the last, the board ends right`() async throws {
        for number in 1...3 {
            for afterCommit in [true, false] {
                let engine = try await engine(vendors: 3)
                engine.board.state.withLock { $0.items["1"] = nil }
                let dying = DyingStore(engine.store, atWrite: number, afterCommit: afterCommit)
                let broken = Resync(settings: engine.settings, store: dying, source: engine.company, time: engine.time)
                var marked = true
                do {
                    _ = try await broken.mark(all, patience: 0)
                    for vendor in 0..<3 { _ = try await broken.read(RecordKey(["00", "V\(vendor)"])) }
                } catch is DyingStore.Death {
                    marked = number > 1 || afterCommit
                }
                try await engine.drain()
                #expect(try await engine.counts() == [.done: 3])
                #expect(engine.board.keys == (marked ? ["V0", "V1", "V2"] : ["V1", "V2"]).map(engine.key))
            }
        }
    }

    @Test func `what is under way is marked when its outcome is known`() async throws {
        let engine = try await engine(vendors: 2)
        engine.company.put("V1", name: "Airway", at: "20261123T11:30:00.000")
        _ = try await engine.scanner.run(.poll)
        engine.board.state.withLock { $0.faults = [.lostAnswer] }
        _ = try await engine.deliverer.step()
        let first = try await resync(engine).mark(all, patience: 0)
        #expect(first.marked == 1 && first.underWay == ["00/V1"])
        try await engine.drain()
        let second = try await resync(engine).mark(RecordSelection(keys: first.underWay), patience: 0)
        #expect(second.marked == 1 && second.underWay.isEmpty)
        #expect(try await row(engine, "00/V1")?.confirmed == nil)
    }

    @Test func `a wait for what is under way comes to its end`() async throws {
        let engine = try await engine(vendors: 1)
        engine.company.put("V0", name: "Airway", at: "20261123T11:30:00.000")
        _ = try await engine.scanner.run(.poll)
        engine.board.state.withLock { $0.faults = [.lostAnswer] }
        _ = try await engine.deliverer.step()
        let start = engine.time.now
        #expect(try await resync(engine).mark(all, patience: 1000).underWay == ["00/V0"])
        #expect(1000...1100 ~= engine.time.now - start)
    }

    @Test(arguments: RecordRow.State.allCases)
    func `a mark takes what can go out, and nothing else`(state: RecordRow.State) async throws {
        let engine = try Engine()
        let ref = engine.settings.ref
        let content = ItemContent(name: "A", fields: [:])
        try await engine.store.write { transaction in
            try transaction.save(
                RecordRow(
                    board: ref, key: "00/A", state: state, desired: content, confirmed: content,
                    itemID: "1", isGone: false, failures: 3, dueAt: 9, problem: "p"))
        }
        let marked = try await engine.store.write { try $0.sendAgain(ref, RecordSelection()) }
        let row = try #require(try await row(engine, "00/A"))
        let goesOut = [RecordRow.State.queued, .done, .retryAt, .blocked, .dropped].contains(state)
        #expect(marked == (goesOut ? 1 : 0))
        #expect(row.state == (goesOut ? .queued : state) && (row.confirmed == nil) == goesOut && row.itemID == "1")
        #expect(!goesOut || (row.failures == 0 && row.dueAt == 0 && row.problem == nil))
    }

    @Test func `a record is read by itself and taken in`() async throws {
        let engine = try await engine(vendors: 2)
        engine.company.put("V1", name: "Airway", at: nil)
        #expect(try await resync(engine).read(RecordKey(["00", "V1"])) == .read)
        let changed = try #require(try await row(engine, "00/V1"))
        #expect(changed.state == .queued && changed.desired.name == "Airway")
        #expect(try await resync(engine).read(RecordKey(["00", "V0"])) == .read)
        #expect(try await row(engine, "00/V0")?.state == .done, "nothing that its item shows has changed")
        try await engine.drain()
        // Without its digest the next scan takes it in whole, finds it as it is, and sends nothing.
        #expect(try await engine.sync(.sweep).unchanged == 2)
        #expect(try await engine.counts() == [.done: 2])
    }

    @Test func `a record that the ledger does not know yet gets its item`() async throws {
        let engine = try await engine(vendors: 1)
        engine.company.put("V7", at: nil)
        #expect(try await resync(engine).read(RecordKey(["00", "V7"])) == .read)
        try await engine.drain()
        #expect(engine.board.keys == ["V0", "V7"].map(engine.key))
        _ = try await engine.sync(.full)
        #expect(engine.board.keys == ["V0", "V7"].map(engine.key))
    }

    @Test func `a new record is not taken for gone by a scan that has passed its key`() async throws {
        let engine = try await engine(vendors: 3)
        engine.company.state.withLock { $0.cutAfter = 2 }
        await #expect(throws: SourceError.self) { try await engine.scanner.run(.full) }
        engine.company.put("V00", at: nil)
        #expect(try await resync(engine).read(RecordKey(["00", "V00"])) == .read)
        _ = try await engine.sync(.full)
        #expect(try await row(engine, "00/V00")?.isGone == false)
    }

    @Test func `a record that Sage no longer holds is marked gone`() async throws {
        let engine = try await engine(vendors: 2)
        engine.company.remove("V1")
        #expect(try await resync(engine).read(RecordKey(["00", "V1"])) == .gone)
        try await engine.drain()
        let row = try #require(try await row(engine, "00/V1"))
        #expect(row.isGone && row.state == .done && row.confirmed?.fields["status"] == "Gone")
        #expect(try await resync(engine).read(RecordKey(["00", "V1"])) == .gone)
        engine.company.put("V1", at: nil)
        #expect(try await resync(engine).read(RecordKey(["00", "V1"])) == .read)
        #expect(try await self.row(engine, "00/V1")?.isGone == false)
    }

    @Test func `a record that nobody knows is said to be unknown`() async throws {
        let engine = try await engine(vendors: 1)
        #expect(try await resync(engine).read(RecordKey(["00", "NONE"])) == .unknown)
        #expect(try await row(engine, "00/NONE") == nil)
    }

    @Test func `a record out of scope has no item`() async throws {
        let engine = try Engine(scope: RecordScope(statuses: ["inactive"]))
        engine.company.put("V1")
        #expect(try await resync(engine).read(RecordKey(["00", "V1"])) == .outOfScope)
        #expect(try await engine.counts() == [.skipped: 1])
    }

    @Test func `an older state than a scan took in meanwhile is not taken`() async throws {
        let engine = try await engine(vendors: 1)
        let slow = SlowCompany(company: engine.company) { call in
            guard call == 1 else { return }
            // After the record was read from Sage, it changes there, and a scan takes it in.
            engine.company.put("V0", name: "Newer", at: "20261123T11:45:00.000")
            _ = try await engine.scanner.run(.poll)
        }
        let resync = Resync(settings: engine.settings, store: engine.store, source: slow, time: engine.time)
        #expect(try await resync.read(RecordKey(["00", "V0"])) == .read)
        #expect(try await row(engine, "00/V0")?.desired.name == "Newer")
    }

    @Test func `a record that changes with every read is left to the next poll`() async throws {
        let engine = try await engine(vendors: 1)
        let slow = SlowCompany(company: engine.company) { call in
            engine.company.put("V0", name: "Name \(call)", at: "20261123T11:45:00.000")
            _ = try await engine.scanner.run(.poll)
        }
        let resync = Resync(settings: engine.settings, store: engine.store, source: slow, time: engine.time)
        guard case .unreadable = try await resync.read(RecordKey(["00", "V0"])) else {
            Issue.record("It was taken in.")
            return
        }
    }

    @Test func `a board without items is a matter for a sync`() async throws {
        let engine = try Engine()
        engine.company.put("V1")
        let obstacle = try await Resync.obstacle(engine.settings, engine.store)
        #expect(obstacle?.contains("sage-relay sync --board acme/ap-vendors") == true)
        _ = try await engine.sync()
        #expect(try await Resync.obstacle(engine.settings, engine.store) == nil)
        #expect(try await Resync.obstacle(engine.moved(to: "1", company: "XYZ").settings, engine.store) != nil)
        try await engine.store.write { transaction in
            var board = try transaction.board(engine.settings.ref)
            board.pause = BoardRow.Pause(reason: "Year end.", since: 1)
            try transaction.save(board)
        }
        #expect(try await Resync.obstacle(engine.settings, engine.store)?.contains("Year end.") == true)
    }
}

/// A company where something happens behind the read of one record.
private struct SlowCompany: RecordSource {
    let company: FakeCompany
    let after: @Sendable (Int) async throws -> Void

    func info() async throws -> AgentInfo { try await company.info() }

    func scan(_ kind: RecordKind, _ query: ScanQuery) async throws -> any AsyncSequence<ScannedLine, any Error> {
        try await company.scan(kind, query)
    }

    func record(_ kind: RecordKind, _ key: RecordKey) async throws -> AnyRecord? {
        let record = try await company.record(kind, key)
        try await after(company.state.withLock { $0.fetched })
        return record
    }
}
