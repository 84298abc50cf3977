/// Asks for the page after an earlier one, of whichever of the two item queries.
package enum NextItems {
    static let document = """
        query ($cursor: String!, $columns: [String!], $limit: Int!) { \(Fragments.complexity) \
        next_items_page(cursor: $cursor, limit: $limit) \(Fragments.page) }
        """

    /// Makes the call.
    ///
    /// - Parameters:
    ///   - cursor: of the page before; it expires 60 minutes after the first page was asked for.
    ///   - columns: the columns to get.
    /// - Returns: a query.
    package static func call(cursor: String, columns: [String]) -> MondayCall {
        MondayCall(
            document: document,
            variables: [
                "cursor": .string(cursor), "columns": .array(columns.map { .string($0) }),
                "limit": .integer(Int64(Fragments.pageSize)),
            ], kind: .query, operation: "page")
    }

    /// Reads the answer.
    ///
    /// - Parameter answer: to the call.
    /// - Returns: the page.
    /// - Throws: the answer's first error, `cursorExpired` among them.
    package static func read(_ answer: MondayAnswer) throws(MondayFailure) -> ItemPage {
        try ItemPage(try answer.wholeData()["next_items_page"], of: answer, "next_items_page")
    }
}
