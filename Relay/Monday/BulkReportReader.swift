import Foundation

/// Reads what a bulk import's report says of rows that were not taken.
///
/// monday does not document the report's form. It is taken for a CSV file with a heading that names a column for the
/// reason; from any other file nothing is read.
package enum BulkReportReader {
    /// So many different reasons are enough for a person.
    package static let most = 5
    private static let headings: Set<String> = [
        "error", "errors", "error_message", "error message", "failure_message", "message", "reason", "failure_reason",
    ]

    /// The reasons, each once, the most frequent first.
    ///
    /// - Parameter report: the report's bytes.
    /// - Returns: at most ``most``, each with how often it is there.
    package static func reasons(_ report: Data) -> [String] {
        let rows = rows(String(decoding: report, as: UTF8.self))
        let heading = rows.first?.map { $0.lowercased() } ?? []
        guard let column = heading.firstIndex(where: headings.contains) else { return [] }
        var counts: [String: Int] = [:]
        for row in rows.dropFirst() where row.count > column && !row[column].isEmpty {
            counts[MondayFailure(.other, message: row[column]).message, default: 0] += 1
        }
        return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(most).map { "\($0.value) × \($0.key)" }
    }

    /// Splits CSV (RFC 4180) into rows of cells.
    private static func rows(_ text: String) -> [[String]] {
        var rows: [[String]] = []
        var (row, cell) = ([String](), "")
        var (isQuoted, wasQuote) = (false, false)
        for scalar in text.unicodeScalars {
            if isQuoted, !wasQuote {
                if scalar == "\"" { wasQuote = true } else { cell.unicodeScalars.append(scalar) }
                continue
            }
            if wasQuote, scalar == "\"" {
                cell += "\""
                wasQuote = false
                continue
            }
            if wasQuote { (isQuoted, wasQuote) = (false, false) }
            switch scalar {
            case "\"" where cell.isEmpty: isQuoted = true
            case ",":
                row.append(cell)
                cell = ""
            case "\n":
                rows.append(row + [cell])
                (row, cell) = ([], "")
            case "\r", "\u{FEFF}": break
            default: cell.unicodeScalars.append(scalar)
            }
        }
        if !row.isEmpty || !cell.isEmpty { rows.append(row + [cell]) }
        return rows
    }
}
