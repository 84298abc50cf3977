import SimulatorServer
import Testing

@testable import SimulatedMonday

struct PageTests {
    private let simulator = SimulatedMonday()
    private let hostile = "<script>alert('x')</script>&\"quoted\""

    private func page(_ path: String, _ query: [String: String] = [:]) -> String {
        let answer = simulator.route(HTTPCall(method: "GET", path: path, query: query, headers: [:], body: []))
        return String(decoding: answer.body, as: UTF8.self)
    }

    @Test func `interpolated text is escaped and markup is not`() {
        let inner: HTML = "<b>\(hostile)</b>"
        let outer: HTML = "<p title=\"\(hostile)\">\(inner) \(5)</p>"
        let escaped = "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&quot;quoted&quot;"
        #expect(outer.text == "<p title=\"\(escaped)\"><b>\(escaped)</b> 5</p>")
    }

    @Test func `hostile names show as they were typed on every page`() async throws {
        let board = try simulator.makeBoard(
            name: hostile,
            columns: [
                .init("text", hostile, .text), .init("state", "State", .status, labels: ["<i>"]),
                .init("tags", "Tags", .dropdown, labels: ["<b>"]),
            ])
        try simulator.makeItem(on: board, name: hostile, values: ["text": hostile, "state": "<i>", "tags": "<b>"])
        let group: JSONValue = ["b": .string(board), "n": .string(hostile), "c": "red;}</style><script>"]
        await TestAPI(simulator).send(
            "mutation($b: ID!, $n: String!, $c: String) { create_group(board_id: $b, group_name: $n, group_color: $c) { id } }",
            group)
        await TestAPI(simulator).send(
            "mutation($b: ID!) { create_item(board_id: $b, item_name: \"x\", group_id: \"group_4\") { id } }",
            ["b": .string(board)])
        for text in [page("/"), page("/boards/\(board)"), page("/boards/\(board)", ["q": hostile])] {
            #expect(!text.contains("<script"))
            #expect(!text.contains("<i>") || !text.contains("<i></"))
            #expect(!text.contains("<b><"))
            #expect(text.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&quot;quoted&quot;"))
        }
        #expect(page("/boards/\(board)").contains("border-left-color:#579bfc"))
    }

    @Test func `a page forbids every script and every foreign source`() throws {
        let answer = simulator.route(HTTPCall(method: "GET", path: "/", query: [:], headers: [:], body: []))
        let policy = answer.headers.first { $0.name == "Content-Security-Policy" }?.value
        #expect(policy?.hasPrefix("default-src 'none'") == true)
        #expect(answer.headers.contains { $0.name == "Content-Type" && $0.value == "text/html; charset=utf-8" })
    }

    @Test func `the home page lists boards with items and calls`() async throws {
        let board = try simulator.makeBoard(name: "Invoices")
        await TestAPI(simulator).create("x", on: board)
        let text = page("/")
        #expect(text.contains("<a href=\"/boards/\(board)\">Invoices</a>"))
        #expect(text.contains("<b>1</b>calls"))
        #expect(text.contains("create_item"))
    }

    @Test func `a board shows a hundred items a page, and the last page beyond the end`() throws {
        let board = try simulator.makeBoard(name: "B", columns: [.init("amount", "Amount", .numbers)])
        for number in 1...250 {
            try simulator.makeItem(on: board, name: "Item-\(number).", values: ["amount": "\(number).00"])
        }
        func count(_ text: String) -> Int { text.split(separator: "Item-").count - 1 }
        #expect(count(page("/boards/\(board)")) == 100)
        #expect(page("/boards/\(board)").contains("Page 1 of 3"))
        #expect(count(page("/boards/\(board)", ["page": "3"])) == 50)
        #expect(count(page("/boards/\(board)", ["page": "99"])) == 50)
        #expect(count(page("/boards/\(board)", ["page": "-1"])) == 100)
        #expect(page("/boards/\(board)").contains("<td class=\"number\">1.00</td>"))
    }

