import Observability
import Service
import Sync

extension PlanReport {
    /// The plan for people: a row for each board, the first records of each, and what it costs.
    var text: String {
        var out = boardTable
        for plan in boards { out += plan.sampleText }
        out += "\n"
        for plan in boards {
            for note in [plan.problem].compactMap(\.self) + plan.notes { out += "\(plan.board): \(note)\n" }
            if let cost = plan.cost { out += "\(plan.board): \(cost.text).\n" }
        }
        for account in accounts { out += "All boards of \(account.account): \(account.cost.sentence).\n" }
        return out + "Nothing was written.\n"
    }

    private var boardTable: String {
        var table = TextTable([
            ("Board", .left), ("Mode", .left), ("Read", .right), ("Create", .right), ("Change", .right),
            ("Unchanged", .right), ("Out of scope", .right), ("Gone", .right), ("Unreadable", .right),
            ("Queued", .right), ("Held", .right), ("Blocked", .right),
        ])
        for plan in boards {
            guard plan.problem == nil else {
                table.add([plan.board, plan.mode] + Array(repeating: "?", count: 10))
                continue
            }
            let counts = [
                plan.read, plan.create, plan.change, plan.unchanged, plan.outOfScope, plan.gone, plan.unreadable,
                plan.queued, plan.held, plan.blocked,
            ]
            table.add([plan.board, plan.mode] + counts.map { $0.map(String.init) ?? "-" })
        }
        return table.text
    }
}

extension BoardPlan {
    /// The longest text of a cell, in characters; `--json` shows more.
    private static let cellLength = 40

    /// Which fields would change, and the first records as old and new.
    fileprivate var sampleText: String {
        guard !fields.isEmpty || !records.isEmpty else { return "" }
        var out = "\n"
        if !fields.isEmpty {
            let counts = fields.map { "\($0.title): \(PlanCost.text($0.records, "record"))" }
            out += "\(board) would change \(counts.joined(separator: ", "))\n"
        }
        guard !records.isEmpty else { return out }
        var table = TextTable([("Key", .left), ("Item", .left), ("Field", .left), ("Old → new", .left)])
        for record in records {
            let row = [record.key, Self.cell(record.name)]
            switch record.action {
            case .create: table.add(row + ["(new item)", ""])
            case .block: table.add(row + ["(blocked)", record.problem ?? ""])
            case .change, .gone:
                for (index, change) in record.changes.enumerated() {
                    let old = record.isItemKnown ? Self.cell(change.old ?? "(nothing)") : "(not known)"
                    let new = Self.cell(change.new ?? "(nothing)")
                    table.add((index == 0 ? row : ["", ""]) + [change.title, "\(old) → \(new)"])
                }
            }
        }
        out += table.text
        let left = writes - records.count { $0.action != .block }
        return left > 0 ? out + "… and \(PlanCost.text(left, "more record")); --limit shows more of them.\n" : out
    }

    private static func cell(_ text: String) -> String {
        text.count > cellLength ? text.prefix(cellLength) + "…" : text
    }
}

extension PlanCost {
    /// The cost with what it is made of.
    fileprivate var text: String {
        let parts = [
            (discoveries, "read of columns", "reads of columns"), (lookUps, "look-up", "look-ups"),
            (createRequests, "request that creates", "requests that create"),
            (changeRequests, "request that changes", "requests that change"),
            (bulkJobs, "bulk import", "bulk imports"),
        ]
        let shown = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.0 == 1 ? $0.1 : $0.2)" }
        return shown.isEmpty ? sentence : "\(sentence) (\(shown.joined(separator: ", ")))"
    }
}
