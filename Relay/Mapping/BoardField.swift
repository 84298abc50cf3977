/// One field of a record as a board shows it: where the mapping writes to.
package struct BoardField: Hashable, Sendable {
    /// The type of a monday column that a field can live in.
    package enum Content: Hashable, Sendable {
        case text
        case longText
        case number
        case date
        /// A status column that must know each of these labels, to the letter.
        case status(labels: [String])

        /// The type's name in monday's API (`ColumnType`).
        package var columnType: String {
            switch self {
            case .text: "text"
            case .longText: "long_text"
            case .number: "numbers"
            case .date: "date"
            case .status: "status"
            }
        }
    }

    /// The field's own name, which never changes: `due-date`.
    ///
    /// It is how the configuration names a field.
    package var name: String
    /// The title by which a column is found on a board, `Due Date`; case does not matter.
    package var title: String
    package var content: Content
    /// Whether a board without this column is refused; other fields are shown where a column for them is.
    package var isRequired: Bool

    init(_ name: String, _ title: String, _ content: Content, isRequired: Bool = true) {
        self.name = name
        self.title = title
        self.content = content
        self.isRequired = isRequired
    }

    /// The column that holds the record's identity; found by this column id first, so that a renamed one is found too.
    package static let key = BoardField("sage-key", "Sage Key", .text)
    package static let keyColumnID = "sage_key"

    /// The column id that the relay asks for when it makes the column, and by which a renamed column is found.
    ///
    /// Monday's change log allows a-z and `_`: hyphens become `_`, and the digits of `segment-01` letters.
    package var ownColumnID: String {
        if self == .key { return Self.keyColumnID }
        return String(
            name.unicodeScalars.map { scalar -> Character in
                guard ("0"..."9").contains(scalar) else { return scalar == "-" ? "_" : Character(scalar) }
                return Character(Unicode.Scalar(UInt8(ascii: "a") + UInt8(scalar.value - 48)))
            })
    }

    static let statusName = "status"
    static let goneLabel = "Gone"
}
