import SimulatorServer
import Testing

@testable import SimulatedMonday

struct LinkTests {
    private let api = TestAPI()

    /// A board of vendors with two items, and one of invoices that links to it.
    private func boards() throws -> (vendors: String, invoices: String, items: [String]) {
        let vendors = try api.simulator.makeBoard(name: "Vendors")
        let invoices = try api.simulator.makeBoard(
            name: "Invoices", columns: [ColumnPlan("vendor", "Vendor", .boardRelation, boards: [vendors])])
        let items = try ["Acme", "Beta"].map { try api.simulator.makeItem(on: vendors, name: $0) }
        return (vendors, invoices, items)
    }

    private func change(_ item: String, on board: String, _ value: JSONValue) async -> TestAnswer {
        await api.send(
            """
            mutation($i: ID, $b: ID!, $v: JSON!) { change_multiple_column_values(item_id: $i, board_id: $b, column_values: $v) {
              column_values { text value ... on BoardRelationValue { linked_item_ids display_value linked_items { name } } } } }
            """,
            [
                "i": .string(item), "b": .string(board),
                "v": .string(JSONValue.object([.init("vendor", value)]).encodedText),
            ])
    }

    @Test func `linked items are read by their ids, since text and value are null`() async throws {
        let (vendors, invoices, items) = try boards()
        let invoice = try api.simulator.makeItem(on: invoices, name: "I")
        let ids = JSONValue.array(items.map { .number($0) })
        let linked = await change(invoice, on: invoices, ["item_ids": ids])
        let value = linked.data["change_multiple_column_values"]?["column_values"]?[0]
        #expect(value?["text"] == .null)
        #expect(value?["value"] == .null)
        #expect(value?["linked_item_ids"] == .array(items.map { .string($0) }))
        #expect(value?["display_value"] == "Acme, Beta")
        await api.send("mutation { archive_item(item_id: \(items[0])) { id } }")
        let read = await api.send(
            "{ items(ids: [\(invoice)]) { column_values { ... on BoardRelationValue { linked_item_ids } } } }")
        #expect(read.data["items"]?[0]?["column_values"]?[0]?["linked_item_ids"] == [.string(items[1])])
        #expect(await change(invoice, on: invoices, .null).code == nil)
        #expect(api.simulator.items(on: invoices)[0].values == [:])
        #expect(api.simulator.items(on: vendors).count == 1)
    }

    @Test func `links are refused to items of other boards, at a creation, and as a single value`() async throws {
        let (_, invoices, items) = try boards()
        let invoice = try api.simulator.makeItem(on: invoices, name: "I")
        #expect(await change(invoice, on: invoices, ["item_ids": [.number(invoice)]]).code == "ColumnValueException")
        #expect(await change(invoice, on: invoices, ["item_ids": [7]]).code == "ColumnValueException")
        #expect(await change(invoice, on: invoices, "7").code == "CorrectedValueException")
        let value: JSONValue = ["vendor": ["item_ids": [.number(items[0])]]]
        #expect(await api.create("J", on: invoices, value).code == "ColumnValueException")
        let single = await api.send(
            """
            mutation { change_column_value(board_id: \(invoices), item_id: \(invoice), column_id: "vendor",
              value: "{\\"item_ids\\":[\(items[0])]}") { id } }
            """)
        #expect(single.code == "InvalidArgumentException")
        let search = await api.send(
            """
            { items_page_by_column_values(board_id: \(invoices), columns: [{column_id: "vendor", column_values: ["Acme"]}]) {
              cursor } }
            """)
        #expect(search.code == "InvalidArgumentException")
    }

