import Foundation
import Mapping
import Store
import Sync
import Synchronization
import Testing
import WireProtocol

/// The process dies at every single transaction of a first sync and of a second one with changes, and a new one goes on.
@Suite(.timeLimit(.minutes(10)))
struct DeathTests {
    @Test(arguments: [true, false], [true, false])
    func `whichever transaction is the last, every record becomes exactly one item`(
        afterCommit: Bool, serverRemembers: Bool
    ) async throws {
        var deaths = 0
        var isDead = true
        while isDead {
            isDead = try await live(dyingAtWrite: deaths + 1, afterCommit, serverRemembers)
            if isDead { deaths += 1 }
        }
        #expect(deaths > 30)
    }

    /// One life that ends at the nth transaction, and one that goes on to the end.
    ///
    /// - Returns: whether the first life was cut short.
    private func live(dyingAtWrite number: Int, _ afterCommit: Bool, _ serverRemembers: Bool) async throws -> Bool {
        let engine = try Engine(batch: 4, in: Engine.memory)
        engine.board.state.withLock { $0.remembers = serverRemembers }
        for vendor in 0..<11 { engine.company.put("V\(100 + vendor)", at: "20261123T11:00:00.000") }
        let store = DyingStore(engine.store, atWrite: number, afterCommit: afterCommit)
        var died = false
        do {
            try await work(engine, store)
        } catch is DyingStore.Death {
            died = true
            try await work(engine, engine.store)
        }
        let names = engine.board.state.withLock { $0.items.values.map(\.name) }
        #expect(engine.board.keys == (0..<11).map { engine.key("V\(100 + $0)") }, "died at transaction \(number)")
        #expect(names.filter { $0 == "Changed" }.count == 5, "died at transaction \(number)")
        #expect(try await engine.counts() == [.done: 11])
        #expect(try await engine.store.read { try $0.attempts(engine.settings.ref).isEmpty })
        let shown = try engine.shownByHistory()
        for key in shown.keys {
            let confirmed = try await engine.store.read { try $0.record(engine.settings.ref, key: key)?.confirmed }
            #expect(shown[key] == confirmed, "history and ledger disagree after transaction \(number)")
        }
        #expect(shown.count == 11)
        #expect(try engine.store.verifyHistory().faults.isEmpty)
        try FileManager.default.removeItem(at: engine.folder)
        return died
    }

    private func work(_ engine: Engine, _ store: any SyncStore) async throws {
        let scanner = engine.scanner(answerSize: 4, store: store)
        let deliverer = BoardDeliverer(
            settings: engine.settings, store: store, target: engine.board,
            governor: RateGovernor(limits: RateGovernor.Limits(mutationsPerMinuteAndBoard: nil), time: engine.time),
            time: engine.time, random: { $0.lowerBound })
        try await read(.poll, scanner)
        try await engine.drain(deliverer)
        for vendor in 0..<5 { engine.company.put("V\(100 + vendor)", name: "Changed", at: "20261123T11:30:00.000") }
        try await read(.sweep, scanner)
        try await engine.drain(deliverer)
    }

    /// Reads with a poll between each two answers; the process dies in either lane.
    private func read(_ mode: ScanRow.Mode, _ scanner: BoardScanner) async throws {
        let death = Mutex<DyingStore.Death?>(nil)
        _ = try await scanner.run(mode) {
        } givingWay: {
            do {
                _ = try await scanner.pollBeside()
            } catch {
                death.withLock { $0 = error as? DyingStore.Death }
            }
        }
        if let death = death.withLock({ $0 }) { throw death }
    }
}
