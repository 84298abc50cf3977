/// Rows in aligned columns, for people.
package struct TextTable: Sendable {
    /// How a column's cells are placed.
    package enum Alignment: Sendable {
        case left, right
    }

    private let columns: [(title: String, alignment: Alignment)]
    private var rows: [[String]] = []

    /// Makes an empty table.
    ///
    /// - Parameter columns: titles and alignments, in order.
    package init(_ columns: [(title: String, alignment: Alignment)]) {
        self.columns = columns
    }

    /// Adds a row; line feeds and other control characters in it become blanks.
    package mutating func add(_ cells: [String]) {
        rows.append(cells.map { cell in cell.unicodeScalars.map { $0.isControl ? " " : String($0) }.joined() })
    }

    /// The table as text, a line feed behind every row; no blanks at the end of a line.
    package var text: String {
        let all = [columns.map(\.title)] + rows
        let widths = columns.indices.map { column in all.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0 }
        return all.map { row in
            let cells = zip(row, columns.indices).map { cell, column in
                let blanks = String(repeating: " ", count: widths[column] - cell.count)
                return columns[column].alignment == .right ? blanks + cell : cell + blanks
            }
            var line = cells.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line + "\n"
        }.joined()
    }
}