    @Test func `an imported file links by id or name`() async throws {
        let (_, invoices, items) = try boards()
        let started = await api.send(
            "mutation { ingest_items(board_id: \(invoices), group_id: \"topics\") { upload_url } }")
        let url = try #require(started.data["ingest_items"]?["upload_url"]?.text).split(separator: "?")
        let file = "name,vendor\na,\"\(items[0]), Beta\"\nb,Gamma\n"
        let answer = api.simulator.upload(
            HTTPCall(
                method: "PUT", path: String(url[0]), query: QueryParameters.decode(url[1]),
                headers: ["content-type": "text/csv", "content-length": "1"], body: Array(file.utf8)))
        #expect(answer.status == 200)
        api.simulator.clock.advance(seconds: 10)
        #expect(api.simulator.items(on: invoices).map { $0.values["vendor"] } == [items.joined(separator: ", ")])
    }

    @Test func `subitems live on one board of their own beside that of their items`() async throws {
        let board = try api.simulator.makeBoard(name: "B")
        let item = try api.simulator.makeItem(on: board, name: "I")
        let make =
            "mutation { create_subitem(parent_item_id: \(item), item_name: \"S\") { id board { id type } parent_item { name } } }"
        #expect(await api.send(make).code == "InvalidArgumentException")
        let column = await api.send(
            "mutation { create_column(board_id: \(board), title: \"Subitems\", column_type: subtasks) { settings } }")
        let target = try #require(column.data["create_column"]?["settings"]?["boardIds"]?[0]?.integer)
        let made = await api.send(make).data["create_subitem"]
        #expect(made?["board"] == ["id": .string(String(target)), "type": "sub_items_board"])
        #expect(made?["parent_item"] == ["name": "I"])
        let read = await api.send(
            "{ items(ids: [\(item)]) { subitems { name } column_values { ... on SubtasksValue { subitems_ids } } } }"
        ).data["items"]?[0]
        #expect(read?["subitems"] == [["name": "S"]])
        #expect(read?["column_values"]?[0]?["subitems_ids"]?[0] == made?["id"])
        #expect(api.simulator.items(on: board).count == 1)
        #expect(await api.create("x", on: String(target)).code == "InvalidArgumentException")
        await api.send("mutation { archive_item(item_id: \(item)) { id } }")
        #expect(api.simulator.items(on: String(target)).isEmpty)
    }

    @Test func `the first subitem makes its board where the account says so`() async throws {
        var configuration = SimulatorConfiguration()
        configuration.makesSubitemBoards = true
        let api = TestAPI(configuration)
        let item = try api.simulator.makeItem(on: try api.simulator.makeBoard(name: "B"), name: "I")
        for name in ["S", "T"] {
            let made = await api.send(
                "mutation { create_subitem(parent_item_id: \(item), item_name: \"\(name)\") { id } }")
            #expect(made.code == nil)
        }
        #expect(api.simulator.boardIDs.count == 2)
        #expect(api.simulator.items(on: api.simulator.boardIDs[1]).map(\.name) == ["S", "T"])
    }

    @Test func `many items are archived a moment later, and those of other boards are not`() async throws {
        let (vendors, invoices, items) = try boards()
        let started = await api.send(
            "mutation { bulk_archive_items(board_id: \(vendors), item_ids: [\(items[0]), 7]) { job_id } }")
        let job = try #require(started.data["bulk_archive_items"]?["job_id"]?.text)
        func status() async -> JSONValue? {
            await api.send(
                "query($j: ID!) { job_status(job_id: $j) { status result { total succeeded failed } } }",
                ["j": .string(job)]
            ).data["job_status"]
        }
        #expect(await status() == ["status": "PENDING", "result": .null])
        api.simulator.clock.advance(seconds: 1)
        #expect(await status() == ["status": "COMPLETED", "result": ["total": 2, "succeeded": 1, "failed": 1]])
        #expect(api.simulator.items(on: vendors).map(\.name) == ["Beta"])
        let foreign = "mutation { bulk_delete_items(board_id: \(invoices), item_ids: [\(items[1])]) { job_id } }"
        await api.send(foreign)
        api.simulator.clock.advance(seconds: 1)
        #expect(api.simulator.items(on: vendors).count == 1)
        let empty = await api.send("mutation { bulk_archive_items(board_id: \(vendors), item_ids: []) { job_id } }")
        #expect(empty.code == "InvalidArgumentException")
    }
}
