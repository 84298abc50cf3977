import Testing

@testable import SimulatedMonday

struct LimitTests {
    private func api(_ set: (inout SimulatorLimits) -> Void) -> TestAPI {
        var configuration = SimulatorConfiguration()
        set(&configuration.limits)
        return TestAPI(configuration)
    }

    private let query = "{ me { id } }"

    @Test func `the minute's limit opens again when the minute is over`() async {
        let api = api { $0.requestsPerMinute = 2 }
        #expect(await api.send(query).headers["RateLimit"] == "\"minuteRate\";r=1")
        api.simulator.clock.advance(seconds: 20)
        let last = await api.send(query)
        #expect(last.headers["RateLimit-Policy"] == "\"minuteRate\";q=2;w=60")
        #expect(last.headers["RateLimit"] == "\"minuteRate\";r=0;t=40")
        let refused = await api.send(query)
        #expect(refused.status == 429)
        #expect(refused.headers["Retry-After"] == "40")
        #expect(
            refused.json["errors"] == [
                [
                    "message": "Minute rate limit exceeded",
                    "extensions": ["code": "MINUTE_RATE_LIMIT_EXCEEDED", "retry_in_seconds": 40],
                ]
            ])
        #expect(refused.json["extensions"]?["request_id"]?.text != nil)
        #expect(refused.json["data"] == nil)
        api.simulator.clock.advance(seconds: 40)
        #expect(await api.send(query).status == 200)
    }

    @Test func `the day ends at midnight UTC, and a refused request is a tenth of one`() async {
        let api = api {
            $0.requestsPerDay = 2
            $0.concurrentRequests = 5
        }
        #expect(await api.send(query).status == 200)
        #expect(await api.send("{ complexity { after } }").status == 200)
        // 1.1 of 2 are used: a whole request does not fit any more.
        let refused = await api.send(query)
        #expect(refused.code == "DAILY_LIMIT_EXCEEDED")
        #expect(refused.headers["Retry-After"] == "43200")
        #expect(refused.headers["RateLimit"] == "\"concurrency\";r=4")
        api.simulator.clock.advance(seconds: 43_199)
        #expect(await api.send(query).status == 429)
        api.simulator.clock.advance(seconds: 1)
        #expect(await api.send(query).status == 200)
    }

    @Test func `requests in progress are counted until they are answered`() async {
        let api = api { $0.concurrentRequests = 2 }
        api.simulator.faults.inject(Fault(.holdAnswer, times: 2))
        async let first = api.send(query)
        async let second = api.send(query)
        await api.simulator.faults.waitUntilHeld(2)
        let refused = await api.send(query)
        #expect(refused.status == 429)
        #expect(refused.code == "MAX_CONCURRENCY_EXCEEDED")
        #expect(refused.errors[0]["extensions"]?["retry_in_seconds"] == 15)
        api.simulator.faults.release()
        #expect(await [first.status, second.status] == [200, 200])
        #expect(await api.send(query).status == 200)
    }

    @Test func `complexity is taken from the minute and told beforehand`() async throws {
        let api = api { $0.complexityPerMinute = 25_000 }
        let board = try api.simulator.makeBoard(name: "B")
        let first = await api.send(
            "mutation($b: ID!) { complexity { before query after reset_in_x_seconds } create_item(board_id: $b, item_name: \"x\") { id } }",
            ["b": .string(board)])
        let told = try #require(first.data["complexity"])
        #expect(told["before"] == 25_000)
        #expect(told["query"]?.integer ?? 0 > 10_000)
        #expect(told["after"]?.integer == 25_000 - (told["query"]?.integer ?? 0))
        #expect(first.headers["RateLimit"]?.hasSuffix(";t=60") == true)
        #expect(await api.create("y", on: board).status == 200)
        let exhausted = await api.create("z", on: board)
        #expect(exhausted.status == 429)
        #expect(exhausted.code == "COMPLEXITY_BUDGET_EXHAUSTED")
        api.simulator.clock.advance(seconds: 60)
        #expect(await api.create("z", on: board).code == nil)
    }

    @Test func `one request takes only so much complexity`() async throws {
        let api = api { $0.complexityPerRequest = 5_000_000 }
        let board = try api.simulator.makeBoard(name: "B")
        let text = """
            query($b: [ID!]) { boards(ids: $b) { items_page(limit: 500) { items { board { items_page(limit: 500) { items {
              column_values { id text value } } } } } } } }
            """
        #expect(await api.send(text, ["b": .string(board)]).code == "COMPLEXITY_BUDGET_EXHAUSTED")
    }

    @Test func `a hostile nesting of lists does not overflow the cost`() async {
        let api = api { $0.complexityPerRequest = 5_000_000 }
        let page = "items_page(limit: 2147483647) { items { board { "
        let text =
            "{ boards { " + String(repeating: page, count: 8) + "id" + String(repeating: " } } }", count: 8) + " } }"
        #expect(await api.send(text).code == "COMPLEXITY_BUDGET_EXHAUSTED")
    }

    @Test func `a board takes 40 writing fields a minute, each counted`() async throws {
        let api = api { $0.boardMutationsPerMinute = SimulatorLimits.standardBoardMutations }
        let board = try api.simulator.makeBoard(name: "B")
        let other = try api.simulator.makeBoard(name: "Other")
        func batch(_ count: Int, on board: String) async -> TestAnswer {
            let fields = (0..<count).map { "m\($0): create_item(board_id: $b, item_name: \"x\") { id }" }
            return await api.send("mutation($b: ID!) { \(fields.joined(separator: " ")) }", ["b": .string(board)])
        }
        #expect(await batch(41, on: board).status == 429)
        #expect(await batch(39, on: board).status == 200)
        let refused = await batch(2, on: board)
        #expect(refused.status == 429)
        #expect(refused.errors[0]["message"] == "Call limit exceeded for CreateItem")
        #expect(refused.headers["Retry-After"] == "60")
        #expect(await batch(1, on: board).status == 200)
        #expect(await batch(40, on: other).status == 200)
        #expect(api.simulator.items(on: board).count == 40)
        api.simulator.clock.advance(seconds: 60)
        let item = try #require(api.simulator.items(on: board).first?.id)
        let archived = await api.send("mutation($i: ID) { archive_item(item_id: $i) { id } }", ["i": .string(item)])
        #expect(archived.status == 200)
        #expect(await batch(40, on: board).status == 429)
    }

    @Test func `create_board has a limit of its own`() async {
        let api = api { $0.boardCreationsPerMinute = 1 }
        let text = "mutation { create_board(board_name: \"B\", board_kind: public, empty: true) { id } }"
        #expect(await api.send(text).status == 200)
        #expect(await api.send(text).errors.first?["message"] == "Call limit exceeded for CreateBoard")
    }

    @Test func `an account without limits sends no headers of limits`() async {
        let answer = await TestAPI().send(query)
        #expect(answer.headers["RateLimit"] == nil)
        #expect(answer.headers["RateLimit-Policy"] == nil)
    }

    @Test func `the plans have monday's figures`() {
        #expect(SimulatorLimits.plan(.standard).requestsPerDay == 1000)
        #expect(SimulatorLimits.plan(.pro).requestsPerMinute == 2500)
        #expect(SimulatorLimits.plan(.enterprise).concurrentRequests == 250)
        #expect(SimulatorLimits.plan(.free).complexityPerMinute == 1_000_000)
    }
}
