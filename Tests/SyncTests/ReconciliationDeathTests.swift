import Foundation
import Store
import Sync
import Synchronization
import Testing
import WireProtocol

/// The process dies at every single transaction of a reconciliation, or of a rebuild, and a new one goes on.
@Suite(.timeLimit(.minutes(10)))
struct ReconciliationDeathTests {
    private func board(of vendors: Int) async throws -> Engine {
        let engine = try Engine(batch: 3, in: Engine.memory)
        for vendor in 0..<vendors { engine.company.put("V\(100 + vendor)") }
        _ = try await engine.sync()
        return engine
    }

    @Test(arguments: [true, false])
    func `whichever transaction of a reconciliation is the last, the next one puts everything right`(
        afterCommit: Bool
    ) async throws {
        var deaths = 0
        var isDead = true
        while isDead {
            let engine = try await board(of: 7)
            engine.board.edit(engine.board.item(engine.key("V101")), name: "Mine", ["Vendor": "Somebody"])
            engine.board.state.withLock { state in
                for number in ["V103", "V105"] {
                    for (id, item) in state.items where item.values["sage_key"] == engine.key(number) {
                        state.items[id] = nil
                    }
                }
            }
            let store = DyingStore(engine.store, atWrite: deaths + 1, afterCommit: afterCommit)
            isDead = false
            do {
                _ = try await engine.reconciler(store).run(after: nil) {
                    try await engine.drain()
                    return nil
                }
            } catch is DyingStore.Death {
                isDead = true
                deaths += 1
            }
            let report = try await engine.reconcile()
            #expect(report.isClean, "died at transaction \(deaths): \(report)")
            #expect(engine.board.keys == (0..<7).map { engine.key("V\(100 + $0)") }, "died at transaction \(deaths)")
            let names = engine.board.state.withLock { Set($0.items.values.map(\.name)) }
            #expect(names == ["Vendor"])
            #expect(try await engine.counts() == [.done: 7])
            try FileManager.default.removeItem(at: engine.folder)
        }
        #expect(deaths > 5)
    }

    @Test(arguments: [true, false])
    func `whichever transaction of a rebuild is the last, no record gets a second item`(
        afterCommit: Bool
    ) async throws {
        var deaths = 0
        var isDead = true
        while isDead {
            let before = try await board(of: 7)
            before.company.put("V103", name: "Changed", at: "20261123T11:30:00.000")
            let engine = try before.withoutLedger()
            let store = DyingStore(engine.store, atWrite: deaths + 1, afterCommit: afterCommit)
            isDead = false
            do {
                let calm = engine.reconciler(store)
                let deliverer = BoardDeliverer(
                    settings: engine.settings, store: store, target: engine.board,
                    governor: RateGovernor(limits: RateGovernor.Limits(), time: engine.time), time: engine.time)
                _ = try await BoardRebuilder(settings: engine.settings, deliverer: deliverer, reconciler: calm).run()
            } catch is DyingStore.Death {
                isDead = true
                deaths += 1
            }
            _ = try await engine.sync(.full)
            #expect(engine.board.keys == (0..<7).map { engine.key("V\(100 + $0)") }, "died at transaction \(deaths)")
            #expect(try await engine.reconcile().isClean, "died at transaction \(deaths)")
            #expect(try await engine.counts() == [.done: 7])
            for folder in [before.folder, engine.folder] { try FileManager.default.removeItem(at: folder) }
        }
        #expect(deaths > 3)
    }
}
