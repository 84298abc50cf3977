import Foundation
import Mapping
import Store
import Sync
import Synchronization
import Testing
import WireProtocol

/// A ledger that was lost, or restored from an old copy, is made again from the board.
@Suite(.timeLimit(.minutes(10)))
struct RebuildTests {
    private func rebuild(_ engine: Engine, _ store: (any SyncStore)? = nil) async throws -> BoardRebuild {
        let store = store ?? engine.store
        let deliverer = BoardDeliverer(
            settings: engine.settings, store: store, target: engine.board,
            governor: RateGovernor(limits: RateGovernor.Limits(mutationsPerMinuteAndBoard: nil), time: engine.time),
            time: engine.time, random: { $0.lowerBound })
        return try await BoardRebuilder(
            settings: engine.settings, deliverer: deliverer, reconciler: engine.reconciler(store)
        ).run()
    }

    private func items(_ engine: Engine) -> [String: String] {
        engine.board.state.withLock { state in
            Dictionary(
                state.items.map { ($1.values[BoardField.keyColumnID] ?? "", $0) }, uniquingKeysWith: { "\($0), \($1)" })
        }
    }

    private func mutations(_ engine: Engine) -> Int { engine.board.state.withLock { $0.sent.count } }

    @Test func `a lost ledger comes back from the board without one new item`() async throws {
        var engine = try Engine()
        for vendor in 0..<9 { engine.company.put("V\(100 + vendor)") }
        _ = try await engine.sync()
        let before = items(engine)
        engine = try engine.withoutLedger()
        let report = try await rebuild(engine)
        #expect(report.adopted == 9 && report.new == 9 && report.forgotten == 0 && report.duplicates == 0)
        let sent = mutations(engine)
        engine.company.put("V104", name: "Changed", at: nil)
        let run = try await engine.sync()
        #expect(run.mode == "full" && run.new == 0)
        #expect(mutations(engine) == sent + 1)
        #expect(items(engine) == before)
        #expect(try await engine.reconcile().isClean)
    }

    @Test func `what a rebuild finds changed in Sage waits for a person when it is too much to believe`() async throws {
        var engine = try Engine()
        for vendor in 0..<200 { engine.company.put("V\(100 + vendor)") }
        _ = try await engine.sync()
        for vendor in 0..<100 { engine.company.put("V\(100 + vendor)", name: "Wrong", at: nil) }
        engine = try engine.withoutLedger()
        _ = try await rebuild(engine)
        let sent = mutations(engine)
        _ = try await engine.sync(.full)
        #expect(try await engine.boardRow().hold != nil && mutations(engine) == sent)
        #expect(try await engine.counts() == [.held: 100, .done: 100])
        #expect(try await !engine.reconcile().isClean)
    }

    @Test func `a rebuild waits as long as the list of items may lag behind the last write`() async throws {
        let engine = try Engine().settling(5000)
        engine.company.put("V100")
        _ = try await engine.sync()
        let before = engine.time.now
        _ = try await rebuild(engine)
        #expect(engine.time.now - before >= 5000)
    }

    @Test func `an old copy of the ledger is brought up without one new item`() async throws {
        let engine = try Engine()
        for vendor in 0..<5 { engine.company.put("V\(100 + vendor)", at: "20261101T08:00:00.000") }
        _ = try await engine.sync()
        // A request whose answer never came is in the copy, and long over on the board.
        engine.company.put("V105", at: "20261123T11:00:00.000")
        engine.board.state.withLock { $0.faults = [.lostAnswer] }
        _ = try await engine.scanner.run(.poll)
        _ = try await engine.deliverer.step()
        let copy = try engine.copyOfLedger()
        try await engine.drain()
        for vendor in [101, 106, 107] {
            engine.company.put("V\(vendor)", name: "Later", at: "20261123T11:30:00.000")
        }
        _ = try await engine.sync()
        let before = items(engine)
        let restored = try engine.withLedger(copy)
        #expect(try await restored.store.read { try $0.attempts(restored.settings.ref).count } == 1)
        let report = try await rebuild(restored)
        #expect(report.adopted == 8 && report.new == 2)
        #expect(try await restored.store.read { try $0.attempts(restored.settings.ref).isEmpty })
        let sent = mutations(engine)
        _ = try await restored.sync()
        #expect(items(restored) == before && mutations(engine) == sent)
        #expect(try await restored.counts() == [.done: 8])
        #expect(try await restored.reconcile().isClean)
    }

