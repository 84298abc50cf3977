import Testing

@testable import SimulatedMonday

/// Faults after which the request, or the next one, goes on in a changed world.
struct PassingFaultTests {
    private let api = TestAPI()

    private func inject(_ kind: Fault.Kind, operation: String? = nil, times: Int = 1, seconds: Int = 5, fields: Int = 1)
    {
        api.simulator.faults.inject(
            Fault(kind, operation: operation, times: times, seconds: seconds, fields: fields))
    }

    // MARK: Refusals

    @Test func `a conflict strikes requests with a key alone and tells when to come again`() async throws {
        let board = try api.simulator.makeBoard(name: "B")
        api.simulator.faults.inject(Fault(.conflict, retryAfter: 7))
        #expect(await api.create("a", on: board).code == nil)
        #expect(await api.send("{ me { id } }", key: "k").code == nil)
        let answer = await api.create("b", on: board, key: "k")
        #expect(answer.status == 409)
        #expect(answer.code == "IDEMPOTENCY_CONFLICT")
        #expect(answer.headers["Retry-After"] == "7")
        #expect(await api.create("b", on: board, key: "k").code == nil)
        #expect(api.simulator.items(on: board).map(\.name) == ["a", "b"])
    }

    @Test func `errors without data have the code that was ordered, and nothing is done`() async throws {
        let board = try api.simulator.makeBoard(name: "B")
        inject(.errorsWithoutData)
        api.simulator.faults.inject(Fault(.errorsWithoutData, code: "API_TEMPORARILY_BLOCKED"))
        let first = await api.create("x", on: board, key: "k")
        #expect(first.status == 200)
        #expect(first.code == "internalServerError")
        #expect(first.json["data"] == nil)
        #expect(await api.create("x", on: board, key: "k").code == "API_TEMPORARILY_BLOCKED")
        #expect(api.simulator.items(on: board).isEmpty)
        #expect(await api.create("x", on: board, key: "k").code == nil)
    }

    // MARK: Half a batch

    @Test(arguments: [(1, ["a"]), (2, ["a", "b"]), (3, ["a", "b", "c"]), (9, ["a", "b", "c"])])
    func `a batch breaks off behind its first fields, and its key is not kept`(fields: Int, made: [String]) async throws
    {
        let board = try api.simulator.makeBoard(name: "B")
        inject(.executeSomeThenDrop, fields: fields)
        let batch = """
            mutation($b: ID!) {
              a: create_item(board_id: $b, item_name: "a") { id } b: create_item(board_id: $b, item_name: "b") { id }
              c: create_item(board_id: $b, item_name: "c") { id }
            }
            """
        #expect(await api.send("{ me { id } }").code == nil)
        await api.send(batch, ["b": .string(board)], key: "k")
        #expect(api.simulator.journal().last?.status == 0)
        #expect(api.simulator.journal().last?.isExecuted == true)
        #expect(api.simulator.items(on: board).map(\.name) == made)
        let again = await api.send(batch, ["b": .string(board)], key: "k")
        #expect(again.headers["Idempotency-Replayed"] == nil)
        #expect(api.simulator.items(on: board).map(\.name) == made + ["a", "b", "c"])
    }

    // MARK: Keys

    @Test func `a forgotten key makes a second item and the other keys stay`() async throws {
        let board = try api.simulator.makeBoard(name: "B")
        inject(.forgetIdempotencyKey)
        for key in ["k", "other"] { await api.create(key, on: board, key: key) }
        #expect(api.simulator.faults.pending.count == 1)
        let second = await api.create("k", on: board, key: "k")
        #expect(second.headers["Idempotency-Replayed"] == nil)
        #expect(await api.create("other", on: board, key: "other").headers["Idempotency-Replayed"] == "true")
        #expect(await api.create("k", on: board, key: "k").body == second.body)
        #expect(api.simulator.items(on: board).map(\.name) == ["k", "other", "k"])
    }

    @Test func `all keys are forgotten with any request`() async throws {
        let board = try api.simulator.makeBoard(name: "B")
        for key in ["k", "other"] { await api.create(key, on: board, key: key) }
        inject(.forgetAllIdempotencyKeys)
        await api.send("{ me { id } }")
        for key in ["k", "other"] { await api.create(key, on: board, key: key) }
        #expect(api.simulator.items(on: board).map(\.name) == ["k", "other", "k", "other"])
    }

    @Test func `a forgotten answer frees its room`() {
        var cache = IdempotencyCache()
        let largest = [UInt8](repeating: 0, count: IdempotencyCache.answerLimit)
        for number in 0..<IdempotencyCache.capacity / IdempotencyCache.answerLimit {
            cache.end("\(number)", body: largest, now: 0)
        }
        cache.end("full", body: largest, now: 0)
        #expect(cache.entry("full", now: 0) == nil)
        cache.forget("7")
        cache.forget("7")
        cache.end("full", body: largest, now: 1)
        #expect(cache.entry("full", now: 1) != nil)
        #expect(cache.entry("full", now: IdempotencyCache.lifetime) != nil)
        #expect(cache.entry("6", now: IdempotencyCache.lifetime) == nil)
    }

