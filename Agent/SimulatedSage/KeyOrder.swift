import BusinessObjects

/// The order of one index: field by field, by the bytes of UTF-8.
///
/// Swift's own order of strings takes two spellings of one letter as equal, which a key of Sage never is.
struct KeyOrder: Sendable {
    /// Where the fields stand in a row, and whether the index keeps them in capitals.
    let columns: [(position: Int, isUppercased: Bool)]

    /// Makes the order of an index of this layout.
    init(_ index: TableLayout.Index, in layout: RecordLayout) {
        columns = index.fields.compactMap { field in
            layout.position(of: field.column).map { ($0, field.isUppercased) }
        }
    }

    /// The key of a row.
    func values(of row: [String]) -> [String] {
        columns.map { $0.isUppercased ? row[$0.position].uppercased() : row[$0.position] }
    }

    /// A key as the index would hold it; fields beyond the index's are dropped.
    func normalized(_ key: [String]) -> [String] {
        zip(columns, key).map { $0.isUppercased ? $1.uppercased() : $1 }
    }

    /// Whether the left row stands before the right one.
    func precedes(_ left: [String], _ right: [String]) -> Bool {
        for column in columns {
            let (leftText, rightText) = (left[column.position], right[column.position])
            let order =
                column.isUppercased
                ? Self.compare(leftText.uppercased(), rightText.uppercased()) : Self.compare(leftText, rightText)
            if order != 0 { return order < 0 }
        }
        return false
    }

    /// Compares a row with a key or the leading part of one.
    ///
    /// - Parameters:
    ///   - row: the row.
    ///   - key: a key as ``normalized(_:)`` gives it.
    /// - Returns: less than 0 when the row stands before, 0 when its key is the same or below, else more than 0.
    func compare(_ row: [String], _ key: [String]) -> Int {
        for (column, part) in zip(columns, key) {
            let value = row[column.position]
            let order = Self.compare(column.isUppercased ? value.uppercased() : value, part)
            if order != 0 { return order }
        }
        return 0
    }

    /// Compares two texts by their bytes.
    static func compare(_ left: String, _ right: String) -> Int {
        var (left, right) = (left, right)
        return left.withUTF8 { left in
            right.withUTF8 { right in
                for index in 0..<min(left.count, right.count) where left[index] != right[index] {
                    return left[index] < right[index] ? -1 : 1
                }
                return left.count - right.count
            }
        }
    }
}