    @Test func `a search looks into names and columns and keeps its text in the links`() throws {
        let board = try simulator.makeBoard(name: "B", columns: [.init("text", "Text", .text)])
        for number in 1...150 { try simulator.makeItem(on: board, name: "n\(number)", values: ["text": "A&B"]) }
        try simulator.makeItem(on: board, name: "other")
        let found = page("/boards/\(board)", ["q": "a&b"])
        #expect(found.contains("150 of 151 items"))
        #expect(found.contains("page=2&amp;q=a%26b"))
        #expect(page("/boards/\(board)", ["q": "OTHER"]).contains("1 of 151 items"))
        #expect(page("/boards/\(board)", ["q": "nothing"]).contains("Nothing to show"))
    }

    @Test func `query parameters are decoded`() {
        #expect(
            QueryParameters.decode("q=a%26b+c&page=2&flag&bad=%zz&=x") == [
                "q": "a&b c", "page": "2", "flag": "", "bad": "", "": "x",
            ])
        #expect(QueryParameters.decode("&&") == [:])
    }
}

extension PageTests {
    @Test func `the page of a board shows its capacity, units, links and labels in their colours`() throws {
        let simulator = SimulatedMonday()
        let vendors = try simulator.makeBoard(name: "Vendors")
        let vendor = try simulator.makeItem(on: vendors, name: "Acme & Sons")
        let board = try simulator.makeBoard(
            name: "Invoices",
            columns: [
                ColumnPlan("state", "State", .status, labels: ["Open"]), ColumnPlan("amount", "Amount", .numbers),
                ColumnPlan("vendor", "Vendor", .boardRelation, boards: [vendors]), ColumnPlan("doc", "Doc", .link),
                ColumnPlan("lines", "Lines", .longText), ColumnPlan("gone", "Gone", .text),
            ], itemsLimit: 5)
        try simulator.makeItem(
            on: board, name: "I-1",
            values: [
                "state": "Open", "amount": "12.50", "doc": "https://x.y Paper", "lines": "1  pen\n2  ink",
                "gone": "concealed",
            ])
        simulator.withAccount { account in
            guard let number = Int(board), let found = account.boards[number] else { return }
            var item = found.items[0]
            item.setCell(3, .relation([Int(vendor) ?? 0]))
            found.update(item, at: 0, now: 0)
            var column = found.columns[2]
            column.settings = ["unit": ["symbol": "custom", "custom_unit": "USD"]]
            found.update(column, at: 2)
        }
        try simulator.edit(board, BoardEdit(["columns": [["id": "gone", "state": "archived"]]]))
        let page = simulator.route(
            HTTPCall(method: "GET", path: "/boards/\(board)", query: [:], headers: [:], body: []))
        let text = String(decoding: page.body, as: UTF8.self)
        for part in [
            "style=\"width:20%\"", "1 of 5 items", "Amount <span class=\"soft\">USD</span>",
            "<td class=\"number\">12.50</td>", "<span style=\"background:#fdab3d\">Open</span>",
            "href=\"/boards/\(vendors)\" rel=\"noreferrer\">Acme &amp; Sons</a>",
            "href=\"https://x.y\" rel=\"noreferrer\">Paper</a>", "<td class=\"lines\"><div>1  pen\n2  ink</div></td>",
        ] { #expect(text.contains(part), "\(part)") }
        #expect(!text.contains("concealed"))
    }

    @Test func `the first page shows limits used and imports`() async throws {
        let account = try ImportAPI { $0.limits.requestsPerDay = 10 }
        _ = try await account.run("name,sage_key\na,1\n,2\n")
        let page = account.simulator.route(HTTPCall(method: "GET", path: "/", query: [:], headers: [:], body: []))
        let text = String(decoding: page.body, as: UTF8.self)
        #expect(
            text.contains("<td class=\"name\">Calls today</td><td class=\"number\">2</td><td class=\"number\">10</td>"))
        #expect(text.contains("<td>COMPLETED</td>"))
        #expect(!text.contains("Calls a minute"))
    }
}
