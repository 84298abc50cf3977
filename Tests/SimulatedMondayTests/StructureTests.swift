import Testing

@testable import SimulatedMonday

struct StructureTests {
    private let api = TestAPI()

    /// The columns of a board by their ids.
    private func columns(of board: String) async -> [String: JSONValue] {
        let list =
            await api.send(
                "query($b: [ID!]) { boards(ids: $b) { columns { id title type archived revision settings } } }",
                ["b": .string(board)]
            ).data["boards"]?[0]?["columns"]?.elements ?? []
        return Dictionary(list.map { ($0["id"]?.text ?? "", $0) }) { first, _ in first }
    }

    private func groups(of board: String) async -> [JSONValue] {
        await api.send(
            "query($b: [ID!]) { boards(ids: $b) { groups { id title archived position } } }", ["b": .string(board)]
        ).data["boards"]?[0]?["groups"]?.elements ?? []
    }

    private func mutate(_ fields: String, _ variables: JSONValue = .null) async -> TestAnswer {
        await api.send("mutation { \(fields) }", variables)
    }

    /// A board with a status column of the labels Open and Paid.
    private func board() async throws -> String {
        let board = try api.simulator.makeBoard(name: "B")
        let made = await mutate(
            """
            create_status_column(board_id: \(board), title: "State", id: "state", defaults: {labels: [
              {label: "Open", color: working_orange, index: 1}, {label: "Paid", color: done_green, index: 0, is_done: true}
            ]}) { id }
            """)
        #expect(made.data["create_status_column"]?["id"] == "state")
        return board
    }

    @Test func `the labels of a status column stand by their index and are named by the number of their colour`()
        async throws
    {
        let board = try await board()
        let labels = await columns(of: board)["state"]?["settings"]?["labels"]?.elements ?? []
        #expect(labels.map { $0["label"] } == ["Paid", "Open"])
        #expect(labels.map { $0["id"] } == [1, 0])
        #expect(labels.map { $0["index"] } == [0, 1])
        #expect(labels.map { $0["hex"] } == ["#00c875", "#fdab3d"])
        #expect(labels.map { $0["is_done"] } == [true, false])
        #expect(await api.create("x", on: board, ["state": ["index": 1]]).code == nil)
        #expect(api.simulator.items(on: board)[0].values == ["state": "Paid"])
    }

    /// Sends the whole list of labels.
    private func update(_ board: String, _ labels: String, revision: Int) async -> TestAnswer {
        await mutate(
            """
            update_status_column(board_id: \(board), id: "state", revision: "\(revision)", settings: {labels: [\(labels)]})
            { revision settings }
            """)
    }

    private let open = "{id: 0, label: \"Open\", color: working_orange, index: 1}"
    private let paid = "{id: 1, label: \"Paid\", color: done_green, index: 0}"

    @Test func `an update replaces the whole list, in the revision that was read`() async throws {
        let board = try await board()
        let added = await update(board, "\(open) \(paid) {label: \"Held\", color: stuck_red, index: 2}", revision: 1)
        #expect(added.data["update_status_column"]?["revision"] == "2")
        #expect(await update(board, "\(open) \(paid)", revision: 1).code == "REVISION_MISMATCH")
        let renamed = await update(
            board,
            "{id: 0, label: \"Offen\", color: purple, index: 0} {id: 1, label: \"Paid\", color: done_green, index: 1}",
            revision: 2)
        let labels = renamed.data["update_status_column"]?["settings"]?["labels"]?.elements ?? []
        #expect(labels.map { $0["label"] } == ["Offen", "Paid"])
        #expect(labels.map { $0["color"] } == [4, 1])
    }

    @Test(arguments: [
        "", "{id: 0, label: \"Open\", color: working_orange, index: 0} {label: \"New\", color: purple, index: 1}",
        "{id: 0, label: \"Open\", color: done_green, index: 1} {id: 1, label: \"Paid\", color: done_green, index: 0}",
        "{id: 0, label: \"Paid\", color: working_orange, index: 1} {id: 1, label: \"Paid\", color: done_green, index: 0}",
        "{id: 7, label: \"Open\", color: working_orange, index: 1} {id: 1, label: \"Paid\", color: done_green, index: 0}",
        "{id: 0, label: \"1234567890123456789012345678901\", color: working_orange, index: 1}",
        "{id: 0, label: \"Open\", color: working_orange, index: 0} {id: 1, label: \"Paid\", color: done_green, index: 0}",
    ])
    func `a list that monday would refuse changes nothing`(labels: String) async throws {
        let board = try await board()
        #expect(await update(board, labels, revision: 1).code == "InvalidArgumentException")
        #expect(await columns(of: board)["state"]?["revision"] == "1")
    }

    @Test func `a label in use is deactivated, not deleted, and no item gets it any more`() async throws {
        let board = try await board()
        await api.create("x", on: board, ["state": ["label": "Paid"]])
        #expect(await update(board, open, revision: 1).code == "InvalidArgumentException")
        let inactive = "{id: 1, label: \"Paid\", color: done_green, index: 0, is_deactivated: true}"
        #expect(await update(board, "\(open) \(inactive)", revision: 1).code == nil)
        #expect(api.simulator.items(on: board)[0].values == ["state": "Paid"])
        #expect(await api.create("y", on: board, ["state": ["label": "Paid"]]).code == "ColumnValueException")
        #expect(await api.create("y", on: board, ["state": ["index": 1]]).code == "ColumnValueException")
    }

