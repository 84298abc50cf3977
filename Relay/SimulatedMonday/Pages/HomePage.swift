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
    /// What is used of the limits that are on.
    var usage: [(name: String, used: Int, limit: Int)] = []
    /// The bulk imports, oldest first.
    var imports: [ImportJob] = []

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
            \(usageTable)
            \(importTable)
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
                <td>\(Page.gauge(share))</td>\
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

    private var usageTable: HTML {
        guard !usage.isEmpty else { return "" }
        let rows = usage.map { line -> HTML in
            let share = min(100, line.used * 100 / max(1, line.limit))
            return """
                <tr><td class="name">\(line.name)</td><td class="number">\(line.used)</td>\
                <td class="number">\(line.limit)</td><td>\(Page.gauge(share))</td></tr>
                """
        }
        return """
            <h2>Limits</h2>
            <div class="scroll"><table><thead><tr><th>Limit</th><th class="number">Used</th>\
            <th class="number">Allowed</th><th>Filled</th></tr></thead>
            <tbody>\(HTML(rows))</tbody></table></div>
            """
    }

    private var importTable: HTML {
        guard !imports.isEmpty else { return "" }
        let rows = imports.suffix(Self.requestCount).reversed().map { job -> HTML in
            let reason: HTML = job.reason.map { " <span class=\"bad\">\($0.rawValue)</span>" } ?? ""
            return """
                <tr><td>\(Timestamp.text(job.startedAt))</td><td><a href="/boards/\(job.board)">\(job.board)</a></td>\
                <td>\(job.state.rawValue)\(reason)</td><td>\(Page.gauge(job.progress, isGood: true))</td>\
                <td class="number">\(job.counts.submitted)</td><td class="number">\(job.counts.created)</td>\
                <td class="number">\(job.counts.updated)</td><td class="number">\(job.counts.skipped)</td>\
                <td class="number">\(job.counts.invalid + job.counts.failed)</td></tr>
                """
        }
        return """
            <h2>Bulk imports</h2>
            <div class="scroll"><table><thead><tr><th>Started</th><th>Board</th><th>State</th><th>Progress</th>\
            <th class="number">Rows</th><th class="number">Created</th><th class="number">Updated</th>\
            <th class="number">Skipped</th><th class="number">Bad</th></tr></thead>
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
