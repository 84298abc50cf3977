import Testing

@testable import SimulatedMonday

struct SearchTests {
    private let api = TestAPI()

    private func board(in api: TestAPI) throws -> String {
        try api.simulator.makeBoard(
            name: "S",
            columns: [
                .init("key", "Key", .text), .init("memo", "Memo", .longText), .init("amount", "Amount", .numbers),
                .init("due", "Due", .date), .init("state", "State", .status, labels: ["Open", "Paid"]),
                .init("tags", "Tags", .dropdown, labels: ["North", "South"]), .init("link", "Link", .link),
                .init("done", "Done", .checkbox), .init("mail", "Mail", .email), .init("span", "Span", .timeline),
                .init("pulse", "Pulse", .itemID),
            ])
    }

    @Test(arguments: [
        ("key", ["ab1"], ["1", "2"]), ("key", ["  AB1\t"], ["1", "2"]), ("key", ["ab"], []),
        ("key", ["zz", "ab2"], ["3"]),
        ("key", ["ÉTÉ"], ["4"]), ("memo", ["one\ntwo"], ["1"]), ("memo", ["one"], []), ("amount", ["10"], ["1", "2"]),
        ("amount", ["10.0", "-5"], ["1", "2", "3"]), ("amount", ["ten"], []), ("due", ["2026-06-15"], ["1"]),
        ("due", ["2026-06-16"], []), ("state", ["paid"], ["1"]), ("state", ["1"], []), ("tags", ["nor"], ["1", "2"]),
        ("link", ["home page"], ["1"]), ("link", ["https://x.example/"], ["2"]), ("done", ["true"], ["1"]),
        ("done", ["true", "false"], ["2", "3", "4", "5"]), ("mail", ["Ann"], ["1"]),
        ("span", ["2026-01-01 - 2026-01-31"], ["1"]),
        ("key", [""], ["5"]), ("amount", [""], ["4", "5"]), ("key", [], []),
    ])
    func `a column is searched by whole values, without case and surrounding space`(
        column: String, values: [String], names: [String]
    ) async throws {
        let board = try board(in: api)
        let full: JSONValue = [
            "key": "AB1", "memo": "One\nTWO", "amount": "10.00", "due": ["date": "2026-06-15", "time": "10:00:00"],
            "state": ["label": "Paid"], "tags": ["labels": ["North", "South"]],
            "link": ["url": "https://x.example/", "text": "Home Page"], "done": ["checked": "true"],
            "mail": ["email": "ann@x.example", "text": "ann"], "span": ["from": "2026-01-01", "to": "2026-01-31"],
        ]
        await api.create("1", on: board, full)
        await api.create(
            "2", on: board, ["key": " ab1 ", "amount": "010", "tags": "North", "link": "https://x.example/"])
        await api.create("3", on: board, ["key": "ab2", "amount": "-5.0"])
        await api.create("4", on: board, ["key": "été"])
        await api.create("5", on: board)
        #expect(await api.names(on: board, column: column, values) == names)
    }

    private func search(_ board: String, _ columns: JSONValue, in api: TestAPI) async -> TestAnswer {
        await api.send(
            """
            query($b: ID!, $c: [ItemsPageByColumnValuesQuery!]) {
              items_page_by_column_values(board_id: $b, columns: $c) { items { name } }
            }
            """, ["b": .string(board), "c": columns])
    }

    @Test func `several columns must all match`() async throws {
        let board = try board(in: api)
        await api.create("1", on: board, ["key": "a", "amount": "1"])
        await api.create("2", on: board, ["key": "a", "amount": "2"])
        let answer = await search(
            board,
            [["column_id": "key", "column_values": ["A"]], ["column_id": "amount", "column_values": ["2.0", "3"]]],
            in: api)
        #expect(api.names(of: answer.data["items_page_by_column_values"]) == ["2"])
    }

    @Test(arguments: [
        ("pulse", ["1"], "InvalidArgumentException"), ("name", ["x"], "InvalidArgumentException"),
        ("nope", ["x"], "InvalidColumnIdException"), ("due", ["2026-01-01", "2026-01-02"], "InvalidArgumentException"),
        ("tags", ["a", "b"], "InvalidArgumentException"), ("span", ["a", "b"], "InvalidArgumentException"),
    ])
    func `a column that cannot be searched so is refused`(column: String, values: [String], code: String) async throws {
        let board = try board(in: api)
        let answer = await search(
            board, [["column_id": .string(column), "column_values": .array(values.map { .string($0) })]], in: api)
        #expect(answer.code == code)
        #expect(answer.data == .null)
    }

    @Test func `a column takes 100 values and no more`() async throws {
        let board = try board(in: api)
        func code(_ count: Int) async -> String? {
            let values = JSONValue.array((0..<count).map { .string("k\($0)") })
            return await search(board, [["column_id": "key", "column_values": values]], in: api).code
        }
        #expect(await code(100) == nil)
        #expect(await code(101) == "InvalidArgumentException")
    }

