import Foundation
import Mapping
import Store
import Synchronization
import Testing
import WireProtocol

@testable import Sync

@Suite(.timeLimit(.minutes(5)))
struct PlannerTests {
    /// Everything that the state file holds, byte by byte, with what is not yet in its main part.
    private func bytes(_ engine: Engine) throws -> [Data] {
        try ["relay.sqlite", "relay.sqlite-wal"].map { try Data(contentsOf: engine.folder.appending(path: $0)) }
    }

    /// A plan that is held to writing nothing.
    private func plan(
        _ engine: Engine, _ mode: ScanRow.Mode = .poll, samples: Int = 20,
        limits: RateGovernor.Limits = RateGovernor.Limits(mutationsPerMinuteAndBoard: nil)
    ) async throws -> BoardPlan {
        let (before, sent) = (try bytes(engine), engine.board.state.withLock { $0.sent.count })
        let result: Result<BoardPlan, any Error>
        do {
            result = .success(try await engine.planner(limits: limits).plan(mode, samples: samples))
        } catch {
            result = .failure(error)
        }
        #expect(try bytes(engine) == before)
        #expect(engine.board.state.withLock { $0.sent.count == sent && $0.lookUps <= $0.sent.count })
        return try result.get()
    }

    @Test func `a board that was never read is planned in full, with its columns read`() async throws {
        let engine = try Engine(scope: RecordScope(openOnly: true))
        for number in 0..<30 { engine.company.put("V\(100 + number)") }
        let plan = try await plan(engine)
        #expect(plan.mode == "full" && plan.read == 30 && plan.create == 30 && plan.writes == 30)
        #expect(plan.change == 0 && plan.unchanged == 0 && plan.queued == 0 && plan.blocked == 0 && plan.gone == 0)
        #expect(plan.notes.contains { $0.contains("first read") })
        #expect(plan.records.count == 20 && plan.records[0].key == "00/V100" && plan.records[0].action == .create)
        #expect(plan.records[0].changes.contains { $0.title == "Vendor No" && $0.old == nil && $0.new == "00-V100" })
        #expect(plan.fields.isEmpty)
        #expect(engine.board.state.withLock { $0.described } == 1)
        let cost = try #require(plan.cost)
        #expect((cost.discoveries, cost.lookUps, cost.createRequests) == (1, 1, 2))
        // The estimate is what the sync then takes.
        _ = try await engine.sync()
        #expect(try await engine.store.read { try $0.delivered(engine.settings.ref).calls } == cost.calls)
    }

    @Test func `after a sync there is nothing to do`() async throws {
        let engine = try Engine()
        for number in 0..<3 { engine.company.put("V\(number)", at: "20261123T11:00:00.000") }
        _ = try await engine.sync()
        let plan = try await plan(engine)
        #expect(plan.mode == "poll" && plan.read == 3 && plan.unchanged == 3 && plan.writes == 0)
        #expect(plan.gone == nil && plan.notes.isEmpty && plan.records.isEmpty && plan.cost?.calls == 0)
    }

