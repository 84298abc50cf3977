import Foundation
import Observability
import Service
import Sync
import WireProtocol

extension ReconcileReport {
    /// The report for people: one line for each board that is as it should be, tables of what differs.
    var text: String {
        guard !boards.isEmpty else { return "No board was reconciled yet.\n" }
        return boards.map(\.text).joined()
    }
}

extension BoardReconciliation {
    fileprivate var text: String {
        var out = "\(board): \(verdict) \(summary)\n"
        for message in messages { out += "  \(message)\n" }
        out += findingsTable + totalsTable
        return out
    }

    private var verdict: String {
        guard isDone else { return "not finished." }
        if isClean { return repaired.all > 0 ? "equal, after repairs." : "equal." }
        return "needs a person."
    }

    private var summary: String {
        var parts: [String] = []
        if let sage {
            parts.append("\(sage.checked) records, \(sage.changed) changed without a stamp, \(sage.gone) gone")
        }
        parts.append("\(items) items" + (strangers > 0 ? " and \(strangers) of people's own" : ""))
        if unjudged > 0 { parts.append("\(unjudged) that wait or are on their way, not judged") }
        if repaired.all > 0 {
            parts.append(
                "\(repaired.corrected) corrected, \(repaired.forgotten) made again, \(repaired.claimed) adopted")
        }
        if let totals {
            let sums = totals.sum.sage.sums.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
            parts += sums
            if totals.gone > 0 { parts.append("\(totals.gone) items marked Gone") }
            if totals.archived > 0 { parts.append("\(totals.archived) archived") }
            if let elsewhere = totals.onOtherBoards, elsewhere > 0 { parts.append("\(elsewhere) on other boards") }
            if totals.outOfScope > 0 { parts.append("\(totals.outOfScope) out of scope") }
            if totals.unreadable > 0 { parts.append("\(totals.unreadable) not readable") }
        }
        let seconds = (Double(milliseconds) / 1000).formatted(.number.precision(.fractionLength(1)))
        return parts.joined(separator: ", ") + "; \(calls) calls, \(seconds) s."
    }

    private var findingsTable: String {
        guard !findings.first.isEmpty else { return "" }
        var table = TextTable([("Finding", .left), ("Key", .left), ("Item", .left), ("What", .left)])
        for finding in findings.first {
            table.add([finding.kind.rawValue, finding.key, finding.itemID, finding.sentence])
        }
        var out = table.text
        for kind in Finding.Kind.allCases where findings[kind] > FindingList.named {
            out += "\(findings[kind]) \(kind.rawValue) in all.\n"
        }
        if let left, left.open > 0 {
            let counts = left.counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
            out += "Left after repairs: \(counts.joined(separator: ", ")).\n"
        }
        return out
    }

    /// The periods that differ, both figures of each.
    private var totalsTable: String {
        guard let totals, !totals.differing.isEmpty else { return "" }
        var table = TextTable([
            ("Period", .left), ("What", .left), ("Sage", .right), ("Board", .right), ("Difference", .right),
        ])
        for line in totals.differing {
            if line.sage.count != line.board.count {
                table.add([
                    line.period, "count", "\(line.sage.count)", "\(line.board.count)",
                    "\(line.board.count - line.sage.count)",
                ])
            }
            for field in Set(line.sage.sums.keys).union(line.board.sums.keys).sorted() {
                let (sage, board) = (line.sage.sums[field] ?? .zero, line.board.sums[field] ?? .zero)
                guard !sage.isSameNumber(as: board) else { continue }
                table.add([line.period, field, sage.text, board.text, (board - sage).text])
            }
        }
        return "Control totals that differ:\n" + table.text
    }
}
