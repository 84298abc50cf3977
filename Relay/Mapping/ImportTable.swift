/// A board's items as rows of a CSV file, as monday's bulk import takes them.
///
/// UTF-8 with commas and quotes as in RFC 4180, lines ending with CR LF. The first row is `name` and then exact column
/// ids (developer.monday.com, "Importing items in bulk"). What a file cannot carry to the letter is refused here, row
/// by row, and is written in another way.
package struct ImportTable: Sendable {
    /// A cell that reads so has monday clear the column, whatever was meant by it.
    static let clearing = "<NULL>"
    /// The types of columns whose cells are the field's own text; others are written in another way.
    static let columnTypes: Set<String> = ["text", "long_text", "numbers", "date", "status"]

    private let mapping: BoardMapping
    /// The fields that have a column in the file, in the order of their columns.
    private let fields: [String]

    /// Chooses the columns.
    ///
    /// - Parameter mapping: the board.
    package init(_ mapping: BoardMapping) {
        self.mapping = mapping
        fields = mapping.targets.filter { Self.columnTypes.contains($0.value.columnType) }
            .sorted { $0.value.columnID < $1.value.columnID }.map(\.key)
    }

    /// The first row, with its line end.
    package var header: String {
        Self.line(["name"] + fields.map { mapping.targets[$0]?.columnID ?? "" })
    }

    /// The row of one item, with its line end.
    ///
    /// An empty cell says nothing: it fits items that are made, and none that are to be emptied.
    ///
    /// - Parameter content: what the item shall show.
    /// - Returns: the row.
    /// - Throws: ``ContentError`` for what a file cannot carry, and for what monday would refuse in any form.
    package func row(_ content: ItemContent) throws(ContentError) -> String {
        // Says what monday would refuse however it is sent: a label that is not there, more than 64 KB.
        _ = try mapping.columnValues(creating: content)
        guard !content.name.isEmpty else { throw ContentError(sentence: "An item without a name cannot be imported.") }
        let left = mapping.targets.keys.first { content.fields[$0] != nil && !fields.contains($0) }
        if let left { throw ContentError(sentence: "The column of \(left) is of a type that no file can fill.") }
        try Self.check(content.name, "name", isExact: false)
        for field in fields {
            guard let text = content.fields[field] else { continue }
            try Self.check(text, field, isExact: mapping.targets[field]?.columnType == "text")
        }
        return Self.line([content.name] + fields.map { content.fields[$0] ?? "" })
    }

    /// Refuses what a reader of CSV may take for something else.
    private static func check(_ text: String, _ field: String, isExact: Bool) throws(ContentError) {
        guard text.trimmingSpaces().uppercased() != clearing else {
            throw ContentError(sentence: "The text of \(field) reads \(clearing), which an import takes for an order.")
        }
        let scalars = text.unicodeScalars
        let isOdd = scalars.contains {
            ($0.value < 0x20 && !"\t\n\r".unicodeScalars.contains($0)) || $0.value == 0xFEFF
        }
        guard !isOdd else { throw ContentError(sentence: "The text of \(field) has a control character.") }
        // Readers of CSV like to trim; here codes and numbers are kept to the letter.
        guard !isExact || text.trimmingSpaces() == text else {
            throw ContentError(sentence: "The text of \(field) begins or ends with white space.")
        }
    }

    private static func line(_ cells: [String]) -> String {
        cells.map(quoted).joined(separator: ",") + "\r\n"
    }

    /// A cell in quotes where it needs them; nothing else of it is changed, a leading `=` neither.
    private static func quoted(_ cell: String) -> String {
        // By scalars: Swift takes CR LF for one character that is neither.
        guard cell.unicodeScalars.contains(where: { $0 == "," || $0 == "\"" || $0 == "\r" || $0 == "\n" }) else {
            return cell
        }
        return "\"" + cell.replacing("\"", with: "\"\"") + "\""
    }
}

extension String {
    /// Without white space at its ends.
    fileprivate func trimmingSpaces() -> String {
        let tail = drop { $0.isWhitespace }
        return String(tail[..<(tail.lastIndex { !$0.isWhitespace }.map(tail.index(after:)) ?? tail.startIndex)])
    }
}
