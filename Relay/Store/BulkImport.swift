import Sync

/// A bulk import that is under way, for people and for `--json`.
package struct BulkImport: Sendable, Codable, Hashable {
    /// How far it is: `planning`, `starting`, `started`, `uploading`, `processing` or `reading`.
    package var phase: BulkJobRow.Phase
    /// How many rows it brings.
    package var rows: Int
    /// How many of them monday is through with, as far as it says.
    package var done: Int?
    /// How far monday says it is, 0 to 100.
    package var percent: Int?
    /// When it was planned, in milliseconds since 1970.
    package var since: Int64

    init(_ job: BulkJobRow) {
        phase = job.phase
        rows = job.rows
        done = job.progress?.done
        percent = job.progress?.percent
        since = job.createdAt
    }

    /// In words, without a full stop: `importing 9,500 rows: 45 %, 4,300 done`.
    package var text: String {
        let all = PlanCost.text(rows, "row")
        switch phase {
        case .planning: return "choosing rows for a bulk import: \(all)"
        case .starting, .started: return "starting a bulk import of \(all)"
        case .uploading: return "sending \(all) for a bulk import"
        case .reading: return "looking for \(all) of a bulk import on the board"
        case .processing:
            let progress = [percent.map { "\($0) %" }, done.map { "\($0) done" }].compactMap(\.self)
            return "importing \(all)" + (progress.isEmpty ? "" : ": " + progress.joined(separator: ", "))
        }
    }
}