    @Test func `changes are shown field by field as old and new`() async throws {
        let engine = try Engine()
        for number in 0..<5 { engine.company.put("V\(number)", at: "20261123T11:00:00.000") }
        _ = try await engine.sync()
        engine.company.put("V1", name: "Airway", at: "20261123T11:30:00.000")
        engine.company.put("V3", name: "Baker", at: "20261123T11:30:00.000")
        engine.company.put("V9", at: "20261123T11:30:00.000")
        let plan = try await plan(engine, samples: 2)
        #expect((plan.read, plan.create, plan.change, plan.unchanged) == (6, 1, 2, 3))
        #expect(plan.records.map(\.key) == ["00/V1", "00/V3"])
        #expect(plan.records[0].isItemKnown && plan.records[0].action == .change)
        #expect(
            plan.records[0].changes == [
                BoardPlan.Change(field: "name", title: "Item name", old: "Vendor", new: "Airway"),
                BoardPlan.Change(field: "vendor-name", title: "Vendor", old: "Vendor", new: "Airway"),
            ])
        #expect(plan.fields.map(\.records) == [2, 2])
        #expect(plan.cost.map { [$0.discoveries, $0.lookUps, $0.createRequests, $0.changeRequests] } == [0, 1, 1, 1])
        #expect(try await engine.sync().changed == 2)
    }

    @Test func `no records are shown where none are wanted, and all are counted`() async throws {
        let engine = try Engine()
        for number in 0..<5 { engine.company.put("V\(number)") }
        let plan = try await plan(engine, samples: 0)
        #expect(plan.records.isEmpty && plan.create == 5)
    }

    @Test(arguments: [(1000, 1000), (1001, 1000), (Int.max, 1000), (-1, 0)])
    func `at most a thousand records are shown`(asked: Int, shown: Int) async throws {
        let engine = try Engine()
        for number in 0..<1005 { engine.company.put("V\(10_000 + number)") }
        let plan = try await plan(engine, samples: asked)
        #expect(plan.records.count == shown && plan.create == 1005)
        #expect(plan.records.map(\.key) == plan.records.map(\.key).sorted())
    }

    @Test func `the records shown are the first by key, whatever the order they are read in`() async throws {
        let engine = try Engine()
        // In its text form a key of small letters comes before one of capitals.
        for number in ["A1", "B1", "a1", "b1"] { engine.company.put(number) }
        #expect(try await plan(engine, samples: 2).records.map(\.key) == ["00/%611", "00/%621"])
    }

    @Test func `long texts are cut`() async throws {
        let engine = try Engine()
        engine.company.put("V1", name: String(repeating: "x", count: 2000))
        let changes = try await plan(engine).records[0].changes
        #expect(changes.allSatisfy { ($0.new ?? "").count <= PlanTally.textLength + 1 })
        #expect(changes.contains { $0.new?.hasSuffix("x…") == true })
    }

    @Test func `what is queued already is counted apart, and costs all the same`() async throws {
        let engine = try Engine()
        for number in 0..<4 { engine.company.put("V\(number)", at: "20261123T11:00:00.000") }
        _ = try await engine.scanner.run(.poll)
        engine.company.put("V1", name: "Airway", at: "20261123T11:30:00.000")
        let plan = try await plan(engine)
        #expect((plan.create, plan.change, plan.unchanged, plan.queued) == (1, 0, 3, 3))
        #expect(plan.cost.map { [$0.discoveries, $0.lookUps, $0.createRequests, $0.changeRequests] } == [1, 1, 1, 0])
    }

    @Test func `blocked records are counted until something changes them`() async throws {
        let engine = try Engine()
        engine.board.state.withLock { $0.refusedNames = ["Vendor"] }
        for number in 0..<2 { engine.company.put("V\(number)", at: "20261123T11:00:00.000") }
        _ = try await engine.sync()
        #expect(try await plan(engine).blocked == 2)
        engine.company.put("V1", name: "Airway", at: "20261123T11:30:00.000")
        let plan = try await plan(engine)
        #expect((plan.create, plan.blocked, plan.unchanged) == (1, 1, 1))
    }

    @Test func `a record that the board cannot show is named with its reason`() async throws {
        let engine = try Engine()
        engine.company.put("V1", name: String(repeating: "x", count: 70_000))
        engine.company.put("V2")
        let plan = try await plan(engine)
        #expect((plan.read, plan.create, plan.blocked) == (2, 1, 1))
        let blocked = try #require(plan.records.first)
        #expect(blocked.action == .block && blocked.problem?.contains("bytes monday allows") == true)
    }

    @Test func `a changed scope shows in a full read`() async throws {
        let engine = try Engine(scope: RecordScope(statuses: ["inactive"]))
        engine.company.put("V1")
        let plan = try await plan(engine)
        #expect((plan.read, plan.outOfScope, plan.writes) == (1, 1, 0))
    }

    @Test func `an unreadable record is counted and is not gone`() async throws {
        let engine = try Engine()
        for number in 0..<3 { engine.company.put("V\(number)") }
        _ = try await engine.sync()
        engine.company.state.withLock { $0.unreadable = ["V1"] }
        let plan = try await plan(engine, .full)
        #expect((plan.read, plan.unreadable, plan.gone) == (2, 1, 0))
    }

    @Test(arguments: [ScanRow.Mode.full, .sweep])
    func `a read of everything shows what is gone`(mode: ScanRow.Mode) async throws {
        let engine = try Engine()
        for number in 0..<1500 { engine.company.put("V\(10_000 + number)") }
        _ = try await engine.sync()
        for number in [0, 700, 1499] { engine.company.remove("V\(10_000 + number)") }
        let plan = try await plan(engine, mode)
        #expect(plan.gone == 3 && plan.unchanged == 1497 && plan.change == 0)
        #expect(plan.records.map(\.key) == ["00/V10000", "00/V10700", "00/V11499"])
        #expect(plan.records.allSatisfy { $0.action == .gone && $0.changes.map(\.new) == ["Gone"] })
        #expect(plan.fields.map(\.title) == ["Status"] && plan.fields.first?.records == 3)
        #expect(plan.cost.map { [$0.discoveries, $0.changeRequests] } == [1, 1])
        #expect(try await engine.sync(mode).gone == 3)
        #expect(try await self.plan(engine, mode).gone == 0)
    }

    @Test func `more missing than a sync believes is said and not counted`() async throws {
        let engine = try Engine()
        for number in 0..<40 { engine.company.put("V\(100 + number)") }
        _ = try await engine.sync()
        for number in 0..<21 { engine.company.remove("V\(100 + number)") }
        let plan = try await plan(engine, .sweep)
        #expect(plan.gone == 0 && plan.notes.contains { $0.contains("21 of 40 records are missing") })
    }

    @Test func `a sweep fetches only what differs`() async throws {
        let engine = try Engine()
        for number in 0..<10 { engine.company.put("V\(number)") }
        _ = try await engine.sync()
        engine.company.put("V4", name: "Airway", at: nil)
        let plan = try await plan(engine, .sweep)
        #expect((plan.read, plan.change, plan.unchanged) == (10, 1, 9))
        #expect(engine.company.state.withLock { $0.fetched } == 1)
    }

    @Test func `columns that are wrong are said before anything is read`() async throws {
        let engine = try Engine()
        engine.company.put("V1")
        engine.board.state.withLock { $0.columns.removeAll { $0.title == "Vendor No" } }
        let error = await #expect(throws: TargetError.self) { try await plan(engine) }
        #expect(error?.sentence.contains("\"Vendor No\" of type text") == true)
        #expect(engine.company.state.withLock { $0.scans.isEmpty })
    }

    @Test func `a board that is not there is said`() async throws {
        let engine = try Engine(boardID: "2")
        let error = await #expect(throws: TargetError.self) { try await plan(engine) }
        #expect(error?.sentence.contains("no board with the id 2") == true)
    }

    @Test func `a company that is not served, or is another one, is said`() async throws {
        let engine = try Engine()
        engine.company.put("V1")
        _ = try await engine.sync()
        await #expect(throws: SourceError.self) { try await plan(engine.moved(to: "1", company: "XYZ")) }
        engine.company.state.withLock { $0.company = "XYZ" }
        let error = await #expect(throws: SourceError.self) { try await plan(engine.moved(to: "1", company: "XYZ")) }
        #expect(error?.sentence.contains("company ABC's") == true)
    }

    @Test func `an answer that is cut off, faulty or miscounted makes no plan`() async throws {
        let engine = try Engine()
        for number in 0..<3 { engine.company.put("V\(number)") }
        engine.company.state.withLock { $0.cutAfter = 1 }
        await #expect(throws: SourceError.self) { try await plan(engine) }
        engine.company.state.withLock { $0.faultAfter = 1 }
        await #expect(throws: SourceError.self) { try await plan(engine) }
        engine.company.state.withLock { $0.lie = 1 }
        await #expect(throws: SourceError.self) { try await plan(engine) }
    }

    @Test func `another board in the configuration has everything made anew there`() async throws {
        let engine = try Engine()
        for number in 0..<3 { engine.company.put("V\(number)") }
        _ = try await engine.sync()
        engine.board.state.withLock { $0.boardID = "2" }
        let plan = try await plan(engine.moved(to: "2"))
        #expect(plan.mode == "full" && plan.create == 3 && plan.queued == 0 && plan.change == 0)
        #expect(plan.notes.contains { $0.contains("another board") })
    }

    @Test func `a board without room for what is new says so`() async throws {
        let engine = try Engine()
        engine.board.state.withLock { $0.itemsLimit = 2 }
        for number in 0..<3 { engine.company.put("V\(number)") }
        #expect(try await plan(engine).notes.contains { $0.contains("room for 2 more items") })
    }

    @Test func `what a board holds is counted and shown, field by field`() async throws {
        let engine = try Engine()
        for vendor in 0..<200 { engine.company.put("V\(100 + vendor)") }
        _ = try await engine.sync()
        for vendor in 0..<100 { engine.company.put("V\(100 + vendor)", name: "Wrong", at: "20261123T11:30:00.000") }
        _ = try await engine.sync()
        let plan = try await plan(engine)
        #expect(plan.held == 100 && plan.records.first?.key == "00/V100" && plan.create + plan.change == 0)
        #expect(plan.fields.first { $0.field == "name" }?.records == 100)
        #expect(plan.notes.contains { $0.contains("sage-relay approve") })
    }

    @Test func `a board that rests says why`() async throws {
        let engine = try Engine()
        engine.company.put("V1")
        _ = try await engine.sync()
        try await engine.store.write { transaction in
            var board = try transaction.board(engine.settings.ref)
            board.pause = BoardRow.Pause(reason: "Year end.", since: 1)
            try transaction.save(board)
        }
        let notes = try await plan(engine).notes
        #expect(notes.count == 1 && notes[0].contains("Year end.") && notes[0].contains("sage-relay resume"))
    }
}

extension Engine {
    func planner(limits: RateGovernor.Limits) -> Planner {
        Planner(
            settings: settings, store: store, source: company, target: board,
            governor: RateGovernor(limits: limits, time: time), limits: limits, time: time)
    }
}
