import Testing

@testable import SimulatedMonday

struct MoveTests {
    private let api = TestAPI()

    private func boards(_ target: [ColumnPlan]) throws -> (source: String, target: String) {
        let source = try api.simulator.makeBoard(
            name: "Invoices",
            columns: [
                ColumnPlan("sage_key", "Key", .text), ColumnPlan("amount", "Amount", .numbers),
                ColumnPlan("state", "State", .status, labels: ["Open", "Paid"]),
                ColumnPlan("tags", "Tags", .dropdown, labels: ["a", "b"]),
            ])
        return (source, try api.simulator.makeBoard(name: "Old", columns: target))
    }

    private static let alike = [
        ColumnPlan("other_key", "Key", .text), ColumnPlan("amount", "Amount", .text),
        ColumnPlan("state", "State", .status, labels: ["Late", "Paid"]), ColumnPlan("tags", "Tags", .dropdown),
    ]

    private func fill(_ board: String) throws -> String {
        try api.simulator.makeItem(
            on: board, name: "One", values: ["sage_key": "K1", "amount": "12.50", "state": "Paid", "tags": "a,b"])
    }

    @discardableResult
    private func move(
        _ item: String, to board: String, _ mapping: JSONValue = .null, group: String = "topics"
    ) async -> TestAnswer {
        await api.send(
            """
            mutation($b: ID!, $i: ID!, $g: ID!, $m: [ColumnMappingInput!]) {
              move_item_to_board(board_id: $b, item_id: $i, group_id: $g, columns_mapping: $m) {
                id board { id } column_values { id text }
              }
            }
            """, ["b": .string(board), "i": .string(item), "g": .string(group), "m": mapping])
    }

    private func find(_ item: String) async -> JSONValue? {
        await api.send(
            "query($i: [ID!]) { items(ids: $i, exclude_nonactive: true) { id name state board { id } group { id } } }",
            ["i": [.string(item)]]
        ).data["items"]?[0]
    }

