import Testing

@testable import SimulatedMonday

struct MutationTests {
    private let api = TestAPI()

    @Test func `a board, its columns and its first item are made through the API`() async throws {
        let made = await api.send(
            "mutation { create_board(board_name: \"Invoices\", board_kind: public, empty: true) { id items_count groups { id } } }"
        )
        let board = try #require(made.data["create_board"]?["id"]?.text)
        let columns = await api.send(
            """
            mutation($b: ID!) {
              key: create_column(board_id: $b, title: "Key", column_type: text, id: "sage_key") { id type }
              amount: create_column(board_id: $b, title: "Amount", column_type: numbers, defaults: {unit: {symbol: "EUR"}}) { id settings }
              state: create_column(board_id: $b, title: "State", column_type: status, id: "state",
                defaults: "{\\"labels\\":{\\"0\\":\\"Open\\",\\"5\\":\\"Paid\\"}}") { settings_str }
            }
            """, ["b": .string(board)])
        #expect(columns.errors.isEmpty)
        #expect(columns.data["key"] == ["id": "sage_key", "type": "text"])
        #expect(columns.data["amount"]?["settings"] == ["unit": ["symbol": "EUR"]])
        #expect(columns.data["state"]?["settings_str"]?.text?.contains(#""id":5,"label":"Paid""#) == true)
        await api.create("One", on: board, ["sage_key": "K", "state": ["label": "Paid"]])
        #expect(api.simulator.items(on: board).map(\.values) == [["sage_key": "K", "state": "Paid"]])
    }

    @Test func `a board that is not made empty has example items`() async {
        let made = await api.send(
            "mutation { create_board(board_name: \"B\", board_kind: private) { items_count columns { id } } }")
        #expect(made.data["create_board"]?["items_count"] == 3)
        #expect(made.data["create_board"]?["columns"]?.elements?.count == 3)
    }

    @Test(arguments: [
        ("Sage", false), ("sage-key", false), ("sage1", false), ("", false), (String(repeating: "a", count: 21), false),
        (String(repeating: "a", count: 20), true), ("_", true), ("taken", false), ("name", false),
    ])
    func `a chosen column id has 1 to 20 of a to z and underscore and is new`(id: String, isTaken: Bool) async throws {
        let board = try api.simulator.makeBoard(name: "B", columns: [.init("taken", "Taken", .text)])
        let answer = await api.send(
            "mutation($b: ID!, $id: String) { create_column(board_id: $b, title: \"T\", column_type: text, id: $id) { id } }",
            ["b": .string(board), "id": .string(id)])
        #expect((answer.code == nil) == isTaken)
    }

    @Test func `each aliased mutation succeeds or fails for itself`() async throws {
        let board = try api.simulator.makeBoard(name: "B", columns: [.init("amount", "Amount", .numbers)])
        let answer = await api.send(
            """
            mutation($b: ID!, $good: JSON, $bad: JSON) {
              first: create_item(board_id: $b, item_name: "1", column_values: $good) { name }
              second: create_item(board_id: $b, item_name: "2", column_values: $bad) { name }
              third: create_item(board_id: $b, item_name: "3", column_values: $good) { name }
            }
            """, ["b": .string(board), "good": "{\"amount\":\"1\"}", "bad": "{\"amount\":\"one\"}"])
        #expect(answer.status == 200)
        #expect(answer.data == ["first": ["name": "1"], "second": nil, "third": ["name": "3"]])
        #expect(answer.errors.map { $0["path"] } == [["second"]])
        #expect(api.simulator.items(on: board).map(\.name) == ["1", "3"])
    }

    @Test func `a create with a bad column makes the item where the account is set so`() async throws {
        var configuration = SimulatorConfiguration()
        configuration.createsDespiteBadColumn = true
        let api = TestAPI(configuration)
        let board = try api.simulator.makeBoard(name: "B", columns: [.init("amount", "Amount", .numbers)])
        let answer = await api.create("x", on: board, ["amount": "one"])
        #expect(answer.code == "ColumnValueException")
        #expect(answer.data == ["create_item": nil])
        #expect(api.simulator.items(on: board).map(\.values) == [[:]])
    }

