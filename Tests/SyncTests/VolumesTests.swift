import Foundation
import Mapping
import Store
import Sync
import Synchronization
import Testing
import WireProtocol

/// Boards that fill up, and records that go on on the next one.
struct VolumesTests {
    private static let morning = "20261123T09:00:00.000"
    private static let noon = "20261123T11:30:00.000"

    @Test func `new records go to the next board once the first is nearly full, and old ones stay`() async throws {
        let rig = try VolumesRig()
        rig.put(1...9, at: Self.morning)
        try await rig.sync()
        #expect(rig.numbers(on: 0) == Array(1...9) && rig.numbers(on: 1).isEmpty)
        #expect(try await rig.newest() == 1, "90% of ten are nine")
        rig.put(10...12, at: Self.noon)
        rig.put(3...3, name: "Changed", at: Self.noon)
        try await rig.sync()
        #expect(rig.numbers(on: 0) == Array(1...9) && rig.numbers(on: 1) == Array(10...12))
        let names = rig.engines[0].board.state.withLock { $0.items.values.map(\.name).filter { $0 == "Changed" } }
        #expect(names.count == 1, "an old record is kept up to date where it is")
        try await rig.expectOneHolder()
        let events = try rig.engines[1].history().filter { $0.event == "opened" }
        #expect(events.count == 1 && events.first?.note?.contains("acme/ap-vendors is nearly full") == true)
    }

