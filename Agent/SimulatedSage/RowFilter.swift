import BusinessObjects

/// A filter with its columns looked up.
indirect enum RowFilter: Sendable {
    case isOne(of: Set<[UInt8]>, position: Int)
    case atLeast(String, position: Int)
    case isBlank(position: Int)
    case any([RowFilter])
    case all([RowFilter])

    /// Looks the columns up; an audit field that the table does not have counts as blank.
    ///
    /// - Parameters:
    ///   - filter: the filter with its columns by name.
    ///   - table: the table it is for.
    /// - Throws: ``BusinessObjectError`` with the code `unknownColumn`.
    init(_ filter: RecordFilter, in table: TableLayout) throws(BusinessObjectError) {
        func position(_ column: String) throws(BusinessObjectError) -> Int? {
            if let position = table.layout.position(of: column) { return position }
            guard TableLayout.auditFields.contains(where: { $0.column.name == column }) else {
                throw BusinessObjectError(.unknownColumn, "\(table.name) has no column \(column).")
            }
            return nil
        }
        let never = RowFilter.any([])
        switch filter {
        case .isOne(let values, let column):
            // A missing column reads as blank, and a blank is one of the values only when they name it.
            guard let position = try position(column) else {
                self = values.contains("") ? .all([]) : never
                return
            }
            self = .isOne(of: Set(values.map { Array($0.utf8) }), position: position)
        case .atLeast(let value, let column):
            self = try position(column).map { .atLeast(value, position: $0) } ?? never
        case .isBlank(let column):
            self = try position(column).map { .isBlank(position: $0) } ?? .all([])
        case .any(let filters):
            self = .any(try filters.map { filter throws(BusinessObjectError) in try RowFilter(filter, in: table) })
        case .all(let filters):
            self = .all(try filters.map { filter throws(BusinessObjectError) in try RowFilter(filter, in: table) })
        }
    }

    /// Whether a row passes.
    func passes(_ row: [String]) -> Bool {
        switch self {
        case .isOne(let values, let position): values.contains(Array(row[position].utf8))
        case .atLeast(let value, let position):
            !Self.isBlank(row[position]) && KeyOrder.compare(row[position], value) >= 0
        case .isBlank(let position): Self.isBlank(row[position])
        case .any(let filters): filters.contains { $0.passes(row) }
        case .all(let filters): filters.allSatisfy { $0.passes(row) }
        }
    }

    private static func isBlank(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 == UInt8(ascii: " ") }
    }
}
