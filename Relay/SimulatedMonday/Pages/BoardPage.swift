import Foundation

/// The page of one board: a table by groups, a hundred items at a time.
struct BoardPage: Sendable {
    /// How many items a page shows.
    static let length = 100

    /// One cell as it is shown.
    enum Shown: Sendable {
        case text(String)
        case number(String)
        case label(String, color: String)
        case chips([String])
        /// Addresses with what they are called.
        case links([(text: String, address: String)])
    }

    /// One row.
    struct Row: Sendable {
        let name: String
        let group: Int
        let cells: [Shown]
        /// What stands below the item.
        var subitems: [Subrow] = []
    }

    /// A subitem: its name, and the columns of its board that are filled, with their titles.
    struct Subrow: Sendable {
        let name: String
        let cells: [(title: String, shown: Shown)]
    }

    let id: Int
    let name: String
    let groups: [Group]
    let columns: [(title: String, unit: String?, isNumber: Bool)]
    let rows: [Row]
    /// From 1.
    let page: Int
    /// How many items the search found; all of the board without one.
    let found: Int
    /// How many items the board has.
    let count: Int
    /// How many items it takes.
    let limit: Int
    let state: ItemState
    /// What is searched; empty for everything.
    let query: String

    /// Reads one page off a board.
    ///
    /// - Parameters:
    ///   - board: The board.
    ///   - account: The account, for the names of linked items.
    ///   - page: Which page, from 1; one beyond the last shows the last.
    ///   - query: Part of a name or of a column's text, in any case.
    init(_ board: Board, of account: Account, page: Int, query: String) {
        let visible = board.activeColumns.filter { board.columns[$0].kind != .name }
        let folded = query.lowercased()
        var positions = board.activePositions
        if !folded.isEmpty {
            positions = positions.filter { position in
                let item = board.items[position]
                return item.name.lowercased().contains(folded)
                    || visible.contains { index in
                        item.cell(index)?.text(in: board.columns[index]).lowercased().contains(folded) ?? false
                    }
            }
        }
        if board.groups.count > 1 {
            positions = board.groupOrder.flatMap { group in positions.filter { board.items[$0].group == group } }
        }
        let lastPage = max(1, (positions.count + Self.length - 1) / Self.length)
        self.page = min(max(1, page), lastPage)
        self.query = query
        (id, name, groups) = (board.id, board.name, board.groups)
        (found, count) = (positions.count, board.activeCount)
        (limit, state) = (board.itemsLimit, board.state)
        columns = visible.map { position in
            let column = board.columns[position]
            let unit = column.settings["unit"]
            let sign = unit?["custom_unit"]?.text.flatMap { $0.isEmpty ? nil : $0 } ?? unit?["symbol"]?.text
            return (column.title, sign, column.kind == .numbers)
        }
        rows = positions.dropFirst((self.page - 1) * Self.length).prefix(Self.length).map { position in
            let item = board.items[position]
            return Row(
                name: item.name, group: item.group,
                cells: visible.map { Self.shown(item.cell($0), of: item, in: board.columns[$0], account) },
                subitems: account.subitems(of: item.id).compactMap { Self.subrow($0, account) })
        }
    }

    private static func subrow(_ node: Node, _ account: Account) -> Subrow? {
        guard case .item(let board, let position) = node else { return nil }
        let item = board.items[position]
        let cells = board.activeColumns.compactMap { index -> (String, Shown)? in
            guard board.columns[index].kind != .name, let cell = item.cell(index) else { return nil }
            return (board.columns[index].title, shown(cell, of: item, in: board.columns[index], account))
        }
        return Subrow(name: item.name, cells: cells)
    }

    private static func shown(_ cell: Cell?, of item: Item, in column: Column, _ account: Account) -> Shown {
        switch cell {
        case .status(let index):
            guard let label = column.labels[index], !label.text.isEmpty else { return .text("") }
            return .label(label.text, color: label.color.hex)
        case .dropdown(let ids): return .chips(ids.compactMap { column.labels[$0]?.text })
        case .number(let digits): return .number(digits)
        case .link(let url, let text): return .links([(text.isEmpty ? url : text, url)])
        case .relation(let ids):
            return .links(
                ids.compactMap { account.item(String($0)) }.map { board, position in
                    (board.items[position].name, "/boards/\(board.id)")
                })
        case .checked: return .text("✓")
        default: return .text(ItemText.text(cell, of: item, in: column) ?? "")
        }
    }

