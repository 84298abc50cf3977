import Mapping
import Store
import Sync
import Synchronization
import Testing
import WireProtocol

/// What happens to a board's records when people change the board.
struct DriftTests {
    private func engine(_ names: [String] = ["V100", "V101"]) throws -> Engine {
        let engine = try Engine()
        for name in names { engine.company.put(name, at: "20261123T11:00:00.000") }
        return engine
    }

    private func rediscover(_ engine: Engine) async throws {
        let ref = engine.settings.ref
        try await engine.store.write { transaction in
            var board = try transaction.board(ref)
            board.needsDiscovery = true
            try transaction.save(board)
        }
        try await engine.drain()
    }

    private func setLabel(_ label: String, _ id: Int?, _ engine: Engine) {
        engine.board.state.withLock { state in
            for index in state.columns.indices where state.columns[index].type == "status" {
                state.columns[index].labels[label] = id
            }
        }
    }

    @Test func `a missing label blocks the records that need it, and they go out when it is there`() async throws {
        let engine = try engine()
        setLabel("Active", nil, engine)
        engine.company.put("V102", status: .inactive, at: "20261123T11:00:00.000")
        _ = try await engine.sync()
        #expect(try await engine.counts() == [.done: 1, .blocked: 2])
        #expect(try await engine.record("V100")?.problem?.contains("no active label Active") == true)
        let standing = try await engine.store.read { try $0.standing(engine.settings.ref) }
        #expect(standing.notices.count == 1 && standing.notices[0].contains("lacks the labels Active"))
        #expect(try await engine.boardRow().fault == nil)
        setLabel("Active", 0, engine)
        try await rediscover(engine)
        #expect(try await engine.counts() == [.done: 3])
        #expect(try await engine.store.read { try $0.standing(engine.settings.ref) }.notices.isEmpty)
    }

    @Test func `an optional column that goes costs its field, says so, and is filled when it comes back`() async throws
    {
        let engine = try engine()
        _ = try await engine.sync()
        let terms = engine.board.state.withLock { state in
            let column = state.columns.first { $0.title == "Terms" }
            state.columns.removeAll { $0.title == "Terms" }
            return column
        }
        try await rediscover(engine)
        #expect(try await engine.store.read { try $0.standing(engine.settings.ref) }.notices.count == 1)
        engine.company.put("V100", name: "Changed", at: "20261123T11:30:00.000")
        _ = try await engine.sync()
        #expect(try await engine.counts() == [.done: 2])
        #expect(engine.board.state.withLock { $0.items.values.contains { $0.name == "Changed" } })
        engine.board.state.withLock { state in
            if var column = terms {
                column.id = "terms_again"
                state.columns.append(column)
            }
        }
        try await rediscover(engine)
        #expect(try await engine.store.read { try $0.standing(engine.settings.ref) }.notices.isEmpty)
        #expect(try await engine.boardRow().mapping?.targets["terms-code"]?.columnID == "terms_again")
    }

    @Test(arguments: ["archived", "deleted"])
    func `a board that is put away is said with a sentence, and goes on when it is back`(state: String) async throws {
        let engine = try engine()
        engine.board.state.withLock { $0.boardState = state }
        _ = try await engine.scanner.run(.poll)
        guard case .waiting = try await engine.deliverer.step() else {
            Issue.record("it was not stopped")
            return
        }
        #expect(try await engine.boardRow().fault?.contains(state) == true)
        engine.board.state.withLock { $0.boardState = "active" }
        engine.time.advance(milliseconds: 300_000)
        try await engine.drain()
        #expect(try await engine.counts() == [.done: 2])
    }

    @Test func `changes go out to a full board, and what does not fit waits without many looks`() async throws {
        let engine = try engine()
        engine.board.state.withLock { $0.itemsLimit = 2 }
        _ = try await engine.sync()
        engine.company.put("V102", at: "20261123T11:30:00.000")
        engine.company.put("V100", name: "Changed", at: "20261123T11:30:00.000")
        _ = try await engine.scanner.run(.poll)
        let deliverer = engine.deliverer
        while case .progressed = try await deliverer.step() {}
        #expect(try await engine.counts() == [.done: 2, .queued: 1])
        #expect(engine.board.state.withLock { $0.items.values.contains { $0.name == "Changed" } })
        #expect(try await engine.boardRow().fault?.contains("The board is full") == true)
        let described = engine.board.state.withLock { $0.described }
        for _ in 0..<5 { _ = try await deliverer.step() }
        #expect(engine.board.state.withLock { $0.described } == described)
    }

    @Test func `a new item goes to the group of its status`() async throws {
        var engine = try engine()
        engine.settings.grouping = .status
        engine.board.state.withLock { $0.groups.append(.init(id: "active", title: "Active")) }
        _ = try await engine.sync()
        let mapping = try #require(try await engine.boardRow().mapping)
        #expect(mapping.groupID == "topics" && mapping.groups?["Active"] == "active")
        #expect(try await engine.counts() == [.done: 2])
        #expect(engine.board.state.withLock { $0.createdIn } == ["active"])
    }
}
