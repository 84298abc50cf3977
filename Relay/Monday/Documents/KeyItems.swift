/// Reads the keys of all items of a board, in no order that could be relied on.
package enum KeyItems {
    static let first = """
        query ($board: ID!, $columns: [String!], $limit: Int!) { \(Fragments.complexity) \
        boards(ids: [$board]) { id items_page(limit: $limit) \(Fragments.keyPage) } }
        """

    static let next = """
        query ($cursor: String!, $columns: [String!], $limit: Int!) { \(Fragments.complexity) \
        next_items_page(cursor: $cursor, limit: $limit) \(Fragments.keyPage) }
        """

    /// Makes the call.
    ///
    /// - Parameters:
    ///   - cursor: of the page before, also that of a look-up; `nil` for the board's first page.
    ///   - board: the board's identifier.
    ///   - keyColumn: the identifier of the column to get.
    /// - Returns: a query.
    package static func call(after cursor: String?, board: String, keyColumn: String) -> MondayCall {
        MondayCall(
            document: cursor == nil ? first : next,
            variables: [
                cursor == nil ? "board" : "cursor": .string(cursor ?? board),
                "columns": .array([.string(keyColumn)]), "limit": .integer(Int64(Fragments.pageSize)),
            ], kind: .query, operation: "page")
    }

    /// Reads the answer.
    ///
    /// - Parameters:
    ///   - answer: to the call.
    ///   - isFirst: whether it was the call for the first page.
    /// - Returns: the page.
    /// - Throws: the answer's first error, `cursorExpired` among them, or `boardUnusable` where the board is not visible.
    package static func read(_ answer: MondayAnswer, isFirst: Bool) throws(MondayFailure) -> ItemPage {
        if isFirst { return try BoardItems.read(answer) }
        return try NextItems.read(answer)
    }
}