    @Test(arguments: [
        ("", "InvalidItemNameException"), ("  ", "InvalidItemNameException"), ("x", nil),
        (String(repeating: "é", count: 255), nil), (String(repeating: "é", count: 256), "ItemNameTooLongException"),
    ])
    func `an item's name has 1 to 255 characters`(name: String, code: String?) async throws {
        let board = try api.simulator.makeBoard(name: "B")
        #expect(await api.create(name, on: board).code == code)
        try api.simulator.makeItem(on: board, name: "old")
        let item = try #require(api.simulator.items(on: board).last)
        let values: JSONValue = ["name": .string(name)]
        let changed = await change(item.id, on: board, values)
        #expect(changed.code == code)
        #expect(api.simulator.items(on: board).last?.name == (code == nil ? name : "old"))
    }

    @discardableResult
    private func change(_ item: String, on board: String, _ values: JSONValue) async -> TestAnswer {
        await api.send(
            """
            mutation($b: ID!, $i: ID, $v: JSON!) {
              change_multiple_column_values(board_id: $b, item_id: $i, column_values: $v) { id }
            }
            """, ["b": .string(board), "i": .string(item), "v": .string(values.encodedText)])
    }

    @Test func `a change with one bad column changes nothing`() async throws {
        let board = try api.simulator.makeBoard(
            name: "B", columns: [.init("text", "Text", .text), .init("amount", "Amount", .numbers)])
        let item = try api.simulator.makeItem(on: board, name: "x", values: ["text": "old", "amount": "1"])
        #expect(await change(item, on: board, ["text": "new", "amount": "bad"]).code == "ColumnValueException")
        #expect(api.simulator.items(on: board)[0].values == ["text": "old", "amount": "1"])
        #expect(await change(item, on: board, ["text": nil, "amount": ""]).code == nil)
        #expect(api.simulator.items(on: board)[0].values == ["amount": "0"])
    }

    @Test func `a simple value is changed and emptied`() async throws {
        let board = try api.simulator.makeBoard(
            name: "B", columns: [.init("text", "Text", .text), .init("done", "Done", .checkbox)])
        let item = try api.simulator.makeItem(on: board, name: "x")
        func set(_ column: String, _ value: JSONValue) async -> String? {
            await api.send(
                """
                mutation($b: ID!, $i: ID, $c: String!, $v: String) {
                  change_simple_column_value(board_id: $b, item_id: $i, column_id: $c, value: $v) { id }
                }
                """, ["b": .string(board), "i": .string(item), "c": .string(column), "v": value]
            ).code
        }
        #expect(await set("text", "hello \"you\"") == nil)
        #expect(api.simulator.items(on: board)[0].values == ["text": "hello \"you\""])
        #expect(await set("text", nil) == nil)
        #expect(api.simulator.items(on: board)[0].values == [:])
        #expect(await set("done", "true") == "CorrectedValueException")
        #expect(await set("nope", "true") == "InvalidColumnIdException")
    }

    @Test(arguments: ["[]", "5", "{", "null", "\"{}\""])
    func `column values that are not the text of an object are refused`(text: String) async throws {
        let board = try api.simulator.makeBoard(name: "B")
        let answer = await api.send(
            "mutation($b: ID!, $v: JSON) { create_item(board_id: $b, item_name: \"x\", column_values: $v) { id } }",
            ["b": .string(board), "v": .string(text)])
        #expect(answer.code == "InvalidArgumentException")
    }

    @Test func `column values given as an object instead of a text are refused`() async throws {
        let board = try api.simulator.makeBoard(name: "B")
        let answer = await api.send(
            "mutation($b: ID!, $v: JSON) { create_item(board_id: $b, item_name: \"x\", column_values: $v) { id } }",
            ["b": .string(board), "v": [:]])
        #expect(answer.code == "InvalidArgumentException")
    }

    @Test func `a full board refuses items until one is archived`() async throws {
        let board = try api.simulator.makeBoard(name: "B", itemsLimit: 2)
        await api.create("1", on: board)
        await api.create("2", on: board)
        let refused = await api.create("3", on: board)
        #expect(refused.code == "ItemsLimitationException")
        #expect(refused.errors[0]["extensions"]?["error_data"]?["items_limit"] == 2)
        let first = api.simulator.items(on: board)[0].id
        await api.send("mutation($i: ID) { archive_item(item_id: $i) { state } }", ["i": .string(first)])
        #expect(await api.create("3", on: board).code == nil)
        let counts = await api.send(
            "query($b: [ID!]) { boards(ids: $b) { items_count items_limit } }", ["b": .string(board)])
        #expect(counts.data["boards"] == [["items_count": 2, "items_limit": 2]])
    }