    @Test func `a search follows changes and forgets archived items`() async throws {
        let board = try board(in: api)
        let first = try api.simulator.makeItem(on: board, name: "1", values: ["key": "a"])
        let second = try api.simulator.makeItem(on: board, name: "2", values: ["key": "a"])
        #expect(await api.names(on: board, column: "key", ["a"]) == ["1", "2"])
        await api.send(
            "mutation($b: ID!, $i: ID) { change_simple_column_value(board_id: $b, item_id: $i, column_id: \"key\", value: \"b\") { id } }",
            ["b": .string(board), "i": .string(first)])
        await api.send("mutation($i: ID) { archive_item(item_id: $i) { id } }", ["i": .string(second)])
        #expect(await api.names(on: board, column: "key", ["a"]) == [])
        #expect(await api.names(on: board, column: "key", ["b"]) == ["1"])
    }

    @Test(arguments: [false, true])
    func `with a lag a search sees a write only when it is that old`(isSearchedBefore: Bool) async throws {
        var configuration = SimulatorConfiguration()
        configuration.searchLag = 5000
        let api = TestAPI(configuration)
        let board = try board(in: api)
        if isSearchedBefore { #expect(await api.names(on: board, column: "key", ["a"]) == []) }
        let item = try api.simulator.makeItem(on: board, name: "1", values: ["key": "a"])
        api.simulator.clock.advance(seconds: 4)
        #expect(await api.names(on: board, column: "key", ["a"]) == [])
        await api.send(
            "mutation($b: ID!, $i: ID) { change_simple_column_value(board_id: $b, item_id: $i, column_id: \"key\", value: \"b\") { id } }",
            ["b": .string(board), "i": .string(item)])
        api.simulator.clock.advance(seconds: 1)
        #expect(await api.names(on: board, column: "key", ["a"]) == ["1"])
        #expect(await api.names(on: board, column: "key", ["b"]) == [])
        api.simulator.clock.advance(seconds: 4)
        #expect(await api.names(on: board, column: "key", ["a"]) == [])
        #expect(await api.names(on: board, column: "key", ["b"]) == ["1"])
    }

    private func rules(_ query: JSONValue, on board: String) async -> TestAnswer {
        await api.send(
            "query($b: [ID!], $q: ItemsQuery) { boards(ids: $b) { items_page(query_params: $q) { items { name } } } }",
            ["b": .string(board), "q": query])
    }

    @Test(
        arguments: [
            (["rules": [["column_id": "key", "compare_value": ["AB1", "x"]]]], ["1"]),
            (["rules": [["column_id": "key", "compare_value": "ab2"]]], ["2"]),
            (["rules": [["column_id": "state", "compare_value": [1]]]], ["1"]),
            (["rules": [["column_id": "due", "compare_value": ["EXACT", "2026-06-15"]]]], ["1"]),
            (["rules": [["column_id": "amount", "compare_value": ["10"], "operator": "not_any_of"]]], ["2", "3"]),
            (["rules": [["column_id": "key", "compare_value": [], "operator": "is_empty"]]], ["3"]),
            (["rules": [["column_id": "key", "compare_value": [], "operator": "is_not_empty"]]], ["1", "2"]),
            (["rules": [["column_id": "key", "compare_value": "AB", "operator": "contains_text"]]], ["1", "2"]),
            (
                [
                    "operator": "or",
                    "rules": [
                        ["column_id": "key", "compare_value": "ab1"], ["column_id": "key", "compare_value": "ab2"],
                    ],
                ], ["1", "2"]
            ),
            (
                [
                    "groups": [["rules": [["column_id": "key", "compare_value": "ab1"]]]],
                    "rules": [["column_id": "amount", "compare_value": "10"]],
                ],
                ["1"]
            ),
            (["ids": []], []), ([:], ["1", "2", "3"]),
        ] as [(JSONValue, [String])])
    func `rules of items_page choose items`(query: JSONValue, names: [String]) async throws {
        let board = try board(in: api)
        await api.create("1", on: board, ["key": "Ab1", "amount": "10", "due": "2026-06-15", "state": "Paid"])
        await api.create("2", on: board, ["key": "ab2"])
        await api.create("3", on: board)
        #expect(api.names(of: await rules(query, on: board).data["boards"]?[0]?["items_page"]) == names)
    }

    @Test(
        arguments: [
            ["rules": [["column_id": "pulse", "compare_value": "1"]]],
            ["rules": [["column_id": "nope", "compare_value": "1"]]],
            ["rules": [["column_id": "key", "compare_value": "1", "operator": "between"]]],
            ["ids": .array((0...100).map { .integer($0) })], ["order_by": [["column_id": "nope"]]],
        ] as [JSONValue])
    func `rules that cannot be answered are refused`(query: JSONValue) async throws {
        let answer = await rules(query, on: try board(in: api))
        #expect(answer.code == "InvalidArgumentException" || answer.code == "InvalidColumnIdException")
    }

    @Test func `order_by orders numbers by size and texts by letters`() async throws {
        let board = try board(in: api)
        for (name, amount) in [("b", "9"), ("c", "10"), ("a", "-1"), ("d", "9")] {
            await api.create(name, on: board, ["amount": .string(amount)])
        }
        func order(_ column: String, _ direction: String) async -> [String] {
            let answer = await rules(
                ["order_by": [["column_id": .string(column), "direction": .string(direction)]]], on: board)
            return (answer.data["boards"]?[0]?["items_page"]?["items"]?.elements ?? []).compactMap { $0["name"]?.text }
        }
        #expect(await order("amount", "asc") == ["a", "b", "d", "c"])
        #expect(await order("amount", "desc") == ["c", "b", "d", "a"])
        #expect(await order("name", "desc") == ["d", "c", "b", "a"])
    }
}
