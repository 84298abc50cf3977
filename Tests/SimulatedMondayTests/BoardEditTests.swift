import Testing

@testable import SimulatedMonday

struct BoardEditTests {
    private let api = TestAPI()

    private func board() throws -> String {
        try api.simulator.makeBoard(
            name: "B",
            columns: [
                ColumnPlan("sage_key", "Key", .text), ColumnPlan("state", "State", .status, labels: ["Open", "Paid"]),
            ])
    }

    private func edit(_ board: String, _ text: String) throws {
        #expect(try api.simulator.edit(board, BoardEdit(JSONValue(parsing: text.utf8))))
    }

    @Test func `people rename and archive columns, and change labels`() async throws {
        let board = try board()
        try edit(
            board,
            """
            {"name":"C","columns":[{"id":"sage_key","title":"Number","state":"archived"},
             {"id":"state","labels":[{"id":0,"label":"Offen"},{"id":1,"deactivated":true}]}]}
            """)
        let columns = await api.send("{ boards { name columns { title archived revision settings } } }").data[
            "boards"]?[0]
        #expect(columns?["name"] == "C")
        #expect(columns?["columns"]?[1]?["title"] == "Number")
        #expect(columns?["columns"]?[1]?["archived"] == true)
        #expect(columns?["columns"]?[2]?["settings"]?["labels"]?.elements?.map { $0["label"] } == ["Offen", "Paid"])
        #expect(columns?["columns"]?[2]?["revision"] == "2")
        #expect(await api.create("x", on: board, ["state": ["label": "Paid"]]).code == "ColumnValueException")
        #expect(await api.create("x", on: board, ["sage_key": "k"]).code == "InvalidColumnIdException")
        try edit(board, "{\"columns\":[{\"id\":\"sage_key\",\"state\":\"active\"}]}")
        #expect(await api.create("x", on: board, ["sage_key": "k"]).code == nil)
    }

    @Test func `an archived column is left out where the account says so`() async throws {
        var configuration = SimulatorConfiguration()
        configuration.listsArchivedParts = false
        let api = TestAPI(configuration)
        let board = try api.simulator.makeBoard(name: "B", columns: [ColumnPlan("k", "K", .text)])
        try api.simulator.edit(board, BoardEdit(["columns": [["id": "k", "state": "archived"]]]))
        #expect(await api.send("{ boards { columns { id } } }").data["boards"]?[0]?["columns"] == [["id": "name"]])
    }

    @Test func `a column gets another type under its id, without values`() async throws {
        let board = try board()
        try api.simulator.makeItem(on: board, name: "x", values: ["sage_key": "k"])
        try edit(board, "{\"columns\":[{\"id\":\"sage_key\",\"type\":\"numbers\"}]}")
        #expect(api.simulator.items(on: board)[0].values == [:])
        #expect(await api.create("y", on: board, ["sage_key": "k"]).code == "ColumnValueException")
        #expect(await api.create("y", on: board, ["sage_key": "5"]).code == nil)
    }

    @Test func `without the right to edit a board can be read, and without any it is not there`() async throws {
        let board = try board()
        let item = try api.simulator.makeItem(on: board, name: "x")
        try edit(board, "{\"access\":\"view\"}")
        let read = await api.send("{ boards { access_level permissions items_page { items { name } } } }").data[
            "boards"]?[0]
        #expect(read?["access_level"] == "view")
        #expect(read?["items_page"]?["items"] == [["name": "x"]])
        let refused = await api.create("y", on: board)
        #expect(refused.status == 200)
        #expect(refused.code == "UserUnauthorizedException")
        #expect(refused.errors[0]["extensions"]?["status_code"] == 403)
        for field in ["archive_item(item_id: \(item))", "create_group(board_id: \(board), group_name: \"g\")"] {
            #expect(await api.send("mutation { \(field) { id } }").code == "UserUnauthorizedException")
        }
        try edit(board, "{\"access\":\"none\"}")
        #expect(await api.send("{ boards(ids: [\(board)]) { id } }").data["boards"] == [])
        #expect(await api.create("y", on: board).code == "InvalidBoardIdException")
        try edit(board, "{\"access\":\"edit\"}")
        #expect(await api.create("y", on: board).code == nil)
    }

    @Test(arguments: [
        "{}", "[]", "{\"color\":1}", "{\"itemsLimit\":0}", "{\"access\":\"own\"}", "{\"state\":\"full\"}",
        "{\"columns\":[{\"id\":\"none\"}]}", "{\"columns\":[{\"id\":\"name\",\"state\":\"deleted\"}]}",
        "{\"columns\":[{\"id\":\"state\",\"labels\":[{\"id\":9}]}]}",
        "{\"groups\":[{\"id\":\"none\",\"title\":\"x\"}]}",
        "{\"groups\":[{\"id\":\"topics\",\"state\":\"deleted\"}]}",
    ])
    func `a change that makes no sense is refused`(text: String) throws {
        let board = try board()
        #expect(throws: (any Error).self) {
            try api.simulator.edit(board, BoardEdit(JSONValue(parsing: text.utf8)))
        }
    }

    @Test func `permission lost while an import waits rejects it`() async throws {
        let account = try ImportAPI()
        let job = try await account.start()
        _ = account.put("name,sage_key\na,1\n", to: job.uploadURL)
        try account.simulator.edit(account.board, BoardEdit(["access": "view"]))
        account.simulator.clock.advance(seconds: 5)
        #expect(await account.status(job.id)["failure_reason"] == "PERMISSION_DENIED")
    }
}
