import Mapping
import Store
import Synchronization
import Testing
import WireProtocol

@testable import Sync

/// Several searches in one request, and what monday does not take of it.
@Suite(.timeLimit(.minutes(5)))
struct LookUpTests {
    /// An engine whose board is large enough that its keys are looked up.
    private func engine(vendors: Int) async throws -> (Engine, BoardCalls, BoardMapping, [RecordOnBoard]) {
        let engine = try Engine()
        _ = try await engine.sync()
        let mapping = try #require(try await engine.boardRow().mapping)
        let records = (0..<vendors).map {
            RecordOnBoard(key: RecordKey(["00", "V\(1000 + $0)"]).text, engine.settings)
        }
        return (engine, engine.calls, mapping, records)
    }

    private func asked(_ engine: Engine) -> [Int] { engine.board.state.withLock { $0.asked } }

    @Test func `four hundred keys cost one request`() async throws {
        let (engine, calls, mapping, records) = try await engine(vendors: 900)
        engine.board.make("There", key: records[399].sageKey)
        let first = try await calls.lookUp(records, mapping)
        #expect(first.count == 400 && first[records[399].key] == .item("1") && first[records[0].key] == .absent)
        #expect(try await calls.lookUpAll(records, mapping) == [records[399].key: "1"])
        #expect(asked(engine) == [400, 400, 400, 100])
    }

    @Test(arguments: [1, 30, 99])
    func `a refused number of values is halved, and that is remembered`(most: Int) async throws {
        let (engine, calls, mapping, records) = try await engine(vendors: 100)
        engine.board.state.withLock { $0.mostValues = most }
        #expect(try await calls.lookUpAll(records, mapping).isEmpty)
        let requests = asked(engine).count
        #expect(try await calls.lookUpAll(records, mapping).isEmpty)
        // No request of the second time is refused.
        #expect(asked(engine).dropFirst(requests).allSatisfy { $0 <= 4 * most })
        #expect(asked(engine).dropFirst(requests).reduce(0, +) == 100)
    }

    @Test func `a refused number of searches is halved before their values are`() async throws {
        let (engine, calls, mapping, records) = try await engine(vendors: 400)
        engine.board.state.withLock { $0.mostSearches = 1 }
        #expect(try await calls.lookUpAll(records, mapping).isEmpty)
        #expect(asked(engine) == [400, 200, 100, 100, 100, 100])
    }

    @Test func `a look-up that is refused to its last key says so`() async throws {
        let (engine, calls, mapping, records) = try await engine(vendors: 400)
        engine.board.state.withLock { $0.mostSearches = 0 }
        let error = await #expect(throws: TargetError.self) { try await calls.lookUp(records, mapping) }
        #expect(error?.sentence == "Too many searches." && asked(engine).count <= 12)
    }

    @Test func `the searches that were answered count, and the rest is asked for again`() async throws {
        let (engine, calls, mapping, records) = try await engine(vendors: 150)
        engine.board.state.withLock { $0.mostValues = 60 }
        engine.board.make("There", key: records[140].sageKey)
        let answers = try await calls.lookUp(records, mapping)
        #expect(answers.count == 50 && answers[records[140].key] == .item("1"))
        #expect(try await calls.lookUpAll(records, mapping) == [records[140].key: "1"])
    }

    @Test func `what is found behind a cursor counts, each page as a call`() async throws {
        let (engine, calls, mapping, records) = try await engine(vendors: 10)
        for record in records { engine.board.make("There", key: record.sageKey) }
        engine.board.state.withLock { $0.pages.keySize = 4 }
        let ref = engine.settings.ref
        let before = try await engine.store.read { try $0.delivered(ref).calls }
        #expect(try await calls.lookUp(records, mapping).values.allSatisfy { $0 != .absent })
        #expect(try await engine.store.read { try $0.delivered(ref).calls } == before + 3)
        engine.board.state.withLock { $0.pages.expiring = 1 }
        // A page that is missing must not look like absent keys.
        await #expect(throws: TargetError.self) { try await calls.lookUp(records, mapping) }
    }

    @Test func `keys that differ by case are not the record's`() async throws {
        let (engine, calls, mapping, records) = try await engine(vendors: 1)
        engine.board.make("Shouted", key: records[0].sageKey.uppercased())
        #expect(try await calls.lookUp(records, mapping) == [records[0].key: .absent])
    }
}