    @Test(arguments: [ItemState.archived, .deleted])
    func `a board that is not active takes nothing and is found only by its state`(state: ItemState) async throws {
        let board = try api.simulator.makeBoard(name: "B")
        let item = try api.simulator.makeItem(on: board, name: "x")
        api.simulator.setState(state, ofBoard: board)
        #expect(await api.create("y", on: board).code == "InvalidBoardIdException")
        #expect(await change(item, on: board, ["name": "z"]).code == "InvalidBoardIdException")
        let query = "query($b: [ID!], $s: State) { boards(ids: $b, state: $s) { state } }"
        #expect(await api.send(query, ["b": .string(board), "s": "active"]).data["boards"] == [])
        #expect(
            await api.send(query, ["b": .string(board), "s": "all"]).data["boards"] == [
                ["state": .string(state.rawValue)]
            ])
    }

    @Test func `unknown ids are errors of their own`() async throws {
        let board = try api.simulator.makeBoard(name: "B")
        let other = try api.simulator.makeBoard(name: "Other")
        let item = try api.simulator.makeItem(on: board, name: "x")
        #expect(await api.create("x", on: "1").code == "InvalidBoardIdException")
        #expect(await api.create("x", on: "not a number").code == "InvalidBoardIdException")
        #expect(await api.create("x", on: board, ["nope": "1"]).code == "InvalidColumnIdException")
        #expect(await api.create("x", on: board, ["name": "y"]).code == "InvalidColumnIdException")
        #expect(await change("5", on: board, [:]).code == "ResourceNotFoundException")
        #expect(await change(item, on: other, [:]).code == "ResourceNotFoundException")
        #expect(
            await api.send(
                "mutation($i: ID) { move_item_to_group(item_id: $i, group_id: \"no\") { id } }", ["i": .string(item)]
            ).code
                == "ResourceNotFoundException")
        #expect(await api.send("mutation { archive_item { id } }").code == "InvalidArgumentException")
        #expect(
            await api.send("query { boards(ids: [1]) { id } items(ids: [1]) { id } }").data == [
                "boards": [], "items": [],
            ])
    }

    @Test func `archived and deleted items are refused for writing and shown by their state`() async throws {
        let board = try api.simulator.makeBoard(name: "B")
        let item = try api.simulator.makeItem(on: board, name: "x")
        await api.send("mutation($i: ID) { delete_item(item_id: $i) { id } }", ["i": .string(item)])
        #expect(await change(item, on: board, ["name": "y"]).code == "ResourceNotFoundException")
        let query = "query($i: [ID!], $x: Boolean) { items(ids: $i, exclude_nonactive: $x) { state } }"
        #expect(await api.send(query, ["i": .string(item), "x": false]).data["items"] == [["state": "deleted"]])
        #expect(await api.send(query, ["i": .string(item), "x": true]).data["items"] == [])
    }

    @Test func `an item moves to a new group`() async throws {
        let board = try api.simulator.makeBoard(name: "B")
        let item = try api.simulator.makeItem(on: board, name: "x")
        let made = await api.send(
            "mutation($b: ID!) { create_group(board_id: $b, group_name: \"Paid\") { id title } }", ["b": .string(board)]
        )
        let group = try #require(made.data["create_group"]?["id"])
        let moved = await api.send(
            "mutation($i: ID, $g: String!) { move_item_to_group(item_id: $i, group_id: $g) { group { title } } }",
            ["i": .string(item), "g": group])
        #expect(moved.data["move_item_to_group"]?["group"] == ["title": "Paid"])
        #expect(api.simulator.items(on: board)[0].group == "Paid")
    }

    @Test func `items takes 100 ids, and its limit is 25 unless it is given`() async throws {
        let board = try api.simulator.makeBoard(name: "B")
        let ids = try (0..<101).map { JSONValue.string(try api.simulator.makeItem(on: board, name: "\($0)")) }
        let query = "query($i: [ID!], $n: Int) { items(ids: $i, limit: $n) { id } }"
        #expect(
            await api.send(query, ["i": .array(Array(ids.prefix(100))), "n": 100]).data["items"]?.elements?.count == 100
        )
        #expect(
            await api.send("query($i: [ID!]) { items(ids: $i) { id } }", ["i": .array(Array(ids.prefix(100)))]).data[
                "items"]?.elements?.count == 25)
        #expect(await api.send(query, ["i": .array(ids), "n": 100]).code == "InvalidArgumentException")
        #expect(await api.send(query, ["i": .array([]), "n": 101]).code == "InvalidArgumentException")
    }
}
