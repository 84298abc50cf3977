/// Asks for the structure of boards, also archived and deleted ones, so that the reason can be told.
package enum BoardDiscovery {
    static let document = """
        query ($boards: [ID!], $limit: Int) { \(Fragments.complexity) boards(ids: $boards, limit: $limit, state: all) { \
        id name state description access_level items_count items_limit groups { id title archived deleted } \
        columns { id title type archived revision settings } } }
        """

    /// Makes the call.
    ///
    /// - Parameter boards: identifiers, 1 to 100 (monday's page of boards).
    /// - Returns: a query.
    package static func call(boards: [String]) -> MondayCall {
        MondayCall(
            document: document,
            variables: [
                "boards": .array(boards.map { .string($0) }), "limit": .integer(Int64(boards.count)),
            ], kind: .query, operation: "describe")
    }

    /// Reads the answer.
    ///
    /// - Parameter answer: to ``call(boards:)``.
    /// - Returns: the boards that exist and that the token may see, in monday's order.
    /// - Throws: the answer's first error.
    package static func read(_ answer: MondayAnswer) throws(MondayFailure) -> [MondayBoard] {
        guard let boards = try answer.wholeData()["boards"]?.array else { throw answer.unreadable("boards") }
        return boards.compactMap(MondayBoard.init)
    }
}
