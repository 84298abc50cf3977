import Mapping
import Observability
import Service
import Sync

extension BoardReport {
    /// Whether the board as it is now fits its records, whatever it could be given.
    var isFit: Bool { problem == nil && findings.allSatisfy { $0.weight == .notice } }
}

extension BoardsReport {
    /// What the text is about.
    enum Tense {
        /// What was found.
        case check
        /// What would be done.
        case plan
        /// What was done, and what is left.
        case done
    }

    /// The report as text for people: a table, and what there is to say of each board.
    ///
    /// - Parameter tense: what it is about.
    /// - Returns: whole lines.
    func text(_ tense: Tense) -> String {
        var table = TextTable([
            ("Board", .left), ("Id", .left), ("Name", .left), ("Items", .right), ("State", .left),
        ])
        for board in boards {
            let most = board.itemsLimit.map { " of \($0)" } ?? ""
            table.add([
                board.board, board.boardID ?? "none", board.name ?? "",
                board.items.map { "\($0)\(most)" } ?? "", board.state(tense),
            ])
        }
        return table.text + boards.map { $0.notes(tense) }.joined()
    }
}

extension BoardReport {
    fileprivate func state(_ tense: BoardsReport.Tense) -> String {
        if problem != nil { return "PROBLEM" }
        if let worst = findings.first?.weight, worst != .notice {
            return switch worst {
            case .board: "NOT WRITTEN"
            case .records: "RECORDS WAIT"
            case .field, .notice: "FIELDS MISSING"
            }
        }
        if isMade { return "made" }
        return steps.isEmpty || tense == .done ? "ok" : "can be added to"
    }

    fileprivate func notes(_ tense: BoardsReport.Tense) -> String {
        var lines = problem.map { [$0] } ?? []
        lines += findings.map(\.sentence)
        switch tense {
        case .check:
            if !steps.isEmpty {
                lines.append(
                    "`sage-relay boards fix \(board)` would add \(steps.map(\.what).joined(separator: "; ")).")
            }
        case .plan: lines += steps.map { "To add: \($0.what)." }
        case .done: lines += steps.map { "\($0.isDone ? "Added" : "Not added"): \($0.what)." }
        }
        return lines.map { "\(board): \($0)\n" }.joined()
    }
}
