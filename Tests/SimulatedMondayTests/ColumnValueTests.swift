import Testing

@testable import SimulatedMonday

struct ColumnValueTests {
    private let api = TestAPI()

    private func board() throws -> String {
        let writable = ColumnKind.allCases.filter { $0 != .name }
        return try api.simulator.makeBoard(
            name: "Types",
            columns: writable.map { kind in
                let id = kind.rawValue
                return ColumnPlan(
                    id, id, kind,
                    labels: kind == .status ? ["Open", "Paid"] : kind == .dropdown ? ["A", "B", "Big, one"] : nil)
            })
    }

    /// The text and value of a column after a write of it.
    private func write(_ column: String, _ value: JSONValue) async throws -> (
        text: JSONValue?, value: JSONValue?, code: String?
    ) {
        let answer = await api.create("Item", on: try board(), .object([JSONMember(column, value)]))
        let written = answer.data["create_item"]?["column_values"]?.elements?.first { $0["id"]?.text == column }
        return (written?["text"], written?["value"], answer.code)
    }

    @Test(
        arguments: [
            ("text", "abc", "abc", #""abc""#), ("text", " AbC ", " AbC ", #"" AbC ""#),
            ("long_text", ["text": "one\ntwo"], "one\ntwo", #"{"text":"one\ntwo"}"#),
            ("long_text", "plain", "plain", #"{"text":"plain"}"#),
            ("numbers", "42.50", "42.50", #""42.50""#), ("numbers", "-0.01", "-0.01", #""-0.01""#),
            ("numbers", "", "0", #""0""#),
            ("date", ["date": "2026-06-15"], "2026-06-15", #"{"date":"2026-06-15","time":null,"icon":null}"#),
            (
                "date", ["date": "2026-06-15", "time": "09:30:00"], "2026-06-15 09:30",
                #"{"date":"2026-06-15","time":"09:30:00","icon":null}"#
            ),
            ("date", "2024-02-29", "2024-02-29", #"{"date":"2024-02-29","time":null,"icon":null}"#),
            (
                "date", "2026-06-15 23:59:59", "2026-06-15 23:59",
                #"{"date":"2026-06-15","time":"23:59:59","icon":null}"#
            ),
            ("status", ["label": "Paid"], "Paid", #"{"index":1,"post_id":null}"#),
            ("status", ["index": 0], "Open", #"{"index":0,"post_id":null}"#),
            ("status", "Paid", "Paid", #"{"index":1,"post_id":null}"#),
            ("status", "1", "Paid", #"{"index":1,"post_id":null}"#),
            ("dropdown", ["labels": ["A", "Big, one"]], "A, Big, one", #"{"ids":[1,3]}"#),
            ("dropdown", ["ids": [2]], "B", #"{"ids":[2]}"#),
            ("dropdown", "A,B", "A, B", #"{"ids":[1,2]}"#),
            (
                "link", ["url": "https://x.example/", "text": "X"], "X - https://x.example/",
                #"{"url":"https://x.example/","text":"X"}"#
            ),
            (
                "link", "http://x.example/ the X", "the X - http://x.example/",
                #"{"url":"http://x.example/","text":"the X"}"#
            ),
            ("checkbox", ["checked": "true"], "v", #"{"checked":true}"#),
            ("email", ["email": "a@b.example", "text": "A"], "A", #"{"email":"a@b.example","text":"A"}"#),
            (
                "phone", ["phone": "+4912345", "countryShortName": "DE"], "+4912345",
                #"{"phone":"+4912345","countryShortName":"DE"}"#
            ),
            (
                "timeline", ["from": "2026-03-01", "to": "2026-03-15"], "2026-03-01 - 2026-03-15",
                #"{"from":"2026-03-01","to":"2026-03-15"}"#
            ),
        ] as [(String, JSONValue, String, String)])
    func `a value reads back as it was written`(column: String, given: JSONValue, text: String, value: String)
        async throws
    {
        let written = try await write(column, given)
        #expect(written.code == nil)
        #expect(written.text == .string(text))
        #expect(written.value == .string(value))
    }

    @Test(
        arguments: [
            ("text", nil), ("text", ""), ("long_text", nil), ("numbers", nil), ("date", nil), ("date", ["date": ""]),
            ("status", nil),
            ("status", [:]), ("dropdown", nil), ("dropdown", ["labels": []]), ("link", nil), ("checkbox", nil),
            ("checkbox", ["checked": "false"]), ("email", nil), ("phone", nil), ("timeline", nil), ("timeline", [:]),
        ] as [(String, JSONValue)])
    func `an empty value leaves the column empty`(column: String, given: JSONValue) async throws {
        let written = try await write(column, given)
        #expect(written.code == nil)
        #expect(written.value == .null)
    }

    @Test(
        arguments: [
            ("text", 5), ("text", true), ("text", ["text": "x"]), ("long_text", ["body": "x"]), ("numbers", "1,000"),
            ("numbers", "1e3"),
            ("numbers", "+1"), ("numbers", "--1"), ("numbers", "."), ("numbers", "1."), ("numbers", " 1"),
            ("numbers", .number("42.5")),
            ("date", ["date": "2026-02-30"]), ("date", ["date": "15.06.2026"]),
            ("date", ["date": "2026-06-15", "time": "9:00"]),
            ("date", ["date": "2026-06-15", "time": "24:00:00"]), ("date", "2026-13-01"), ("date", " "),
            ("date", ["date": 5]),
            ("status", ["label": "paid"]), ("status", ["label": "Nope"]), ("status", ["index": 7]), ("status", "7"),
            ("status", ["x": 1]),
            ("dropdown", ["labels": ["a"]]), ("dropdown", ["ids": [9]]), ("dropdown", ["labels": [1]]),
            ("dropdown", "A,Nope"),
            ("link", ["url": "ftp://x"]), ("link", ["url": "javascript:alert(1)"]), ("link", ["text": "x"]),
            ("checkbox", ["checked": "yes"]),
            ("email", ["email": "nobody"]), ("email", ["email": "a b@c"]), ("phone", ["phone": "call me"]),
            ("timeline", ["from": "2026-03-01"]), ("timeline", ["from": "2026-03-02", "to": "2026-03-01"]),
            ("item_id", "5"), ("formula", "5"), ("mirror", "5"), ("creation_log", "x"), ("last_updated", "x"),
            ("item_id", nil),
        ] as [(String, JSONValue)])
    func `a value the column does not take is a ColumnValueException`(column: String, given: JSONValue) async throws {
        let board = try board()
        let answer = await api.create("Item", on: board, .object([JSONMember(column, given)]))
        #expect(answer.status == 200)
        #expect(answer.code == "ColumnValueException")
        #expect(answer.data == ["create_item": nil])
        let data = answer.errors[0]["extensions"]?["error_data"]
        #expect(data?["column_id"]?.text == column)
        #expect(data?["column_type"]?.text == column)
        #expect(api.simulator.items(on: board).isEmpty)
    }

    @Test(arguments: ["checkbox", "timeline"])
    func `a column without simple form refuses a plain text`(column: String) async throws {
        #expect(try await write(column, "true").code == "CorrectedValueException")
    }

    @Test func `a long text takes 2,000 characters and no more`() async throws {
        #expect(try await write("long_text", .string(String(repeating: "é", count: 2000))).code == nil)
        #expect(
            try await write("long_text", .string(String(repeating: "é", count: 2001))).code == "ColumnValueException")
    }

    @Test func `an item takes 64 KB of values and no more`() async throws {
        #expect(try await write("text", .string(String(repeating: "x", count: 65_536))).code == nil)
        #expect(
            try await write("text", .string(String(repeating: "x", count: 65_537))).code == "InvalidArgumentException")
    }

    @Test func `labels are made on request up to forty of thirty characters`() async throws {
        let board = try api.simulator.makeBoard(name: "L", columns: [.init("state", "State", .status, labels: ["a"])])
        func set(_ label: String, create: Bool = true) async -> String? {
            let values: JSONValue = ["state": ["label": .string(label)]]
            return await api.send(
                """
                mutation($b: ID!, $v: JSON!, $c: Boolean) {
                  create_item(board_id: $b, item_name: "x", column_values: $v, create_labels_if_missing: $c) { id }
                }
                """, ["b": .string(board), "v": .string(values.encodedText), "c": .bool(create)]
            ).code
        }
        #expect(await set("New", create: false) == "ColumnValueException")
        #expect(await set(String(repeating: "y", count: 30)) == nil)
        #expect(await set(String(repeating: "y", count: 31)) == "ColumnValueException")
        for number in 2..<40 { #expect(await set("label \(number)") == nil) }
        #expect(await set("one too many") == "ColumnValueException")
        #expect(await set("label 39") == nil)
    }

    @Test func `numbers, status and date have their own fields`() async throws {
        let board = try board()
        try api.simulator.makeItem(
            on: board, name: "x",
            values: ["numbers": "0012.340", "status": "Paid", "date": "2026-01-02 03:04:05", "dropdown": "B"])
        let answer = await api.send(
            """
            query($b: [ID!]) { boards(ids: $b) { items_page { items {
              column_values(ids: ["numbers", "status", "date", "dropdown", "item_id"]) {
                __typename ... on NumbersValue { number } ... on StatusValue { index label is_done } ... on DateValue { date time }
                ... on DropdownValue { values { id label } } ... on ItemIdValue { item_id }
              } } } } }
            """, ["b": .string(board)])
        let item = api.simulator.items(on: board)[0]
        #expect(
            answer.data["boards"]?[0]?["items_page"]?["items"]?[0]?["column_values"] == [
                ["__typename": "NumbersValue", "number": .number("12.34")],
                ["__typename": "DateValue", "date": "2026-01-02", "time": "03:04:05"],
                ["__typename": "StatusValue", "index": 1, "label": "Paid", "is_done": true],
                ["__typename": "DropdownValue", "values": [["id": "2", "label": "B"]]],
                ["__typename": "ItemIdValue", "item_id": .string(item.id)],
            ])
    }
}
