import Foundation
import Mapping
import Store
import Sync
import Testing
import WireProtocol

/// The process dies at every single transaction of a bulk import, and a new one goes on.
@Suite(.timeLimit(.minutes(10)))
struct BulkDeathTests {
    private static let faults: [FakeBoard.BulkFault?] = [
        nil, .startLost, .uploadLost, .uploadAnswerLost, .brokenOff(4), .skips(3), .forgotten(isDone: true), .late(1),
        .rejected("INTERNAL_ERROR"),
    ]

    @Test(arguments: faults, [true, false])
    func `whichever transaction is the last, every record becomes exactly one item`(
        fault: FakeBoard.BulkFault?, afterCommit: Bool
    ) async throws {
        var deaths = 0
        while try await live(dyingAtWrite: deaths + 1, afterCommit, fault) { deaths += 1 }
        #expect(deaths > 8)
    }

    /// One life that ends at the nth transaction, and one that goes on to the end.
    ///
    /// - Returns: whether the first life was cut short.
    private func live(dyingAtWrite number: Int, _ afterCommit: Bool, _ fault: FakeBoard.BulkFault?) async throws -> Bool
    {
        var engine = try Engine(batch: 4, in: Engine.memory)
        engine.settings.bulk = BulkSettings(threshold: 5)
        if let fault { engine.board.failBulk(fault) }
        for vendor in 0..<11 { engine.company.put("V\(100 + vendor)", at: "20261123T11:00:00.000") }
        let store = DyingStore(engine.store, atWrite: number, afterCommit: afterCommit)
        _ = try await engine.scanner.run(.poll)
        var died = false
        do {
            try await engine.drain(deliverer(engine, store), steps: 1000)
        } catch is DyingStore.Death {
            died = true
            try await engine.drain(deliverer(engine, engine.store), steps: 1000)
        }
        let place = "died at transaction \(number) of \(fault.map { "\($0)" } ?? "no fault")"
        #expect(engine.board.keys == (0..<11).map { engine.key("V\(100 + $0)") }, "\(place)")
        #expect(try await engine.counts() == [.done: 11], "\(place)")
        let ref = engine.settings.ref
        #expect(try await engine.store.read { try $0.bulkJob(ref) } == nil, "\(place)")
        #expect(try engine.store.verifyHistory().faults.isEmpty, "\(place)")
        let shown = try engine.shownByHistory()
        for key in shown.keys {
            let confirmed = try await engine.store.read { try $0.record(ref, key: key)?.confirmed }
            #expect(shown[key] == confirmed, "history and ledger disagree, \(place)")
        }
        try FileManager.default.removeItem(at: engine.folder)
        return died
    }

    private func deliverer(_ engine: Engine, _ store: any SyncStore) -> BoardDeliverer {
        BoardDeliverer(
            settings: engine.settings, store: store, target: engine.board,
            governor: RateGovernor(limits: RateGovernor.Limits(mutationsPerMinuteAndBoard: nil), time: engine.time),
            time: engine.time, random: { $0.lowerBound }, bulk: engine.bulk)
    }
}
