import Mapping
import Store
import Sync
import Synchronization
import Testing
import WireProtocol

/// Items that are archived when their board fills up.
struct RolloverTests {
    private static let rule = RolloverRule(status: "paid", olderThan: 400, level: 50, mostPerDay: 3)

    /// A board of ten with six old paid invoices and two new ones, all of them quiet for long.
    private func engine(
        _ rule: RolloverRule = rule, limit: Int = 10, changes: ChangeGuard = ChangeGuard(share: nil)
    ) async throws -> Engine {
        let engine = try Engine.invoices {
            $0.rollover = rule
            $0.changes = changes
        }
        engine.board.state.withLock { $0.itemsLimit = 1000 }
        for number in 1...6 {
            try await engine.take(Engine.invoice("OLD\(number)", status: .paid, date: "2024010\(number)"))
        }
        try await engine.take(Engine.invoice("OPEN", date: "20240101"))
        try await engine.take(Engine.invoice("NEW", status: .paid, date: "20261101"))
        try await engine.drain()
        engine.board.state.withLock { $0.itemsLimit = limit }
        engine.time.advance(milliseconds: 31 * 86_400_000)
        try await rediscover(engine)
        return engine
    }

    private func rediscover(_ engine: Engine) async throws {
        let ref = engine.settings.ref
        try await engine.store.write { transaction in
            var board = try transaction.board(ref)
            board.needsDiscovery = true
            try transaction.save(board)
        }
    }

    private func deliverer(_ engine: Engine, _ store: (any SyncStore)? = nil) -> BoardDeliverer {
        BoardDeliverer(
            settings: engine.settings, store: store ?? engine.store, target: engine.board,
            governor: RateGovernor(limits: RateGovernor.Limits(mutationsPerMinuteAndBoard: nil), time: engine.time),
            time: engine.time, archiver: engine.board, random: { $0.lowerBound })
    }

    private func settle(_ engine: Engine, _ store: (any SyncStore)? = nil) async throws {
        let deliverer = self.deliverer(engine, store)
        for _ in 0..<100 {
            guard case .progressed = try await deliverer.step() else { return }
        }
        Issue.record("the rollover does not come to rest")
    }

    /// Takes steps until items are chosen, and none is asked for.
    private func choose(_ engine: Engine, _ deliverer: BoardDeliverer) async throws {
        for _ in 0..<5 where try await engine.invoiceRow("OLD1")?.state != .archiving { _ = try await deliverer.step() }
        #expect(try await engine.invoiceRow("OLD1")?.state == .archiving)
    }

    private func archived(_ engine: Engine) async throws -> [String] {
        var names: [String] = []
        for number in 1...6 where try await engine.invoiceRow("OLD\(number)")?.state == .archived {
            names.append("OLD\(number)")
        }
        return names
    }

    @Test func `the oldest that are done with are archived, at most so many a day`() async throws {
        let engine = try await engine()
        try await settle(engine)
        #expect(try await archived(engine) == ["OLD1", "OLD2", "OLD3"])
        #expect(engine.board.state.withLock { $0.away.count == 3 && $0.items.count == 5 })
        #expect(try await engine.boardRow().room == 5)
        #expect(try await engine.counts() == [.done: 5, .archived: 3])
        let events = try engine.history().filter { $0.event == "archived" }
        #expect(events.count == 3 && events.allSatisfy { $0.note?.contains("Paid") == true && $0.itemID != nil })
        engine.time.advance(milliseconds: 86_400_000)
        try await settle(engine)
        #expect(try await archived(engine).count == 4, "one more makes it 40% of the limit, 5 points and more below")
    }

    @Test func `a board below its level, and one without a rollover, archive nothing`() async throws {
        let engine = try await engine(limit: 17)
        try await settle(engine)
        #expect(try await archived(engine).isEmpty)
        var without = try await self.engine()
        without.settings.rollover = nil
        try await settle(without)
        #expect(try await archived(without).isEmpty)
    }

