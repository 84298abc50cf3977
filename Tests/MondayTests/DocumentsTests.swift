import Foundation
import HTTPClient
import Monday
import Testing

struct DocumentsTests {
    private func answer(_ data: String) async throws -> MondayAnswer {
        try await FakeTransport(#"{"data":\#(data)}"#).answer()
    }

    @Test func `a batch is one text whose every value is a variable`() {
        let batch = MutationBatch(
            board: "1", group: "g",
            members: [
                .create(name: #"A "quoted" } name"#, values: #"{"text":"x/y"}"#), .change(item: "77", values: "{}"),
            ])
        let text = String(decoding: batch.call(idempotencyKey: "k").body, as: UTF8.self)
        #expect(batch.aliases == ["c0", "u1"])
        #expect(
            text
                == #"{"query":"mutation ($board: ID!, $group: String!, $n0: String!, $v0: JSON!, $i1: ID!, $v1: JSON!) "#
                + "{ complexity { query before after reset_in_x_seconds } "
                + "c0: create_item(board_id: $board, group_id: $group, item_name: $n0, column_values: $v0, "
                + "create_labels_if_missing: false) { id } "
                + "u1: change_multiple_column_values(board_id: $board, item_id: $i1, column_values: $v1, "
                + #"create_labels_if_missing: false) { id } }","#
                + #""variables":{"board":"1","group":"g","i1":"77","n0":"A \"quoted\" } name","#
                + #""v0":"{\"text\":\"x/y\"}","v1":"{}"}}"#)
    }

    @Test func `the same batch gives the same bytes every time`() {
        let members = (0..<50).map { MutationBatch.Member.create(name: "item \($0)", values: #"{"a":"\#($0)"}"#) }
        let bodies = (0..<20).map { _ in
            MutationBatch(board: "1", group: "g", members: members).call(idempotencyKey: "k").body
        }
        #expect(Set(bodies).count == 1)
    }

    @Test func `a stored body is sent as it was`() throws {
        let call = MutationBatch(board: "1", group: "g", members: [.change(item: "7", values: "{}")])
            .call(idempotencyKey: "k")
        let stored = MondayCall(
            body: call.body, idempotencyKey: call.idempotencyKey, kind: call.kind, operation: "change", members: 1)
        #expect(stored == call)
        #expect(!String(decoding: call.body, as: UTF8.self).contains("group"))
    }

    @Test func `a board's structure is read`() async throws {
        let boards = try BoardDiscovery.read(
            try await answer(
                """
                {"boards":[{"id":"1","name":"AP","state":"active",
                "items_count":12,"items_limit":10000,
                "groups":[{"id":"g","title":"Open","archived":false,"deleted":null},{"id":"h","archived":true}],
                "columns":[{"id":"s","title":"Status","type":"status","archived":false,"settings":{"labels":[{"id":1}]}},
                {"id":"t","title":"Key","type":"text","archived":true,"settings":null},{"title":"no id"}]},null]}
                """))
        let board = try #require(boards.first)
        #expect(boards.count == 1)
        #expect(board.itemsLimit == 10_000)
        #expect(board.groups.map(\.isActive) == [true, false])
        #expect(board.columns.map(\.id) == ["s", "t"])
        #expect(board.columns.map(\.isArchived) == [false, true])
        #expect(board.columns.first?.settings["labels"]?.array?.first?["id"]?.id == "1")
    }

    @Test func `a look-up asks for every group by itself, and its keys are variables`() throws {
        let call = ItemLookup.call(board: "1", keyColumn: "k", groups: [["a\"b"], ["c"]])
        let body = try JSONValue(parsing: call.body)
        let text = try #require(body["query"]?.string)
        #expect(text.contains("k0: items_page_by_column_values(board_id: $board, columns: $k0, limit: $limit)"))
        #expect(text.contains("k1: items_page_by_column_values(") && !text.contains("a\""))
        let group = body["variables"]?["k0"]?.array?.first
        #expect(group?["column_id"]?.string == "k" && group?["column_values"]?.array == [.string("a\"b")])
    }

    @Test func `each search of a look-up is read by itself`() async throws {
        let body = #"""
            {"data":{"k0":{"cursor":"c","items":[{"id":"7","column_values":[{"id":"k","text":"a"}]}]},"k1":null,
            "k2":{"cursor":null,"items":[{"id":""}]},"k3":null},
            "errors":[{"message":"m","path":["k1"],"extensions":{"code":"InvalidArgumentException"}}]}
            """#
        let pages = try ItemLookup.read(try await FakeTransport(body).answer(), groups: 4)
        #expect(try pages[0].get().items.map(\.id) == ["7"] && pages[0].get().cursor == "c")
        #expect(throws: MondayFailure.self) { try pages[1].get() }
        // An item that cannot be read, and a search without an answer, must not look like an absent key.
        #expect(throws: MondayFailure.self) { try pages[2].get() }
        #expect(throws: MondayFailure.self) { try pages[3].get() }
    }

    @Test(arguments: [
        #"{"data":{"k0":{"cursor":null,"items":[]}},"errors":[{"message":"m"}]}"#, #"{"errors":["x"]}"#,
        #"{"data":null,"errors":[{"message":"m","path":["k0"]}]}"#, "{}", "",
    ])
    func `an error of the whole look-up, or no data, answers nothing`(body: String) async throws {
        let answer = try await FakeTransport(body).answer()
        #expect(throws: MondayFailure.self) { try ItemLookup.read(answer, groups: 1) }
    }

    @Test func `items are read with their columns and the cursor`() async throws {
        let page = try NextItems.read(
            try await answer(
                #"""
                {"next_items_page":{"cursor":"c1","items":[{"id":"7","name":"Inv 1","state":"active",
                "group":{"id":"g"},"column_values":[{"id":"k","type":"text","text":"a/b","value":"\"a/b\""},
                {"id":"n","type":"numbers","text":"42.50","value":"\"42.50\""},
                {"id":"s","type":"status","text":"Paid","value":"{\"index\":1}","label":"Paid","index":1},
                {"id":"r","type":"board_relation","text":null,"value":null},
                {"id":"d","type":"date","date":"2026-11-23","time":"","value":{"date":"2026-11-23"}}]}]}}
                """#))
        let item = try #require(page.items.first)
        #expect(page.cursor == "c1")
        #expect(item.group == "g")
        #expect(item.columns["n"]?.value == #""42.50""#)
        #expect(item.columns["s"]?.label == "Paid")
        #expect(item.columns["s"]?.labelIndex == 1)
        #expect(item.columns["r"]?.value == nil)
        #expect(item.columns["d"]?.value == #"{"date":"2026-11-23"}"#)
    }

    @Test func `a page with an item that cannot be read is refused, since it would look absent`() async throws {
        let answer = try await answer(#"{"next_items_page":{"cursor":null,"items":[{"id":"7"},{"name":"no id"}]}}"#)
        let failure = #expect(throws: MondayFailure.self) { try NextItems.read(answer) }
        #expect(failure?.kind == .other)
    }

    @Test func `a board that is not there is an error, not an empty board`() async throws {
        for data in [#"{"boards":[]}"#, #"{"boards":[null]}"#] {
            let answer = try await answer(data)
            #expect(#expect(throws: MondayFailure.self) { try BoardItems.read(answer) }?.kind == .boardUnusable)
        }
        let empty = try await answer(#"{"boards":[{"id":"1","items_page":{"cursor":null,"items":[]}}]}"#)
        #expect(try BoardItems.read(empty).items.isEmpty)
        #expect(try BoardItems.read(empty).cursor == nil)
    }

    @Test func `partial data of a page is an error, since what is missing would look absent`() async throws {
        let answer = try await FakeTransport(
            #"{"data":{"next_items_page":{"cursor":null,"items":[]}},"errors":[{"message":"m"}]}"#
        ).answer()
        #expect(throws: MondayFailure.self) { try NextItems.read(answer) }
    }

    @Test func `what became of items is read, also of those that are no longer active`() async throws {
        let items = try ItemsByID.read(
            try await answer(
                #"""
                {"items":[{"id":"7","name":"A","state":"archived","board":{"id":"1"},"column_values":[]},null,
                {"id":"8","name":"B","state":"active","board":{"id":"2"},"column_values":[{"id":"k","text":"x"}]},
                {"id":"9","name":"C","state":"deleted","board":null,"column_values":[]}]}
                """#))
        #expect(items.map(\.state) == ["archived", "active", "deleted"])
        #expect(items.map(\.board) == ["1", "2", nil])
        #expect(items[1].columns["k"]?.text == "x")
        let body = String(decoding: ItemsByID.call(items: ["7"], columns: ["k"]).body, as: UTF8.self)
        #expect(body.contains("exclude_nonactive: false") && body.contains(#""limit":100"#))
    }

    @Test func `items of which one cannot be read are refused, since it would look deleted`() async throws {
        let answer = try await answer(#"{"items":[{"name":"no id"}]}"#)
        #expect(throws: MondayFailure.self) { try ItemsByID.read(answer) }
    }

    @Test func `the token's owner is read`() async throws {
        let me = try WhoAmI.read(
            try await answer(#"{"me":{"id":"5","name":"Ann","email":"a@b.c","account":{"id":3,"slug":"acme"}}}"#))
        #expect(me.userID == "5")
        #expect(me.accountID == "3")
        #expect(me.accountSlug == "acme")
    }
}
