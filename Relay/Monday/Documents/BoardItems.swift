/// Reads all items of a board, in no order that could be relied on.
package enum BoardItems {
    static let document = """
        query ($board: ID!, $columns: [String!], $limit: Int!) { \(Fragments.complexity) \
        boards(ids: [$board]) { id items_page(limit: $limit) \(Fragments.page) } }
        """

    /// Makes the call.
    ///
    /// - Parameters:
    ///   - board: the board's identifier.
    ///   - columns: the columns to get.
    /// - Returns: a query; further pages come with ``NextItems``.
    package static func call(board: String, columns: [String]) -> MondayCall {
        MondayCall(
            document: document,
            variables: [
                "board": .string(board), "columns": .array(columns.map { .string($0) }),
                "limit": .integer(Int64(Fragments.pageSize)),
            ], kind: .query, operation: "page")
    }

    /// Reads the answer.
    ///
    /// - Parameter answer: to the call.
    /// - Returns: the first page.
    /// - Throws: the answer's first error, or `boardUnusable` where the board is not active or not visible.
    package static func read(_ answer: MondayAnswer) throws(MondayFailure) -> ItemPage {
        guard let boards = try answer.wholeData()["boards"]?.array else { throw answer.unreadable("boards") }
        guard let board = boards.first, board != .null else {
            throw MondayFailure(.boardUnusable, message: "No active board was found.", requestID: answer.requestID)
        }
        return try ItemPage(board["items_page"], of: answer, "items_page")
    }
}