    @Test func `a moved item keeps its id and the values of columns with the same title and type`() async throws {
        let (source, target) = try boards(Self.alike)
        let item = try fill(source)
        #expect(await move(item, to: target).data["move_item_to_board"]?["id"] == .string(item))
        #expect(api.simulator.items(on: source).isEmpty)
        #expect(api.simulator.items(on: source, state: .deleted).isEmpty)
        let moved = try #require(api.simulator.items(on: target).first)
        #expect(moved.id == item)
        #expect(moved.values == ["other_key": "K1", "state": "Paid", "tags": "a, b"])
        #expect(
            await find(item) == [
                "id": .string(item), "name": "One", "state": "active", "board": ["id": .string(target)],
                "group": ["id": "topics"],
            ])
    }

    @Test func `searches, pages and writes find a moved item on its new board alone`() async throws {
        let (source, target) = try boards(Self.alike)
        let item = try fill(source)
        #expect(await api.names(on: source, column: "sage_key", ["K1"]) == ["One"])
        await move(item, to: target)
        #expect(await api.names(on: source, column: "sage_key", ["K1"]) == [])
        #expect(await api.names(on: target, column: "other_key", ["K1"]) == ["One"])
        let change =
            "mutation($b: ID!, $i: ID) { change_simple_column_value(board_id: $b, item_id: $i, column_id: \"state\", value: \"Paid\") { id } }"
        #expect(await api.send(change, ["b": .string(source), "i": .string(item)]).code == "ResourceNotFoundException")
        #expect(await api.send(change, ["b": .string(target), "i": .string(item)]).code == nil)
        let counts = await api.send("query($b: [ID!]) { boards(ids: $b) { items_count } }", ["b": [.string(source)]])
        #expect(counts.data["boards"] == [["items_count": 0]])
    }

    @Test func `an item that is moved back is there once`() async throws {
        let (source, target) = try boards(Self.alike)
        let item = try fill(source)
        await move(item, to: target)
        await move(item, to: source)
        #expect(api.simulator.items(on: target).isEmpty)
        #expect(api.simulator.items(on: source).map(\.values) == [["sage_key": "K1", "state": "Paid", "tags": "a, b"]])
        #expect(await api.names(on: source, column: "sage_key", ["K1"]) == ["One"])
        let page = await api.send(
            "query($b: [ID!]) { boards(ids: $b) { items_page { items { name } } } }", ["b": [.string(source)]])
        #expect(api.names(of: page.data["boards"]?[0]?["items_page"]) == ["One"])
    }

    @Test func `a mapping is followed, and a column without a target loses its value`() async throws {
        let (source, target) = try boards([ColumnPlan("number", "Number", .numbers), ColumnPlan("key", "K", .text)])
        let item = try fill(source)
        let mapping: JSONValue = [
            ["source": "sage_key", "target": "key"], ["source": "amount", "target": "number"],
            ["source": "state", "target": nil], ["source": "tags"],
        ]
        #expect(await move(item, to: target, mapping).code == nil)
        #expect(api.simulator.items(on: target).map(\.values) == [["key": "K1", "number": "12.50"]])
    }

    @Test(
        arguments: [
            ([["source": "sage_key", "target": "key"]], "InvalidArgumentException"),
            ([["source": "nope", "target": "key"]], "InvalidColumnIdException"),
            ([["source": "sage_key", "target": "nope"]], "InvalidColumnIdException"),
            ([["source": "amount", "target": "key"]], "InvalidArgumentException"),
            ([["source": "sage_key"], ["source": "sage_key"]], "InvalidArgumentException"),
            (
                [["source": "sage_key", "target": "key"], ["source": "second", "target": "key"]],
                "InvalidArgumentException"
            ),
        ] as [(JSONValue, String)])
    func `a mapping that does not fit moves nothing`(mapping: JSONValue, code: String) async throws {
        let source = try api.simulator.makeBoard(
            name: "S",
            columns: [
                .init("sage_key", "Key", .text), .init("second", "Second", .text), .init("amount", "A", .numbers),
            ])
        let target = try api.simulator.makeBoard(name: "T", columns: [.init("key", "Key", .text)])
        let item = try api.simulator.makeItem(on: source, name: "One")
        #expect(await move(item, to: target, mapping).code == code)
        #expect(api.simulator.items(on: source).map(\.id) == [item])
        #expect(api.simulator.items(on: target).isEmpty)
    }

    @Test func `a move to the same board, to an unknown group or to a full board is refused`() async throws {
        let source = try api.simulator.makeBoard(name: "S")
        let target = try api.simulator.makeBoard(name: "T", itemsLimit: 1)
        let item = try api.simulator.makeItem(on: source, name: "One")
        #expect(await move(item, to: source).code == "InvalidArgumentException")
        #expect(await move(item, to: target, group: "no").code == "ResourceNotFoundException")
        #expect(await move(item, to: "1").code == "InvalidBoardIdException")
        try api.simulator.makeItem(on: target, name: "Full")
        #expect(await move(item, to: target).code == "ItemsLimitationException")
        #expect(await move("1", to: target).code == "ResourceNotFoundException")
        #expect(api.simulator.items(on: source).map(\.id) == [item])
    }

    @Test func `a copy has an id of its own and the values of the original`() async throws {
        let (source, _) = try boards([])
        let item = try fill(source)
        let duplicate = "mutation($b: ID!, $i: ID) { duplicate_item(board_id: $b, item_id: $i) { id name } }"
        let made = await api.send(duplicate, ["b": .string(source), "i": .string(item)]).data["duplicate_item"]
        #expect(made?["name"] == "One (copy)")
        #expect(made?["id"]?.text != item)
        let items = api.simulator.items(on: source)
        #expect(items.count == 2)
        #expect(items[0].values == items[1].values)
        #expect(await api.names(on: source, column: "sage_key", ["K1"]) == ["One", "One (copy)"])
        #expect(await api.send(duplicate, ["b": .string(source)]).code == "InvalidArgumentException")
        #expect(await api.send(duplicate, ["b": .string(source), "i": "1"]).code == "ResourceNotFoundException")
    }

    @Test func `a copy of the longest name has no longer one, and a full board takes no copy`() async throws {
        let board = try api.simulator.makeBoard(name: "B", itemsLimit: 2)
        let item = try api.simulator.makeItem(on: board, name: String(repeating: "é", count: 255))
        let duplicate = "mutation($b: ID!, $i: ID) { duplicate_item(board_id: $b, item_id: $i) { id } }"
        #expect(await api.send(duplicate, ["b": .string(board), "i": .string(item)]).code == nil)
        #expect(api.simulator.items(on: board).last?.name == String(repeating: "é", count: 248) + " (copy)")
        #expect(
            await api.send(duplicate, ["b": .string(board), "i": .string(item)]).code == "ItemsLimitationException")
    }

    @Test func `items are told with what became of them, each once and the newest first if that is asked`() async throws
    {
        let board = try api.simulator.makeBoard(name: "B")
        let ids = try (1...3).map { try api.simulator.makeItem(on: board, name: "\($0)") }
        await api.send("mutation($i: ID) { archive_item(item_id: $i) { id } }", ["i": .string(ids[0])])
        await api.send("mutation($i: ID) { delete_item(item_id: $i) { id } }", ["i": .string(ids[1])])
        let query = "query($i: [ID!], $n: Boolean) { items(ids: $i, newest_first: $n) { name state } }"
        let asked = JSONValue.array((ids + ids + ["1"]).map { .string($0) })
        let told: [JSONValue] = [
            ["name": "1", "state": "archived"], ["name": "2", "state": "deleted"], ["name": "3", "state": "active"],
        ]
        #expect(await api.send(query, ["i": asked]).data["items"] == .array(told))
        #expect(await api.send(query, ["i": asked, "n": true]).data["items"] == .array(told.reversed()))
    }

    @Test func `a move counts for both boards`() async throws {
        let (source, target) = try boards(Self.alike)
        let item = try fill(source)
        api.simulator.faults.inject(Fault(.serverError, operation: "move_item_to_board", board: source))
        #expect(await move(item, to: target).status == 500)
        #expect(await move(item, to: target).code == nil)
    }

    @Test func `an export leaves out what went to another board`() async throws {
        let (source, target) = try boards(Self.alike)
        await move(try fill(source), to: target)
        let export = try #require(BoardExport(api.simulator, board: Int(source) ?? 0, itemState: nil)?.next())
        #expect(try JSONValue(parsing: export)["items"] == [])
        #expect(api.simulator.stateJSON["boards"]?[0]?["allItems"] == 0)
    }
}
