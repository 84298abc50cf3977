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
        // The refused request counts too, for a minute from now.
        #expect(refused.headers["Retry-After"] == "60")
        #expect(
            refused.json["errors"] == [
                [
                    "message": "Minute rate limit exceeded",
                    "extensions": ["code": "MINUTE_RATE_LIMIT_EXCEEDED", "retry_in_seconds": 60],
                ]
            ])
        #expect(refused.json["extensions"]?["request_id"]?.text != nil)
        #expect(refused.json["data"] == nil)
        api.simulator.clock.advance(seconds: 60)
        #expect(await api.send(query).status == 200)
    }

    @Test(arguments: [
        (WindowRule.fixed, [20: true, 59: false, 60: true]), (.sliding, [20: true, 59: false, 60: true]),
        (.both, [20: true, 59: false, 60: true]),
    ])
    func `a window takes what its rule allows`(rule: WindowRule, expected: [Int: Bool]) {
        var window = LimitWindow(rule)
        window.use(1, now: 0)
        for second in expected.keys.sorted() {
            let now = SimulatorClock.Milliseconds(second) * 1000
            let fits = window.used(now: now) + 1 <= 2
            #expect(fits == expected[second])
            if fits { window.use(1, now: now) }
        }
        // At 60 s a fixed window is new, a sliding one still has the use of second 20.
        #expect(window.used(now: 60_000) == (rule == .fixed ? 1 : 2))
        #expect(window.wait(for: 1, limit: 2, now: 60_000) == (rule == .fixed ? 1 : 20))
        #expect(window.wait(for: 3, limit: 2, now: 60_000) == (rule == .sliding ? 20 : 60))
        #expect(window.used(now: 79_999) == (rule == .fixed ? 1 : 2))
        #expect(window.used(now: 80_000) == 1)
        #expect(window.used(now: 120_000) == 0)
    }

    @Test func `a burst at the edge of a window is refused by the strict rule alone`() async {
        for rule in WindowRule.allCases {
            let api = api {
                $0.requestsPerMinute = 3
                $0.windows = rule
            }
            #expect(await api.send(query).status == 200)
            api.simulator.clock.advance(seconds: 59)
            for _ in 0..<2 { #expect(await api.send(query).status == 200) }
            api.simulator.clock.advance(seconds: 1)
            var statuses: [Int] = []
            for _ in 0..<2 { statuses.append(await api.send(query).status) }
            #expect(statuses == (rule == .fixed ? [200, 200] : [200, 429]))
        }
    }

    @Test func `an address has a limit of ten seconds`() async {
        let api = api { $0.requestsPerTenSeconds = 2 }
        for status in [200, 200, 429] { #expect(await api.send(query).status == status) }
        #expect(await api.send(query).code == "IP_RATE_LIMIT_EXCEEDED")
        api.simulator.clock.advance(seconds: 10)
        #expect(await api.send(query).status == 200)
    }

    @Test func `errors of limits have the form of the account`() async {
        func refused(_ form: ErrorForm) async -> TestAnswer {
            var configuration = SimulatorConfiguration()
            configuration.errorForm = form
            configuration.limits.complexityPerMinute = 10
            let api = TestAPI(configuration)
            return await api.send("{ boards(limit: 25) { id name } }")
        }
        let detailed = await refused(.detailed)
        #expect(detailed.status == 429)
        #expect(
            detailed.errors[0]["extensions"] == [
                "code": "COMPLEXITY_BUDGET_EXHAUSTED", "retry_in_seconds": 1, "complexity": 51,
                "complexity_budget_left": 10, "complexity_budget_limit": 10, "status_code": 429,
            ])
        let old = await refused(.old)
        let message: JSONValue =
            "Complexity budget exhausted, query cost 51 budget remaining 10 out of 10 reset in 1 seconds"
        #expect(old.status == 200)
        #expect(
            old.json == [
                "error_code": "ComplexityException", "status_code": 429, "error_message": message, "error_data": [:],
                "errors": [message], "account_id": 20_000_001,
            ])
        #expect(await refused(.current).errors[0]["extensions"]?.members?.count == 2)
    }

    @Test func `a deprecated version is answered by the one in maintenance, told by the header alone`() async {
        let api = TestAPI()
        let answered = ["2024-10": "2026-07", "2025-01": "2026-07", "2025-04": "2025-04", "2024-02": "2026-10"]
        for (asked, version) in answered {
            let answer = await api.send(query, headers: ["api-version": asked])
            #expect(answer.status == 200)
            #expect(answer.headers["API-Version"] == version)
        }
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
