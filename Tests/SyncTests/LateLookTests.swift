import Foundation
import Mapping
import Store
import Sync
import Synchronization
import Testing

/// One more look after a doubt was settled, so that an item that appears late is told within minutes.
@Suite(.timeLimit(.minutes(5)))
struct LateLookTests {
    private func engine(vendors: Int) throws -> (Engine, [String]) {
        let engine = try Engine()
        let numbers = (0..<vendors).map { "V\(100 + $0)" }
        for number in numbers { engine.company.put(number) }
        return (engine, numbers.map(engine.key))
    }

    private func late(_ engine: Engine) async throws -> LateLook? {
        let ref = engine.settings.ref
        return try await engine.store.read { try $0.lateLook(ref) }
    }

    /// Works until nothing is due before a moment.
    private func work(_ engine: Engine, until moment: Int64) async throws {
        let deliverer = engine.deliverer
        while true {
            switch try await deliverer.step() {
            case .progressed: continue
            case .idle: return
            case .waiting(let until):
                guard until <= moment else { return }
                try await engine.time.sleep(until: until)
            }
        }
    }

    @Test func `an item that a search shows late, and that was made twice, is named within minutes`() async throws {
        let (engine, keys) = try engine(vendors: 1)
        // What the lost request made is not found, and the server does not remember it: the replay makes a second item.
        engine.board.state.withLock {
            $0.faults = [.lostAnswer]
            $0.remembers = false
            $0.hidden = ["1"]
        }
        _ = try await engine.scanner.run(.poll)
        try await work(engine, until: engine.time.now + 60_000)
        #expect(engine.board.keys == [keys[0], keys[0]])
        #expect(try engine.store.problems(limit: 1).isEmpty)
        let look = try #require(try await late(engine))
        #expect(look.dueAt - engine.time.now <= LateLook.least && look.records.map(\.sageKey) == keys)
        engine.board.state.withLock { $0.hidden = [] }
        try await engine.drain()
        let sentence = try engine.store.problems(limit: 1).first?.sentence
        #expect(sentence?.contains("several items with this key: 1, 2. Item 2 is kept up to date") == true)
        #expect(try await late(engine) == nil)
    }

    @Test func `members that were closed as absent are looked up once more, ten settle times later`() async throws {
        var (engine, _) = try engine(vendors: 2)
        engine = engine.settling(30_000)
        engine.board.state.withLock { $0.faults = [.lostRequest] }
        _ = try await engine.scanner.run(.poll)
        let deliverer = engine.deliverer
        for _ in 0..<2 { _ = try await deliverer.step() }
        engine.time.advance(milliseconds: AttemptRow.replayWindow)
        var closedAt: Int64 = 0
        let ref = engine.settings.ref
        while try await late(engine) == nil {
            closedAt = engine.time.now
            if case .waiting(let until) = try await deliverer.step() { try await engine.time.sleep(until: until) }
        }
        #expect(try await late(engine)?.dueAt == closedAt + 300_000)
        let lookUps = engine.board.state.withLock { $0.lookUps }
        try await engine.drain(deliverer)
        // One before the records go out anew, and the late one.
        #expect(engine.board.state.withLock { $0.lookUps } == lookUps + 2)
        #expect(try engine.store.problems(limit: 1).isEmpty)
        #expect(try await engine.store.read { try $0.counts(ref) } == [.done: 2])
    }

    @Test func `a doubt that the board settled whole needs no further look`() async throws {
        let (engine, _) = try engine(vendors: 3)
        engine.board.state.withLock { $0.faults = [.lostAnswer] }
        _ = try await engine.scanner.run(.poll)
        try await work(engine, until: engine.time.now + 60_000)
        #expect(try await late(engine) == nil && engine.board.keys.count == 3)
    }

    @Test func `a look that is still to be taken outlives the process, and does not keep a sync waiting`() async throws
    {
        let (engine, _) = try engine(vendors: 1)
        engine.board.state.withLock { $0.faults = [.lostRequest] }
        _ = try await engine.scanner.run(.poll)
        try await work(engine, until: engine.time.now + 60_000)
        let ref = engine.settings.ref
        #expect(try await engine.store.read { try $0.isSettled(ref) })
        let look = try #require(try await late(engine))
        #expect(try await engine.deliverer.step() == .waiting(until: look.dueAt))
        engine.board.state.withLock { $0.lookUpFault = TargetError(.temporary, "Down.") }
        engine.time.advance(milliseconds: LateLook.least)
        guard case .waiting = try await engine.deliverer.step() else { throw StoreProblem() }
        #expect(try await late(engine) == look)
        try await engine.drain()
        #expect(try await late(engine) == nil)
    }

    private struct StoreProblem: Error {}
}
