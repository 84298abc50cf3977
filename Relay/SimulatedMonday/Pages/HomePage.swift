/// The page at `/`: the boards, the counters and the last requests.
struct HomePage: Sendable {
    /// How many of the last requests are shown.
    static let requestCount = 20

    /// One line of the list of boards.
    struct Line: Sendable {
        let id: Int
        let name: String
        let state: ItemState
        let items: Int
        let limit: Int
        let columns: Int
        let requests: Int
    }

    let boards: [Line]
    let requests: Int
    let refused: Int
    let held: Int
    let faults: Int
    let lastRequests: [JournalEntry]

    /// The page.
    var document: String {
        Page.document(
            title: "Simulated monday",
            """
            <h1>Boards</h1>
            <div class="facts">
            <div class="fact"><b>\(boards.count)</b>boards</div>
            <div class="fact"><b>\(boards.reduce(0) { $0 + $1.items })</b>items</div>
            <div class="fact"><b>\(requests)</b>calls</div>
            <div class="fact"><b>\(refused)</b>refused</div>
            <div class="fact"><b>\(held)</b>held back</div>
            <div class="fact"><b>\(faults)</b>faults in wait</div>
            </div>
            \(boardTable)
            <h2>Last calls</h2>
            \(requestTable)
            """)
    }

    private var boardTable: HTML {
        guard !boards.isEmpty else { return "<p class=\"soft\">No board yet: create_board makes one.</p>" }
        let rows = boards.map { board -> HTML in
            let share = min(100, board.items * 100 / max(1, board.limit))
            let state: HTML = board.state == .active ? "" : " <span class=\"bad\">\(board.state.rawValue)</span>"
            return """
                <tr><td class="name"><a href="/boards/\(board.id)">\(board.name)</a>\(state)</td>\
                <td class="number">\(board.items)</td><td class="number">\(board.limit)</td>\
                <td><div class="gauge"><i style="width:\(share)%"></i></div></td>\
                <td class="number">\(board.columns)</td><td class="number">\(board.requests)</td>\
                <td><a href="/simulator/boards/\(board.id).json">JSON</a></td></tr>
                """
        }
        return """
            <div class="scroll"><table><thead><tr><th>Board</th><th class="number">Items</th><th class="number">Limit</th>\
            <th>Filled</th><th class="number">Columns</th><th class="number">Calls</th><th>Export</th></tr></thead>
            <tbody>\(HTML(rows))</tbody></table></div>
            """
    }

    private var requestTable: HTML {
        guard !lastRequests.isEmpty else { return "<p class=\"soft\">No call yet.</p>" }
        let rows = lastRequests.reversed().map { entry -> HTML in
            let status: HTML =
                switch entry.status {
                case 200: "200"
                case 0: "<span class=\"bad\">closed</span>"
                default: "<span class=\"bad\">\(entry.status)</span>"
                }
            return """
                <tr><td class="number">\(entry.number)</td><td>\(Timestamp.text(entry.time))</td>\
                <td>\(Self.summary(entry.operations))</td><td>\(status)</td><td class="number">\(entry.size)</td>\
                <td>\(entry.isReplay ? "replayed" : "")</td><td>\(entry.fault?.rawValue ?? "")</td></tr>
                """
        }
        return """
            <div class="scroll"><table><thead><tr><th class="number">No.</th><th>Time</th><th>Fields</th><th>Status</th>\
            <th class="number">Bytes</th><th>Idempotency</th><th>Fault</th></tr></thead>
            <tbody>\(HTML(rows))</tbody></table></div>
            """
    }

    /// Names with how often each stands: a batch has fifty of the same.
    private static func summary(_ operations: [String]) -> String {
        var order: [String] = []
        var counts: [String: Int] = [:]
        for operation in operations {
            if counts[operation] == nil { order.append(operation) }
            counts[operation, default: 0] += 1
        }
        return order.map { name in
            let count = counts[name] ?? 1
            return count == 1 ? name : "\(name) × \(count)"
        }.joined(separator: ", ")
    }
}