    @Test func `a record whose item is not there loses it, and the full read brings it back`() async throws {
        let engine = try Engine()
        for vendor in ["V1", "V2", "V3"] { engine.company.put(vendor) }
        _ = try await engine.sync()
        engine.board.take(engine.board.item(engine.key("V2")), to: .deleted)
        engine.board.edit(engine.board.item(engine.key("V3")), ["Sage Key": ""])
        let report = try await rebuild(engine)
        #expect(report.adopted == 1 && report.new == 0 && report.forgotten == 1 && report.strangers == 1)
        _ = try await engine.sync()
        #expect(engine.board.keys == ["V1", "V2", "V3"].map(engine.key))
        #expect(engine.board.state.withLock { $0.items.count } == 3)
    }

    @Test func `of several items of one key the oldest becomes the record's`() async throws {
        let engine = try Engine()
        engine.board.state.withLock { $0.next = 9 }
        for vendor in ["V1", "V2"] { engine.company.put(vendor) }
        _ = try await engine.sync()
        engine.board.make("Second", key: engine.key("V1"))
        let report = try await rebuild(try engine.withoutLedger())
        #expect(report.adopted == 2 && report.duplicates == 1)
        let fresh = try engine.withoutLedger()
        _ = try await rebuild(fresh)
        let ref = engine.settings.ref
        #expect(try await fresh.store.read { try $0.record(ref, key: "00/V1")?.itemID } == "9")
    }

    @Test(arguments: [nil, "other/ABC/ap-vendor/00/V1", "acme/XYZ/ap-vendor/00/V1", "acme/ABC/ap-invoice/00/V1/1"])
    func `a board without a key of ours is refused, and nothing is changed`(key: String?) async throws {
        let engine = try Engine()
        engine.company.put("V1")
        _ = try await engine.sync()
        engine.board.take(engine.board.item(engine.key("V1")), to: .deleted)
        if let key { engine.board.make("Other", key: key) }
        let error = try await #require(throws: TargetError.self) { try await rebuild(engine) }
        #expect(error.sentence.contains("acme/ABC/ap-vendor/"))
        #expect(try await engine.counts() == [.done: 1])
        #expect(try await engine.store.read { try $0.board(engine.settings.ref).watermark } != nil)
    }

    @Test func `an item that says its record is gone stays so, until Sage has the record again`() async throws {
        let engine = try Engine()
        for vendor in ["V1", "V2"] { engine.company.put(vendor) }
        _ = try await engine.sync()
        engine.company.remove("V1")
        _ = try await engine.sync(.sweep)
        let fresh = try engine.withoutLedger()
        _ = try await rebuild(fresh)
        let sent = mutations(engine)
        #expect(try await fresh.sync().gone == 0)
        #expect(mutations(engine) == sent)
        engine.company.put("V1", at: "20261123T11:30:00.000")
        _ = try await fresh.sync(.sweep)
        #expect(try await fresh.reconcile().totals?.gone == 0)
    }

    @Test(arguments: [true, false])
    func `whichever transaction of a rebuild is the last, the next one ends right`(afterCommit: Bool) async throws {
        var deaths = 0
        var isDead = true
        while isDead {
            var engine = try Engine()
            for vendor in ["V1", "V2", "V3"] { engine.company.put(vendor) }
            _ = try await engine.sync()
            engine = try engine.withoutLedger()
            do {
                _ = try await rebuild(engine, DyingStore(engine.store, atWrite: deaths + 1, afterCommit: afterCommit))
                isDead = false
            } catch is DyingStore.Death {
                deaths += 1
                _ = try await rebuild(engine)
            }
            _ = try await engine.sync()
            #expect(engine.board.keys == ["V1", "V2", "V3"].map(engine.key), "died at transaction \(deaths)")
            #expect(try await engine.counts() == [.done: 3])
        }
        #expect(deaths > 4)
    }
}