    @Test func `what finds no room on a full board is handed over, board after board`() async throws {
        let rig = try VolumesRig()
        rig.put(1...35, at: Self.morning)
        for _ in 0..<6 {
            try await rig.sync()
            rig.time.advance(milliseconds: 10_000)
        }
        #expect(rig.allNumbers == Array(1...35))
        #expect(rig.numbers(on: 0).count == 10 && rig.numbers(on: 1).count == 10 && rig.numbers(on: 2).count == 15)
        try await rig.expectOneHolder()
        for engine in rig.engines { #expect(try await engine.counts()[.queued] == nil) }
        #expect(try await rig.engines[0].boardRow().fault == nil)
        let sent = rig.engines.map(\.sent)
        try await rig.sync(.full)
        #expect(rig.engines.map(\.sent) == sent, "a full read writes nothing again")
    }

    @Test func `a board that follows none says that it is full, and so does one whose next is not fit`() async throws {
        let rig = try VolumesRig(limits: [4, 4])
        rig.engines[1].board.state.withLock { $0.boardState = "archived" }
        rig.put(1...6, at: Self.morning)
        try await rig.sync()
        rig.time.advance(milliseconds: 10_000)
        try await rig.settle()
        #expect(rig.numbers(on: 0).count == 0, "no item is made while a board of the records cannot be looked at")
        rig.engines[1].board.state.withLock { state in
            state.boardState = "active"
            state.itemsLimit = 1
        }
        rig.time.advance(milliseconds: 300_000)
        try await rig.settle()
        for _ in 0..<3 {
            rig.time.advance(milliseconds: 300_000)
            try await rig.settle()
        }
        #expect(rig.numbers(on: 0).count == 4 && rig.numbers(on: 1).count == 1)
        let last = rig.engines[1]
        #expect(try await last.boardRow().fault?.contains("The board is full") == true)
        #expect(try await last.counts()[.queued] == 1, "what does not fit stays queued")
        #expect(try await rig.engines[0].boardRow().fault == nil)
        try await rig.expectOneHolder()
    }

    @Test func `a scan that came by before its board was in use leaves the record to the one that reads it next`()
        async throws
    {
        let rig = try VolumesRig()
        rig.put(1...9, at: Self.morning)
        try await rig.sync()
        // Seen by the third board while the second is the newest, and by no other; then the third is taken into use.
        rig.put(10...10, at: Self.noon)
        _ = try await rig.engines[2].scanner.run(.poll)
        let third = rig.refs[2]
        try await rig.store.write { try $0.open(third, at: 1) }
        _ = try await rig.engines[0].scanner.run(.poll)
        try await rig.settle()
        #expect(rig.allNumbers == Array(1...10), "it is not lost between them")
        _ = try await rig.engines[1].scanner.run(.poll)
        try await rig.settle()
        #expect(rig.allNumbers == Array(1...10))
        try await rig.expectOneHolder()
    }

    @Test func `a record that leaves its board's scope before it has an item, and comes back, goes to the newest`()
        async throws
    {
        var rig = try VolumesRig()
        for index in rig.engines.indices { rig.engines[index].settings.scope = RecordScope(statuses: ["active"]) }
        rig.company.put("V120", status: .inactive, at: Self.morning)
        rig.put(1...9, at: Self.morning)
        try await rig.sync()
        #expect(rig.allNumbers == Array(1...9))
        rig.company.put("V120", status: .active, at: Self.noon)
        try await rig.sync()
        #expect(rig.allNumbers == Array(1...9) + [20])
        try await rig.expectOneHolder()
    }

    @Test func `a lost state finds every item on the board where it is`() async throws {
        let rig = try VolumesRig()
        rig.put(1...35, at: Self.morning)
        for _ in 0..<6 {
            try await rig.sync()
            rig.time.advance(milliseconds: 10_000)
        }
        let before = rig.engines.indices.map { rig.numbers(on: $0) }
        var lost = rig
        let empty = try rig.engines[0].withoutLedger()
        lost.engines = rig.engines.map { engine in
            var copy = empty.beside(engine.board)
            copy.settings = engine.settings
            return copy
        }
        for ref in lost.refs {
            // More than twenty strangers would be held; a person has looked.
            try await lost.store.write { transaction in
                var board = try transaction.board(ref)
                board.approvedBoardID = "\(ref.volume)"
                try transaction.save(board)
            }
        }
        for _ in 0..<6 {
            try await lost.sync()
            lost.time.advance(milliseconds: 10_000)
        }
        #expect(lost.engines.indices.map { lost.numbers(on: $0) } == before)
        try await lost.expectOneHolder()
        for (engine, numbers) in zip(lost.engines, before) {
            #expect(try await engine.counts()[.done] == numbers.count)
        }
    }

    @Test func `a board that rests is not looked at, and holds nobody up`() async throws {
        let rig = try VolumesRig()
        rig.put(1...9, at: Self.morning)
        try await rig.sync()
        let first = rig.refs[0]
        try await rig.store.write { transaction in
            var board = try transaction.board(first)
            board.pause = BoardRow.Pause(reason: "archived at monday.com", since: 1)
            try transaction.save(board)
        }
        rig.engines[0].board.state.withLock { $0.boardID = "gone" }
        rig.put(10...12, at: Self.noon)
        for engine in rig.engines.dropFirst() { _ = try await engine.scanner.run(.poll) }
        for _ in 0..<10 { _ = try await rig.deliverer(1).step() }
        #expect(rig.numbers(on: 1) == Array(10...12))
    }

    @Test func `a mass of new records on a new board waits for a person as it would on the old one`() async throws {
        var rig = try VolumesRig(limits: [100, 200, 200], level: 50)
        for index in rig.engines.indices { rig.engines[index].settings.changes = ChangeGuard(share: 30) }
        for number in 0..<50 { rig.company.put("V\(1000 + number)", at: Self.morning) }
        try await rig.sync()
        #expect(try await rig.newest() == 1)
        for number in 0..<51 { rig.company.put("V\(2000 + number)", at: Self.noon) }
        try await rig.sync()
        #expect(rig.engines[1].board.keys.isEmpty)
        #expect(try await rig.engines[1].boardRow().hold != nil)
    }

    @Test func `an item that people copied to another board is named, and nobody's`() async throws {
        let rig = try VolumesRig()
        rig.put(1...9, at: Self.morning)
        try await rig.sync()
        let item = rig.engines[0].board.state.withLock { $0.items.values.first { $0.name == "Vendor" } }
        let copied = try #require(item)
        rig.engines[1].board.state.withLock { $0.items["777"] = copied }
        let report = try await rig.engines[1].reconciler().run(policy: .repair, after: nil) { nil }
        let finding = report.findings.first.first { $0.itemID == "777" }
        #expect(finding?.kind == .duplicate && finding?.sentence.contains("is on the board acme/ap-vendors.") == true)
        try await rig.expectOneHolderOfRecords()
    }

    @Test func `control totals count what is on other boards apart`() async throws {
        let rig = try VolumesRig()
        rig.put(1...9, at: Self.morning)
        try await rig.sync()
        rig.put(10...12, at: Self.noon)
        try await rig.sync()
        for (engine, counts) in zip(rig.engines, [(9, 3), (3, 9), (0, 12)]) {
            let report = try await engine.reconciler().run(policy: .report, after: nil) { nil }
            let totals = try #require(report.totals)
            #expect(totals.lines.map(\.sage.count).reduce(0, +) == counts.0 && totals.differing.isEmpty)
            #expect(totals.onOtherBoards == counts.1)
        }
    }

    @Test func `a plan counts nothing that goes to another board`() async throws {
        let rig = try VolumesRig()
        rig.put(1...9, at: Self.morning)
        try await rig.sync()
        rig.put(10...12, at: Self.noon)
        var creates: [Int] = []
        for engine in rig.engines {
            let planner = Planner(
                settings: engine.settings, store: engine.store, source: engine.company, target: rig.target,
                governor: RateGovernor(limits: RateGovernor.Limits(), time: rig.time), limits: RateGovernor.Limits(),
                time: rig.time)
            creates.append(try await planner.plan(.sweep, samples: 5).create)
        }
        #expect(creates == [0, 3, 0])
    }

    // MARK: Deaths

    @Test(arguments: [(false, false), (true, true)])
    func `whichever transaction is the last, every record has one item on one board`(
        afterCommit: Bool, serverRemembers: Bool
    ) async throws {
        // Every other transaction with each of the two, so that all are the last once.
        var number = afterCommit ? 1 : 2
        while try await live(dyingAtWrite: number, afterCommit, serverRemembers) { number += 2 }
        #expect(number > 60)
    }

    /// One life that ends at the nth transaction, and one that goes on to the end.
    ///
    /// - Returns: whether the first life was cut short.
    private func live(dyingAtWrite number: Int, _ afterCommit: Bool, _ serverRemembers: Bool) async throws -> Bool {
        let rig = try VolumesRig(limits: [4, 3, 30], level: 80, in: Engine.memory)
        for engine in rig.engines { engine.board.state.withLock { $0.remembers = serverRemembers } }
        rig.put(1...9, at: Self.morning)
        let store = DyingStore(rig.store, atWrite: number, afterCommit: afterCommit)
        var died = false
        do {
            try await work(rig, store)
        } catch is DyingStore.Death {
            died = true
        }
        try await work(rig, rig.store)
        #expect(rig.allNumbers == Array(1...9) + [13, 14], "died at transaction \(number)")
        try await rig.expectOneHolder("died at transaction \(number)")
        let names = rig.engines.flatMap { $0.board.state.withLock { $0.items.values.map(\.name) } }
        #expect(names.filter { $0 == "Changed" }.count == 2, "died at transaction \(number)")
        for engine in rig.engines {
            let states = try await engine.counts().keys
            #expect(states.allSatisfy { $0 == .done || $0 == .skipped }, "\(states), died at transaction \(number)")
        }
        #expect(try rig.store.verifyHistory().faults.isEmpty)
        try FileManager.default.removeItem(at: rig.engines[0].folder)
        return died
    }

    private func work(_ rig: VolumesRig, _ store: any SyncStore) async throws {
        try await pass(rig, store)
        rig.put(13...14, at: Self.noon)
        rig.put(2...3, name: "Changed", at: Self.noon)
        try await pass(rig, store)
    }

    private func pass(_ rig: VolumesRig, _ store: any SyncStore) async throws {
        for _ in 0..<3 {
            try await rig.sync(.poll, store)
            rig.time.advance(milliseconds: 20_000)
        }
    }
}

extension VolumesRig {
    /// That no two boards hold one record, whatever people put on them.
    fileprivate func expectOneHolderOfRecords() async throws {
        let refs = refs
        let keys = (0..<60).map { RecordKey(["00", "V\(100 + $0)"]).text }
        let held = try await store.read { reader in
            try refs.flatMap { try reader.holders(of: keys, among: [$0]).keys }
        }
        #expect(Set(held).count == held.count)
    }
}
