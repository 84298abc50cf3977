import CompanyAudit
import Foundation
import Observability
import TestSupport

extension Console {
    /// Shows what a sync did, a row for each board.
    func show(_ report: SyncReport) {
        var rows = TextTable([
            ("Board", .left), ("Read", .right), ("Created", .right), ("Updated", .right), ("Unchanged", .right),
            ("Gone", .right), ("Failed", .right), ("Calls", .right), ("Seconds", .right),
        ])
        for row in report.rows {
            let counts = [row.read, row.created, row.updated, row.unchanged, row.gone, row.failed, row.calls]
            let seconds = Double(row.milliseconds) / 1000
            rows.add([row.board] + counts.map(\.counted) + [String(format: "%.1f", seconds)])
        }
        table(rows)
        for note in report.notes { text(note) }
    }

    /// Shows what an audit found, and the differences.
    func show(_ audits: [BoardAudit]) {
        text("", "Audit, by code of its own: the CSV tables against the boards, key by key, column by column.")
        var rows = TextTable([
            ("Board", .left), ("Records", .right), ("Gone", .right), ("Items", .right), ("Values", .right),
            ("Verdict", .left),
        ])
        for audit in audits {
            let verdict = audit.findings.isEmpty ? "equal" : "\(audit.findings.count.counted) differences"
            rows.add(
                [audit.kind.collection] + [audit.records, audit.gone, audit.items, audit.values].map(\.counted)
                    + [verdict])
        }
        table(rows)
        for audit in audits {
            for finding in audit.summary { text(finding) }
        }
    }
}
