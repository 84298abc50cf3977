import Testing

@testable import SimulatedMonday

struct CursorTests {
    private let api = TestAPI()

    private func board(_ count: Int) throws -> String {
        let board = try api.simulator.makeBoard(name: "B", itemsLimit: 10_000)
        for number in 0..<count { try api.simulator.makeItem(on: board, name: "\(number)") }
        return board
    }

    private func firstPage(_ board: String, limit: Int) async -> TestAnswer {
        await api.send(
            "query($b: [ID!], $n: Int!) { boards(ids: $b) { items_page(limit: $n) { cursor items { name } } } }",
            ["b": .string(board), "n": .integer(limit)])
    }

    private func nextPage(_ cursor: String, limit: Int) async -> TestAnswer {
        await api.send(
            "query($c: String!, $n: Int!) { next_items_page(cursor: $c, limit: $n) { cursor items { name } } }",
            ["c": .string(cursor), "n": .integer(limit)])
    }

    private func names(_ page: JSONValue?) -> [String] {
        (page?["items"]?.elements ?? []).compactMap { $0["name"]?.text }
    }

    @Test func `pages along one cursor hold every item once`() async throws {
        let board = try board(25)
        var page = try #require(await firstPage(board, limit: 10).data["boards"]?[0]?["items_page"])
        var all = names(page)
        while let cursor = page["cursor"]?.text {
            page = try #require(await nextPage(cursor, limit: 10).data["next_items_page"])
            all += names(page)
        }
        #expect(all.count == 25)
        #expect(Set(all).count == 25)
    }

    @Test func `two first pages come in different orders, and the same seed gives the same ones`() async throws {
        let board = try board(40)
        let first = names(await firstPage(board, limit: 40).data["boards"]?[0]?["items_page"])
        let second = names(await firstPage(board, limit: 40).data["boards"]?[0]?["items_page"])
        #expect(first != second)
        #expect(Set(first) == Set(second))
        let twin = CursorTests()
        let twinBoard = try twin.board(40)
        #expect(names(await twin.firstPage(twinBoard, limit: 40).data["boards"]?[0]?["items_page"]) == first)
    }

    @Test func `a cursor answers the same page as often as it is asked`() async throws {
        let board = try board(10)
        let cursor = try #require(
            await firstPage(board, limit: 4).data["boards"]?[0]?["items_page"]?["cursor"]?.text)
        let once = await nextPage(cursor, limit: 4).data
        #expect(await nextPage(cursor, limit: 4).data == once)
    }

    @Test func `a cursor dies 60 minutes after the first page, not after the last`() async throws {
        let board = try board(10)
        let cursor = try #require(
            await firstPage(board, limit: 2).data["boards"]?[0]?["items_page"]?["cursor"]?.text)
        api.simulator.clock.advance(seconds: 3599)
        let second = await nextPage(cursor, limit: 2)
        let later = try #require(second.data["next_items_page"]?["cursor"]?.text)
        api.simulator.clock.advance(seconds: 1)
        let expired = await nextPage(later, limit: 2)
        #expect(expired.status == 200)
        #expect(expired.code == "CursorExpiredError")
        #expect(expired.data == .null)
        #expect(expired.errors[0]["message"]?.text?.contains("cursor has expired") == true)
    }

    @Test(arguments: [
        "", "x", "0123456789abcdef", "0123456789abcdef0", "0123456789abcdef-5", "zzzzzzzzzzzzzzzz5",
        "ééééééééééééééééé",
    ])
    func `what was never a cursor is refused`(cursor: String) async {
        #expect(await nextPage(cursor, limit: 5).code == "InvalidArgumentException")
    }

    @Test func `an item that is archived on the way is left out of its page`() async throws {
        let board = try board(4)
        let page = try #require(await firstPage(board, limit: 2).data["boards"]?[0]?["items_page"])
        let seen = names(page)
        for item in api.simulator.items(on: board) where !seen.contains(item.name) {
            await api.send("mutation($i: ID) { archive_item(item_id: $i) { id } }", ["i": .string(item.id)])
        }
        let next = await nextPage(try #require(page["cursor"]?.text), limit: 2).data["next_items_page"]
        #expect(names(next) == [])
        #expect(next?["cursor"] == .null)
    }

    @Test(arguments: [
        (1, nil), (500, nil), (0, "InvalidArgumentException"), (501, "InvalidArgumentException"),
        (-1, "InvalidArgumentException"),
    ])
    func `a page has 1 to 500 items`(limit: Int, code: String?) async throws {
        #expect(await firstPage(try board(1), limit: limit).code == code)
    }

    @Test func `columns and cursor exclude each other, and so do rules and cursor`() async throws {
        let board = try board(3)
        let cursor = try #require(await firstPage(board, limit: 1).data["boards"]?[0]?["items_page"]?["cursor"])
        let both = await api.send(
            """
            query($b: ID!, $c: String) { items_page_by_column_values(board_id: $b, cursor: $c,
              columns: [{column_id: "x", column_values: ["y"]}]) { cursor } }
            """, ["b": .string(board), "c": cursor])
        #expect(both.code == "InvalidArgumentException")
        let neither = await api.send(
            "query($b: ID!) { items_page_by_column_values(board_id: $b) { cursor } }", ["b": .string(board)])
        #expect(neither.code == "InvalidArgumentException")
        let rules = await api.send(
            "query($b: [ID!], $c: String) { boards(ids: $b) { items_page(cursor: $c, query_params: {}) { cursor } } }",
            ["b": .string(board), "c": cursor])
        #expect(rules.code == "InvalidArgumentException")
        let other = try self.board(1)
        let foreign = await api.send(
            "query($b: ID!, $c: String) { items_page_by_column_values(board_id: $b, cursor: $c) { cursor } }",
            ["b": .string(other), "c": cursor])
        #expect(foreign.code == "InvalidArgumentException")
    }

    @Test func `the oldest list goes when too many are kept`() throws {
        var store = CursorStore()
        var random = SplitMix64(seed: 1)
        let first = store.open([0, 1], board: 1, limit: 1, now: 0, random: &random).cursor
        for _ in 0..<CursorStore.capacity { _ = store.open([0, 1], board: 1, limit: 1, now: 0, random: &random) }
        let error = #expect(throws: GraphQLError.self) { try store.page(try #require(first), limit: 1, now: 0) }
        #expect(error?.code == "CursorExpiredError")
    }
}
