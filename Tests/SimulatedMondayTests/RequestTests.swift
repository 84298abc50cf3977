import Testing

@testable import SimulatedMonday

struct RequestTests {
    private let api = TestAPI()

    @Test(arguments: ["", "wrong", "Bearer simulated-token", "simulated-token "])
    func `another token is refused with 401`(token: String) async {
        let answer = await api.send("{ me { id } }", headers: ["authorization": token])
        #expect(answer.status == 401)
        #expect(answer.code == "Unauthorized")
    }

    @Test(arguments: [
        ("2026-10", "2026-10"), ("2026-07", "2026-07"), ("2027-01", "2027-01"), ("dev", "dev"), ("2024-02", "2026-10"),
        ("1999-99", "2026-10"),
    ])
    func `the version that answers is echoed`(asked: String, answered: String) async {
        let answer = await api.send("{ version { value } }", headers: ["api-version": asked])
        #expect(answer.headers["API-Version"] == answered)
        #expect(answer.data["version"]?["value"]?.text == answered)
    }

    @Test(arguments: ["2023", "", "x", "2026-1", "2026-10-01", "v2026-10"])
    func `a malformed version is an exception`(version: String) async {
        let answer = await api.send("{ me { id } }", headers: ["api-version": version])
        #expect(answer.status == 200)
        #expect(answer.code == "InvalidVersionException")
    }

    @Test func `without a header the current version answers`() async {
        #expect(await api.send("{ me { id } }").headers["API-Version"] == "2026-10")
    }

    @Test(arguments: ["", "{", "[]", "{}", #"{"query":5}"#, #"{"query":"{ me { id } }","variables":[]}"#])
    func `a body that is no request is refused with 400`(body: String) async {
        let answer = await api.call(Array(body.utf8), headers: ["authorization": api.simulator.configuration.token])
        #expect(answer.status == 400)
        #expect(answer.code == "JsonParseException")
    }

    @Test func `a text that is no document is HTTP 200 with a parse error`() async {
        let answer = await api.send("{ me { id }")
        #expect(answer.status == 200)
        #expect(answer.code == "GRAPHQL_PARSE_FAILED")
        #expect(answer.errors[0]["message"]?.text?.hasPrefix("Parse error on") == true)
        #expect(answer.json["data"] == nil)
    }

    @Test func `every answer has a request id of its own`() async {
        let first = await api.send("{ me { id } }").json["extensions"]?["request_id"]?.text
        let second = await api.send("{ nope }").json["extensions"]?["request_id"]?.text
        #expect(first != nil && second != nil && first != second)
    }

    @Test func `the account is known by its token`() async {
        let answer = await api.send("{ me { id name email account { id slug } } versions { kind value display_name } }")
        #expect(answer.data["me"]?["account"]?["slug"] == "example")
        #expect(answer.data["versions"]?.elements?.contains { $0["kind"] == "current" } == true)
    }

    @Test func `the journal and the counters note every request, and no token`() async throws {
        let board = try api.simulator.makeBoard(name: "B")
        await api.create("x", on: board, key: "k")
        await api.create("x", on: board, key: "k")
        await api.send("{ me { id } }", headers: ["authorization": "wrong"])
        let journal = api.simulator.journal()
        #expect(journal.map(\.number) == [1, 2, 3])
        #expect(journal.map(\.status) == [200, 200, 401])
        #expect(journal.map(\.isReplay) == [false, true, false])
        #expect(journal.map(\.idempotencyKey) == ["k", "k", nil])
        #expect(journal[0].operations == ["create_item"])
        #expect(api.simulator.journal(after: 2).map(\.number) == [3])
        let state = api.simulator.stateJSON
        #expect(state["requests"] == 3)
        #expect(state["refused"] == 1)
        #expect(state["operations"] == ["create_item": 2])
        #expect(state["boards"]?[0]?["items"] == 1)
        #expect(state["boards"]?[0]?["requests"] == 2)
        #expect(!JSONValue.array(journal.map(\.json)).encodedText.contains("token"))
    }

    @Test func `the journal keeps the last 10,000 requests`() {
        var journal = Journal()
        for number in 1...Journal.capacity + 5 {
            journal.record(
                JournalEntry(
                    number: number, time: 0, operations: [], status: 200, idempotencyKey: nil, isReplay: false,
                    isExecuted: true, fault: nil, size: 0), boards: [])
        }
        #expect(journal.entries(after: 0, limit: 2).map(\.number) == [6, 7])
        #expect(journal.entries(after: Journal.capacity + 4, limit: 9).map(\.number) == [Journal.capacity + 5])
        #expect(journal.entries(after: Journal.capacity + 5, limit: 9).isEmpty)
        #expect(journal.entries(after: .max, limit: 9).isEmpty)
    }

    @Test func `a clock that a test set stands still and moves by seconds`() {
        let clock = SimulatorClock(at: 5)
        #expect(clock.now == 5)
        clock.advance(seconds: 2)
        #expect(clock.now == 2005)
        clock.set(9)
        #expect(clock.now == 9)
        #expect(SimulatorClock().now > 1_700_000_000_000)
    }
}
