import Observability
import Store
import Sync

/// Rows of the history for people: what changed in short, since `--json` and `--csv` hold all of it.
struct HistoryTable {
    /// A longer cell would break the lines of every terminal.
    private static let cellLength = 160

    private var table = TextTable([
        ("Time", .left), ("Board", .left), ("Record", .left), ("Event", .left), ("Item", .left), ("What", .left),
    ])
    private(set) var isEmpty = true

    mutating func add(_ row: HistoryRow) {
        isEmpty = false
        table.add([HistoryRow.moment(row.at), row.board, row.key, row.event, row.itemID ?? "", Self.what(row)])
    }

    var text: String { table.text }

    private static func what(_ row: HistoryRow) -> String {
        let changes = row.changedFields ?? [:]
        var parts: [String] = []
        if row.event == HistoryEntry.Event.changed.rawValue {
            parts = changes.sorted { $0.key < $1.key }.map { field, change in
                "\(field): \(change.old ?? "nothing") → \(change.new ?? "nothing")"
            }
        } else if !changes.isEmpty {
            parts = ["\(changes.count) fields"]
        }
        let text = (parts + [row.note].compactMap(\.self)).joined(separator: "; ")
        return text.count > cellLength ? text.prefix(cellLength) + "…" : text
    }
}
