import Mapping
import Store
import Synchronization
import Testing
import WireProtocol

@testable import Sync

/// What 1,000 records cost in requests, look-ups and the reading of columns included: 0.045 each in batches of 25.
@Suite(.timeLimit(.minutes(10)))
struct RequestCountTests {
    private static let most = 45

    private func engine() throws -> Engine {
        let engine = try Engine(batch: 25)
        for number in 0..<1000 { engine.company.put("V\(1000 + number)") }
        return engine
    }

    private func cost(_ engine: Engine, _ body: () async throws -> Void) async throws -> Int {
        let ref = engine.settings.ref
        let before = try await engine.store.read { try $0.delivered(ref).calls }
        let (sent, read) = engine.board.state.withLock { ($0.sent.count, $0.lookUps + $0.keyPages + $0.described) }
        try await body()
        let calls = try await engine.store.read { try $0.delivered(ref).calls } - before
        // What the relay counts is what the board sees.
        let seen = engine.board.state.withLock {
            $0.sent.count - sent + $0.lookUps + $0.keyPages + $0.described - read
        }
        #expect(calls == seen)
        return calls
    }

    @Test func `1,000 new records on an empty board`() async throws {
        let engine = try engine()
        let calls = try await cost(engine) { _ = try await engine.sync() }
        #expect(engine.board.keys.count == 1000 && calls <= Self.most, "\(calls)")
    }

    @Test func `1,000 new records on a board that has half of them`() async throws {
        let engine = try engine()
        for number in 0..<500 { engine.board.make("Old", key: engine.key("V\(1000 + number)")) }
        try await engine.approve()
        let calls = try await cost(engine) { _ = try await engine.sync() }
        #expect(engine.board.keys.count == 1000 && Set(engine.board.keys).count == 1000)
        #expect(calls <= Self.most, "\(calls)")
    }

    @Test func `1,000 new records on a board that is full of others`() async throws {
        let engine = try engine()
        for number in 0..<9000 { engine.board.make("Other", key: "strange/\(number)") }
        try await engine.approve()
        let calls = try await cost(engine) { _ = try await engine.sync() }
        #expect(engine.board.keys.count == 10_000 && calls <= Self.most, "\(calls)")
    }

    @Test func `1,000 changes`() async throws {
        let engine = try engine()
        _ = try await engine.sync()
        for number in 0..<1000 {
            engine.company.put("V\(1000 + number)", name: "Changed", at: "20261123T11:30:00.000")
        }
        let calls = try await cost(engine) {
            _ = try await engine.scanner.run(.poll)
            let ref = engine.settings.ref
            try await engine.store.write { try $0.release(ref, besides: nil) }
            try await engine.drain()
        }
        #expect(engine.board.state.withLock { $0.items.values.allSatisfy { $0.name == "Changed" } })
        #expect(calls <= Self.most, "\(calls)")
    }

    @Test func `1,000 records in the default batch, at forty writes a minute`() async throws {
        var engine = try engine()
        engine.settings.batch = 50
        engine.settings.delivery.mutationsPerMinute = 40
        let limits = RateGovernor.Limits(mutationsPerMinuteAndBoard: 40)
        let calls = try await cost(engine) {
            _ = try await engine.scanner.run(.poll)
            try await engine.drain(engine.deliverer(limits: limits))
        }
        #expect(engine.board.keys.count == 1000 && calls <= Self.most, "\(calls)")
    }
}