    @Test func `what is open, young or changed lately stays`() async throws {
        let engine = try await engine(RolloverRule(status: "paid", olderThan: 400, level: 50, mostPerDay: 100))
        try await engine.take(Engine.invoice("OLD2", orders: ["PO"], status: .paid, date: "20240102"))
        engine.board.state.withLock { $0.itemsLimit = 1000 }
        try await rediscover(engine)
        try await settle(engine)
        engine.board.state.withLock { $0.itemsLimit = 8 }
        try await rediscover(engine)
        try await settle(engine)
        #expect(try await engine.invoiceRow("OLD2")?.state == .done)
        #expect(try await engine.invoiceRow("OPEN")?.state == .done)
        #expect(try await engine.invoiceRow("NEW")?.state == .done)
        #expect(try await archived(engine) == ["OLD1", "OLD3", "OLD4", "OLD5", "OLD6"])
    }

    @Test func `never is a larger share archived in a day than may change at once`() async throws {
        let engine = try await engine(changes: ChangeGuard(share: 25))
        try await settle(engine)
        #expect(try await archived(engine).count == 2)
    }

    @Test(arguments: [FakeBoard.Fault.lostAnswer, .lostRequest])
    func `an outcome that is lost is settled by archiving once more`(fault: FakeBoard.Fault) async throws {
        let engine = try await engine()
        let deliverer = self.deliverer(engine)
        _ = try await deliverer.step()
        engine.board.state.withLock { $0.faults = [fault] }
        try await settle(engine)
        #expect(try await engine.counts()[.archiving] == 3)
        engine.time.advance(milliseconds: 300_000)
        try await settle(engine)
        #expect(try await archived(engine).count == 3 && engine.board.state.withLock { $0.away.count } == 3)
    }

    @Test(arguments: [true, false])
    func `whichever transaction is the last, items are archived once and none is made again`(
        afterCommit: Bool
    ) async throws {
        var deaths = 0
        var isDead = true
        while isDead {
            let engine = try await engine()
            do {
                try await settle(engine, DyingStore(engine.store, atWrite: deaths + 1, afterCommit: afterCommit))
                isDead = false
            } catch is DyingStore.Death {
                deaths += 1
                try await settle(engine)
            }
            #expect(try await archived(engine) == ["OLD1", "OLD2", "OLD3"], "died at transaction \(deaths)")
            #expect(engine.board.state.withLock { $0.away.count == 3 && $0.items.count == 5 })
            #expect(try engine.history().filter { $0.event == "archived" }.count == 3)
            #expect(try engine.store.verifyHistory().faults.isEmpty)
        }
        #expect(deaths >= 3)
    }

    @Test func `a document that changes in Sage before its archiving is asked for stays and is kept up to date`()
        async throws
    {
        let engine = try await engine()
        try await choose(engine, deliverer(engine))
        try await engine.take(Engine.invoice("OLD1", status: .posted, date: "20240101"))
        #expect(try await engine.invoiceRow("OLD1")?.state == .queued)
        try await settle(engine)
        #expect(try await engine.invoiceRow("OLD1")?.state == .done)
        #expect(try await archived(engine) == ["OLD2", "OLD3"])
        #expect(engine.board.state.withLock { $0.away.count } == 2)
    }

