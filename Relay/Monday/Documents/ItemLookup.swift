/// Looks items up by the values of their key column.
///
/// monday compares texts without regard to case and outer spaces: the caller compares the keys exactly.
package enum ItemLookup {
    static let document = """
        query ($board: ID!, $keys: [ItemsPageByColumnValuesQuery!], $columns: [String!], $limit: Int!) { \
        \(Fragments.complexity) items_page_by_column_values(board_id: $board, columns: $keys, limit: $limit) \
        \(Fragments.page) }
        """

    /// Makes the call.
    ///
    /// - Parameters:
    ///   - board: the board's identifier.
    ///   - keyColumn: the identifier of a text column.
    ///   - keys: at most 100; monday documents no limit, so this stays well below what could be one.
    ///   - columns: the columns to get, the key column among them.
    /// - Returns: a query; further pages come with ``NextItems``.
    package static func call(board: String, keyColumn: String, keys: [String], columns: [String]) -> MondayCall {
        let match = JSONValue.object([
            "column_id": .string(keyColumn), "column_values": .array(keys.map { .string($0) }),
        ])
        return MondayCall(
            document: document,
            variables: [
                "board": .string(board), "keys": .array([match]), "columns": .array(columns.map { .string($0) }),
                "limit": .integer(Int64(Fragments.pageSize)),
            ], kind: .query, operation: "look-up")
    }

    /// Reads the answer.
    ///
    /// - Parameter answer: to the call.
    /// - Returns: the first page.
    /// - Throws: the answer's first error.
    package static func read(_ answer: MondayAnswer) throws(MondayFailure) -> ItemPage {
        let field = "items_page_by_column_values"
        return try ItemPage(try answer.wholeData()[field], of: answer, field)
    }
}