    @Test func `a dropdown column has its labels and settings`() async throws {
        let board = try api.simulator.makeBoard(name: "B")
        let made = await mutate(
            """
            create_dropdown_column(board_id: \(board), title: "Codes", id: "codes", defaults: {
              labels: [{label: "6000-01"}, {label: "6000-02"}], limit_select: true, label_limit_count: 1}) { settings revision }
            """
        ).data["create_dropdown_column"]
        #expect(made?["settings"]?["labels"]?[1] == ["id": 2, "label": "6000-02", "is_deactivated": false])
        #expect(made?["settings"]?["label_limit_count"] == 1)
        let updated = await mutate(
            """
            update_dropdown_column(board_id: \(board), id: "codes", revision: "1", settings: {
              labels: [{id: 1, label: "6000-01", is_deactivated: true}, {id: 2, label: "6000-02"}, {label: "6000-03"}]})
            { settings }
            """
        ).data["update_dropdown_column"]?["settings"]
        #expect(updated?["labels"]?.elements?.map { $0["id"] } == [1, 2, 3])
        #expect(updated?["labels"]?[0]?["is_deactivated"] == true)
        #expect(updated?["limit_select"] == true)
    }

    @Test func `update_column changes title and settings of the type the column has`() async throws {
        let board = try api.simulator.makeBoard(name: "B", columns: [ColumnPlan("amount", "Amount", .numbers)])
        let updated = await api.send(
            """
            mutation($s: JSON) { update_column(board_id: \(board), id: "amount", column_type: numbers, revision: "1",
              title: "Total", settings: $s) { title settings revision } }
            """, ["s": ["unit": ["symbol": "custom", "custom_unit": "USD", "direction": "left", "precision": 2]]])
        #expect(updated.data["update_column"]?["title"] == "Total")
        #expect(updated.data["update_column"]?["settings"]?["unit"]?["precision"] == 2)
        let wrong = "update_column(board_id: \(board), id: \"amount\", column_type: text, revision: \"2\") { id }"
        #expect(await mutate(wrong).code == "InvalidArgumentException")
    }

    @Test func `columns stand where they were put, and a deleted one is gone with its id free`() async throws {
        let board = try api.simulator.makeBoard(
            name: "B", columns: [ColumnPlan("first", "First", .text), ColumnPlan("last", "Last", .text)])
        let made =
            "create_column(board_id: \(board), title: \"Mid\", column_type: text, id: \"mid\", after_column_id: \"first\")"
        #expect(await mutate(made + " { id }").code == nil)
        let ids = await api.send("{ boards { columns { id } } }").data["boards"]?[0]?["columns"]?.elements
        #expect(ids?.map { $0["id"] } == ["name", "first", "mid", "last"])
        await api.create("x", on: board, ["mid": "v"])
        #expect(await mutate("delete_column(board_id: \(board), column_id: \"mid\") { id }").code == nil)
        #expect(await mutate("delete_column(board_id: \(board), column_id: \"name\") { id }").code != nil)
        #expect(await api.create("y", on: board, ["mid": "v"]).code == "InvalidColumnIdException")
        #expect(await mutate(made.replacing("Mid", with: "New") + " { id }").code == nil)
        #expect(api.simulator.items(on: board)[0].values == [:])
        #expect(
            await mutate("change_column_title(board_id: \(board), column_id: \"mid\", title: \"T\") { title }").code
                == nil)
        #expect(await columns(of: board)["mid"]?["title"] == "T")
    }

    @Test func `groups are placed, renamed, archived with their items, and the last one stays`() async throws {
        let board = try api.simulator.makeBoard(name: "B")
        let made = await mutate(
            """
            a: create_group(board_id: \(board), group_name: "A", relative_to: "topics", position_relative_method: before_at) { id }
            b: create_group(board_id: \(board), group_name: "B") { id }
            """)
        let (a, b) = (try #require(made.data["a"]?["id"]?.text), try #require(made.data["b"]?["id"]?.text))
        #expect(await groups(of: board).map { $0["title"] } == ["A", "Group Title", "B"])
        _ = await mutate(
            """
            t: update_group(board_id: \(board), group_id: "\(b)", group_attribute: title, new_value: "Z") { id }
            m: update_group(board_id: \(board), group_id: "\(b)", group_attribute: relative_position_after, new_value: "\(a)")
            { id }
            """)
        #expect(await groups(of: board).map { $0["title"] } == ["A", "Z", "Group Title"])
        #expect(await groups(of: board).map { $0["position"] } == ["65536", "131072", "196608"])
        let item = "create_item(board_id: \(board), item_name: \"x\", group_id: \"\(a)\") { id }"
        #expect(await mutate(item).code == nil)
        #expect(await mutate("archive_group(board_id: \(board), group_id: \"\(a)\") { archived }").code == nil)
        #expect(api.simulator.items(on: board, state: .archived).count == 1)
        #expect(await groups(of: board).map { $0["archived"] } == [true, false, false])
        #expect(await mutate(item).code == "ResourceNotFoundException")
        #expect(await mutate("delete_group(board_id: \(board), group_id: \"topics\") { id }").code == nil)
        #expect(
            await mutate("delete_group(board_id: \(board), group_id: \"\(b)\") { id }").code
                == "DeleteLastGroupException")
    }

    @Test func `a board is renamed, archived and deleted`() async throws {
        let board = try api.simulator.makeBoard(name: "B")
        let renamed = await mutate("update_board(board_id: \(board), board_attribute: name, new_value: \"C\")")
        #expect(renamed.data["update_board"]?.text == "{\"success\":true}")
        #expect(
            await mutate("archive_board(board_id: \(board)) { name state }").data["archive_board"] == [
                "name": "C", "state": "archived",
            ])
        #expect(await mutate("delete_board(board_id: \(board)) { id }").code == "InvalidBoardIdException")
    }
}
