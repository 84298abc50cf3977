/// Reads one field of an imported file for a column.
///
/// The forms are those of monday's bulk-import pages; they differ from those of the API. What these pages leave open is
/// refused, such as a time behind a date.
struct ImportCell {
    /// What empties a column; an empty field leaves it as it is.
    static let clearing = "<NULL>"

    /// The types of columns that a file may have; the pages name people and locations too, which are not simulated.
    static func isImported(_ kind: ColumnKind) -> Bool {
        switch kind {
        case .text, .longText, .numbers, .date, .status, .dropdown, .link, .checkbox, .email, .phone, .timeline,
            .boardRelation:
            true
        default: false
        }
    }

    /// Reads a field that is neither empty nor ``clearing``.
    ///
    /// - Parameters:
    ///   - text: The field.
    ///   - column: The column.
    /// - Returns: The cell; `nil` for a text that means an empty one, as `false` for a checkbox.
    /// - Throws: ``GraphQLError`` whose message says what does not fit.
    static func read(_ text: String, in column: Column) throws(GraphQLError) -> Cell? {
        var reader = CellReader(column, createsLabels: false)
        switch column.kind {
        case .text, .longText, .numbers: return try reader.read(.string(text))
        case .date:
            guard Timestamp.isDate(text) else {
                throw .columnValue("dates are YYYY-MM-DD", column, .string(text))
            }
            return .date(text, time: nil)
        case .status:
            return .status(try labelID(text, column))
        case .dropdown:
            var ids: [Int] = []
            for label in text.split(separator: ",").map({ SimpleText.trimmed(String($0)) }) {
                let id = try labelID(label, column)
                if !ids.contains(id) { ids.append(id) }
            }
            return .dropdown(ids)
        case .link: return try reader.read(link(text))
        case .checkbox:
            guard let isChecked = ["true": true, "false": false][text.lowercased()] else {
                throw .columnValue("a checkbox is true or false", column, .string(text))
            }
            return isChecked ? .checked : nil
        case .email: return try reader.read(["email": .string(text), "text": .string(text)])
        case .phone: return try reader.read(["phone": .string(text)])
        case .timeline:
            let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2 else { throw .columnValue("a timeline is FROM/TO", column, .string(text)) }
            return try reader.read(["from": .string(parts[0]), "to": .string(parts[1])])
        default:
            throw .columnValue("columns of this type cannot be imported", column, .string(text))
        }
    }

    private static func labelID(_ text: String, _ column: Column) throws(GraphQLError) -> Int {
        guard let id = column.labels.id(of: text), column.labels[id]?.isDeactivated == false else {
            throw .columnValue("the label \"\(text)\" does not exist in column", column, .string(text))
        }
        return id
    }

    /// `[text](url)`, or an address alone.
    private static func link(_ text: String) -> JSONValue {
        guard text.hasPrefix("["), text.hasSuffix(")"), let middle = text.firstRange(of: "](") else {
            return ["url": .string(text), "text": .string(text)]
        }
        let shown = text[text.index(after: text.startIndex)..<middle.lowerBound]
        return ["url": .string(String(text[middle.upperBound...].dropLast())), "text": .string(String(shown))]
    }
}