    @Test func `a refusal that is certain leaves it to Sage, and one after a lost answer does not`() async throws {
        let engine = try await engine()
        let deliverer = self.deliverer(engine)
        try await choose(engine, deliverer)
        engine.board.state.withLock { $0.faults = [.refuse(TargetError(.boardLocked(wait: 1000), "Locked."))] }
        _ = try await deliverer.step()
        try await engine.take(Engine.invoice("OLD1", status: .posted, date: "20240101"))
        #expect(try await engine.invoiceRow("OLD1")?.state == .queued, "it is on the board for certain")
        // The change of the one that stays goes first.
        engine.time.advance(milliseconds: 299_000)
        try await settle(engine)
        engine.board.state.withLock { $0.faults = [.lostAnswer] }
        engine.time.advance(milliseconds: 300_000)
        try await settle(engine)
        #expect(try await engine.invoiceRow("OLD2")?.state == .archiving)
        try await engine.take(Engine.invoice("OLD2", status: .posted, date: "20240102"))
        #expect(try await engine.invoiceRow("OLD2")?.state == .archiving, "it may be archived")
        engine.time.advance(milliseconds: 300_000)
        try await settle(engine)
        #expect(try await engine.invoiceRow("OLD2")?.state == .archived)
        #expect(try await engine.invoiceRow("OLD2")?.problem == RecordRow.changedAfterArchival)
        #expect(engine.board.state.withLock { $0.items.count + $0.away.count } == 8, "no second item")
    }

    @Test func `what cannot be archived stays on the board and is kept up to date`() async throws {
        let engine = try await engine()
        engine.board.state.withLock { state in
            state.faults = Array(repeating: .refuse(TargetError(.record, "Locked by somebody.")), count: 8)
        }
        let deliverer = self.deliverer(engine)
        for _ in 0..<40 {
            if case .waiting(let until) = try await deliverer.step() { try await engine.time.sleep(until: until) }
        }
        #expect(try await engine.counts()[.archiving] == nil)
        #expect(try await engine.invoiceRow("OLD1")?.problem == "Locked by somebody.")
        try await engine.take(Engine.invoice("OLD1", status: .posted, date: "20240101"))
        try await engine.drain()
        #expect(try await engine.invoiceRow("OLD1")?.state == .done)
    }

    @Test func `a change of an archived record makes no call and no item, and is counted`() async throws {
        let engine = try await engine()
        try await settle(engine)
        let (sent, lookUps) = engine.board.state.withLock { ($0.sent.count, $0.lookUps) }
        try await engine.take(Engine.invoice("OLD1", orders: ["LATE"], status: .paid, date: "20240101"))
        try await settle(engine)
        #expect(engine.board.state.withLock { $0.sent.count == sent && $0.lookUps == lookUps })
        let status = try engine.store.status(of: [engine.settings.ref])[0]
        #expect(status.changedAfterArchival == 1 && status.records["archived"] == 3 && status.onBoard == 5)
    }

    @Test func `a full board gets room, and what waited goes out`() async throws {
        let engine = try await engine(limit: 8)
        try await engine.take(Engine.invoice("LAST", date: "20261120"))
        try await settle(engine)
        #expect(try await engine.invoiceRow("LAST")?.state == .done)
        #expect(try await engine.boardRow().fault == nil)
    }

    @Test func `a lost board forgets items, and archived records stay archived`() async throws {
        let engine = try await engine()
        try await settle(engine)
        let ref = engine.settings.ref
        try await engine.store.write { try $0.forgetItems(ref) }
        #expect(try await engine.counts() == [.queued: 5, .archived: 3])
    }

    // MARK: The rule

    @Test(arguments: [(89, 0), (90, 5), (95, 10), (100, 15)])
    func `archiving begins at the level and ends five points below`(items: Int, count: Int) {
        let rule = RolloverRule(status: "paid", olderThan: 400, level: 90, mostPerDay: 1000)
        #expect(rule.allowance(items: items, limit: 100, today: 0, ChangeGuard(share: nil)) == count)
    }

    @Test func `what was archived today counts`() {
        let rule = RolloverRule(status: "paid", olderThan: 400, level: 90, mostPerDay: 10)
        #expect(rule.allowance(items: 100, limit: 100, today: 7, ChangeGuard(share: nil)) == 3)
        #expect(rule.allowance(items: 100, limit: 100, today: 12, ChangeGuard(share: nil)) == 0)
        #expect(rule.allowance(items: 100, limit: 100, today: 0, ChangeGuard(share: 2)) == 2)
    }
}