    // MARK: Cursors and searches

    @Test func `cursors expire at once and new ones live`() async throws {
        let board = try api.simulator.makeBoard(name: "B")
        for number in 1...3 { try api.simulator.makeItem(on: board, name: "\(number)") }
        func cursor() async -> JSONValue {
            await api.send(
                "query($b: [ID!]) { boards(ids: $b) { items_page(limit: 1) { cursor } } }", ["b": [.string(board)]]
            )
            .data["boards"]?[0]?["items_page"]?["cursor"] ?? .null
        }
        let next = "query($c: String!) { next_items_page(cursor: $c, limit: 1) { items { id } } }"
        let old = await cursor()
        inject(.expireCursors, operation: "next_items_page")
        #expect(await api.send(next, ["c": old]).code == "CursorExpiredError")
        #expect(await api.send(next, ["c": old]).code == "CursorExpiredError")
        #expect(await api.send(next, ["c": await cursor()]).code == nil)
    }

    @Test(arguments: [false, true])
    func `for a time searches do not see what was written since`(isSearchedBefore: Bool) async throws {
        let board = try api.simulator.makeBoard(name: "B", columns: [.init("key", "Key", .text)])
        try api.simulator.makeItem(on: board, name: "before", values: ["key": "k"])
        if isSearchedBefore { _ = await api.names(on: board, column: "key", ["k"]) }
        inject(.lagSearches, operation: "create_item", seconds: 3)
        await api.create("first", on: board, ["key": "k"])
        api.simulator.clock.advance(seconds: 1)
        await api.create("second", on: board, ["key": "k"])
        #expect(await api.names(on: board, column: "key", ["k"]) == ["before"])
        api.simulator.clock.advance(seconds: 1)
        #expect(await api.names(on: board, column: "key", ["k"]) == ["before"])
        api.simulator.clock.advance(seconds: 1)
        await api.create("third", on: board, ["key": "k"])
        #expect(await api.names(on: board, column: "key", ["k"]) == ["before", "first", "second", "third"])
    }

    @Test func `searches of one board lag, or those of all and of new ones`() async throws {
        let slow = try api.simulator.makeBoard(name: "Slow", columns: [.init("key", "Key", .text)])
        let fast = try api.simulator.makeBoard(name: "Fast", columns: [.init("key", "Key", .text)])
        api.simulator.faults.inject(Fault(.lagSearches, board: slow))
        for board in [slow, fast] { await api.create("x", on: board, ["key": "k"]) }
        #expect(await api.names(on: slow, column: "key", ["k"]) == [])
        #expect(await api.names(on: fast, column: "key", ["k"]) == ["x"])
        inject(.lagSearches)
        await api.send("{ me { id } }")
        let new = try api.simulator.makeBoard(name: "New", columns: [.init("key", "Key", .text)])
        for board in [fast, new] { await api.create("y", on: board, ["key": "k"]) }
        #expect(await api.names(on: fast, column: "key", ["k"]) == ["x"])
        #expect(await api.names(on: new, column: "key", ["k"]) == [])
        api.simulator.clock.advance(seconds: 5)
        #expect(await api.names(on: fast, column: "key", ["k"]) == ["x", "y"])
        #expect(await api.names(on: new, column: "key", ["k"]) == ["y"])
    }

    @Test func `a hold does not shorten the account's own lag`() async throws {
        var configuration = SimulatorConfiguration()
        configuration.searchLag = 10_000
        let api = TestAPI(configuration)
        let board = try api.simulator.makeBoard(name: "B", columns: [.init("key", "Key", .text)])
        api.simulator.faults.inject(Fault(.lagSearches, seconds: 3))
        await api.create("x", on: board, ["key": "k"])
        api.simulator.clock.advance(seconds: 9)
        #expect(await api.names(on: board, column: "key", ["k"]) == [])
        api.simulator.clock.advance(seconds: 1)
        #expect(await api.names(on: board, column: "key", ["k"]) == ["x"])
    }

    @Test(arguments: [
        (#"{"kind":"lagSearches","seconds":86400}"#, true), (#"{"kind":"lagSearches","seconds":86401}"#, false),
        (#"{"kind":"lagSearches","seconds":0}"#, false), (#"{"kind":"executeSomeThenDrop","fields":0}"#, false),
        (#"{"kind":"executeSomeThenDrop","fields":3}"#, true), (#"{"kind":"errorsWithoutData","code":"x"}"#, true),
        (#"{"kind":"errorsWithoutData","code":5}"#, false),
    ])
    func `an order has its own figures within their limits`(order: String, isTaken: Bool) throws {
        let json = try JSONValue(parsing: order.utf8)
        guard isTaken else {
            #expect(throws: ControlError.self) { try Fault(json: json) }
            return
        }
        let fault = try Fault(json: json)
        #expect(try Fault(json: fault.json.withoutNulls) == fault)
    }
}

extension JSONValue {
    fileprivate var withoutNulls: JSONValue { .object((members ?? []).filter { !$0.value.isNull }) }
}
