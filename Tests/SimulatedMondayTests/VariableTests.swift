import Testing

@testable import SimulatedMonday

struct VariableTests {
    private let api = TestAPI()

    @Test func `ids may be numbers and a lone value stands for a list of one`() async throws {
        let board = try api.simulator.makeBoard(name: "B")
        let answer = await api.send(
            "query($ids: [ID!]) { boards(ids: $ids) { id } }", ["ids": .number(board)])
        #expect(answer.data["boards"]?[0]?["id"]?.text == board)
    }

    @Test(
        arguments: [
            ("query($a: [ID!]!) { boards(ids: $a) { id } }", JSONValue.null),
            ("query($a: [ID!]!) { boards(ids: $a) { id } }", ["a": nil]),
            ("query($a: [ID!]) { boards(ids: $a) { id } }", ["a": [nil]]),
            ("query($a: [ID!]) { boards(ids: $a) { id } }", ["a": [true]]),
            ("query($a: Int) { boards(limit: $a) { id } }", ["a": "5"]),
            ("query($a: State) { boards(state: $a) { id } }", ["a": "gone"]),
            ("query($a: ItemsQuery) { boards { items_page(query_params: $a) { cursor } } }", ["a": ["nope": 1]]),
            (
                "query($a: ItemsQuery) { boards { items_page(query_params: $a) { cursor } } }",
                ["a": ["rules": [["column_id": "x"]]]]
            ),
        ] as [(String, JSONValue)])
    func `a variable that does not fit its type is refused`(text: String, variables: JSONValue) async {
        let answer = await api.send(text, variables)
        #expect(answer.status == 200)
        #expect(answer.code == "GRAPHQL_VALIDATION_FAILED")
        #expect(answer.json["data"] == nil)
    }

    @Test func `defaults fill what is not given`() async throws {
        for number in 0..<3 { _ = try api.simulator.makeBoard(name: "B\(number)") }
        let answer = await api.send("query($n: Int = 2) { boards(limit: $n) { id } }")
        #expect(answer.data["boards"]?.elements?.count == 2)
    }

    @Test func `include and skip leave fields out`() async {
        let answer = await api.send(
            "query($y: Boolean!) { me { id @skip(if: $y) name @include(if: $y) } version @skip(if: $y) { value } }",
            ["y": true])
        #expect(answer.data == ["me": ["name": "Sage Bridge"]])
    }

    @Test func `the named operation of several runs`() async {
        let body: JSONValue = [
            "query": "query A { me { id } } query B { version { value } }", "operationName": "B",
        ]
        let headers = ["authorization": api.simulator.configuration.token]
        let chosen = await api.call(body.encoded, headers: headers)
        #expect(chosen.data == ["version": ["value": "2026-10"]])
        let unnamed = await api.send("query A { me { id } } query B { version { value } }")
        #expect(unnamed.code == "GRAPHQL_VALIDATION_FAILED")
    }
}