    /// The page.
    var document: String {
        let found: HTML = query.isEmpty ? "" : "\(found) of "
        return Page.document(
            title: name,
            """
            <h1>\(name)</h1>
            <div class="capacity">\(Page.gauge(min(100, count * 100 / max(1, limit))))<span class="soft">\(count) of \(limit) items\
            \(state == .active ? "" : " · board \(state.rawValue)")</span></div>
            <p class="soft">\(found)\(count) items · board \(id) · <a href="/simulator/boards/\(id).json">JSON</a></p>
            <form action="/boards/\(id)"><input name="q" value="\(query)" placeholder="Search this board" size="40">\
            <button>Search</button></form>
            \(pages)
            \(table)
            \(pages)
            """)
    }

    private var table: HTML {
        guard !rows.isEmpty else { return "<p class=\"soft\">Nothing to show.</p>" }
        let heads = columns.map { column -> HTML in
            let unit: HTML = column.unit.map { " <span class=\"soft\">\($0)</span>" } ?? ""
            return column.isNumber
                ? "<th class=\"number\">\(column.title)\(unit)</th>" : "<th>\(column.title)\(unit)</th>"
        }
        var lines: [HTML] = []
        var group: Int?
        for row in rows {
            if row.group != group {
                group = row.group
                let color = Self.safeColor(groups[row.group].color)
                lines.append(
                    """
                    <tr class="group"><th colspan="\(columns.count + 1)" style="border-left-color:\(color)">\
                    \(groups[row.group].title)</th></tr>
                    """)
            }
            lines.append("<tr><td class=\"name\">\(row.name)</td>\(HTML(row.cells.map(Self.cell)))</tr>\n")
            if !row.subitems.isEmpty { lines.append(below(row.subitems)) }
        }
        return """
            <div class="scroll"><table><thead><tr><th>Item</th>\(HTML(heads))</tr></thead>
            <tbody>\(HTML(lines))</tbody></table></div>
            """
    }

    /// The subitems of an item, as a table of their own below it.
    private func below(_ subitems: [Subrow]) -> HTML {
        var titles: [String] = []
        for title in subitems.flatMap({ $0.cells.map(\.title) }) where !titles.contains(title) { titles.append(title) }
        let rows = subitems.map { row -> HTML in
            let cells = titles.map { title -> HTML in
                row.cells.first { $0.title == title }.map { Self.cell($0.shown) } ?? "<td></td>"
            }
            return "<tr><td class=\"name\">\(row.name)</td>\(HTML(cells))</tr>\n"
        }
        return """
            <tr class="subitems"><td colspan="\(columns.count + 1)"><table><thead><tr><th>Subitem</th>\
            \(HTML(titles.map { "<th>\($0)</th>" }))</tr></thead><tbody>\(HTML(rows))</tbody></table></td></tr>

            """
    }

    private static func cell(_ shown: Shown) -> HTML {
        switch shown {
        case .text(let text) where text.contains("\n"): "<td class=\"lines\"><div>\(text)</div></td>"
        case .text(let text): "<td>\(text)</td>"
        case .number(let text): "<td class=\"number\">\(text)</td>"
        case .label(let text, let color): "<td class=\"label\"><span style=\"background:\(color)\">\(text)</span></td>"
        case .links(let links):
            "<td>\(HTML(links.map { "<a class=\"chip\" href=\"\($0.address)\" rel=\"noreferrer\">\($0.text)</a>" }))</td>"
        case .chips(let texts): "<td>\(HTML(texts.map { "<span class=\"chip\">\($0)</span>" }))</td>"
        }
    }

    /// A group's colour is the client's text: only `#` and hexadecimal digits may get into a style.
    private static func safeColor(_ color: String) -> String {
        color.hasPrefix("#") && color.dropFirst().allSatisfy(\.isHexDigit) && color.utf8.count <= 9 ? color : "#579bfc"
    }

    private var pages: HTML {
        let last = max(1, (found + Self.length - 1) / Self.length)
        guard last > 1 else { return "" }
        let previous: HTML = page > 1 ? "<a href=\"\(link(page - 1))\">Previous</a>" : ""
        let next: HTML = page < last ? "<a href=\"\(link(page + 1))\">Next</a>" : ""
        return "<nav>\(previous)<span class=\"soft\">Page \(page) of \(last)</span>\(next)</nav>"
    }

    private func link(_ page: Int) -> String {
        let unreserved = CharacterSet(
            charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
        let search = query.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
        return search.isEmpty ? "/boards/\(id)?page=\(page)" : "/boards/\(id)?page=\(page)&q=\(search)"
    }
}
