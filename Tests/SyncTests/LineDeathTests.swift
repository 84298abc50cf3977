import Foundation
import Mapping
import Store
import Sync
import Synchronization
import Testing
import WireProtocol

/// The process dies at every single transaction of writing lines, changing them and deleting one, and a new one goes on.
@Suite(.timeLimit(.minutes(10)))
struct LineDeathTests {
    private static let faults: [FakeBoard.Fault?] = [nil, .lostAnswer, .lostRequest, .partial(2)]

    @Test(arguments: [true, false], 0..<4)
    func `whichever transaction is the last, every line becomes exactly one subitem`(
        afterCommit: Bool, fault: Int
    ) async throws {
        // What is forgotten matters where an answer was lost; beside a fault every third transaction does.
        for serverRemembers in fault == 1 ? [true, false] : [true] {
            var number = 1
            while try await live(dyingAtWrite: number, afterCommit, Self.faults[fault], serverRemembers) {
                number += fault == 0 ? 1 : 3
            }
            #expect(number > 20)
        }
    }

    /// One life that ends at the nth transaction, and one that goes on to the end.
    ///
    /// - Returns: whether the first life was cut short.
    private func live(
        dyingAtWrite number: Int, _ afterCommit: Bool, _ fault: FakeBoard.Fault?, _ serverRemembers: Bool
    ) async throws -> Bool {
        let engine = try Engine.invoices(in: Engine.memory) {
            $0.lines = LineDetail(.subitems)
            $0.batch = 3
        }
        engine.board.state.withLock { $0.remembers = serverRemembers }
        let store = DyingStore(engine.store, atWrite: number, afterCommit: afterCommit)
        var died = false
        do {
            try await work(engine, store, fault)
        } catch is DyingStore.Death {
            died = true
            try await work(engine, engine.store, nil)
        }
        let comment = Comment(rawValue: "died at transaction \(number)")
        for invoice in ["1", "2", "3"] {
            #expect(engine.board.subitems["\(invoice) · AIRWAY"] == ["Fuel 10.00", "Oil 3.00", "Toll 7.00"], comment)
        }
        #expect(engine.board.lineKeys.count == 9, comment)
        #expect(try await engine.counts() == [.done: 3], comment)
        #expect(try await engine.store.read { try $0.attempts(engine.settings.ref).isEmpty }, comment)
        #expect(try await engine.store.read { try $0.isSettled(engine.settings.ref) }, comment)
        #expect(try engine.store.verifyHistory().faults.isEmpty, comment)
        try FileManager.default.removeItem(at: engine.folder)
        return died
    }

    private func work(_ engine: Engine, _ store: any SyncStore, _ fault: FakeBoard.Fault?) async throws {
        let deliverer = BoardDeliverer(
            settings: engine.settings, store: store, target: engine.board,
            governor: RateGovernor(limits: RateGovernor.Limits(mutationsPerMinuteAndBoard: nil), time: engine.time),
            time: engine.time, random: { $0.lowerBound }, lines: engine.board)
        func take(_ lines: [APInvoice.Line]) async throws {
            for invoice in ["1", "2", "3"] {
                try await engine.take(Engine.invoice(invoice, lines: lines), store: store)
            }
            engine.board.state.withLock { $0.lines.faults = fault.map { [$0, $0] } ?? [] }
            try await engine.drain(deliverer)
        }
        try await take([.of("1", "Fuel", "10.00"), .of("2", "Oil", "2.50"), .of("3", "Tax", "1.00")])
        try await take([.of("1", "Fuel", "10.00"), .of("2", "Oil", "3.00"), .of("4", "Toll", "7.00")])
    }
}
