/// Asks what became of items: also of archived and deleted ones, and of those that were moved to another board.
package enum ItemsByID {
    /// The most items monday takes in one request (developer.monday.com, "Items").
    package static let most = 100

    static let document = """
        query ($items: [ID!], $columns: [String!], $limit: Int) { \(Fragments.complexity) \
        items(ids: $items, limit: $limit, exclude_nonactive: false) { board { id } \(Fragments.item) } }
        """

    /// Makes the call.
    ///
    /// - Parameters:
    ///   - items: identifiers, 1 to ``most``.
    ///   - columns: the columns to get; those that an item's board does not have are left out of the answer.
    /// - Returns: a query.
    package static func call(items: [String], columns: [String]) -> MondayCall {
        MondayCall(
            document: document,
            variables: [
                "items": .array(items.map { .string($0) }), "columns": .array(columns.map { .string($0) }),
                // Without it monday gives 25.
                "limit": .integer(Int64(most)),
            ], kind: .query, operation: "items")
    }

    /// Reads the answer.
    ///
    /// - Parameter answer: to the call.
    /// - Returns: the items that monday still knows, in no order that could be relied on.
    /// - Throws: the answer's first error.
    package static func read(_ answer: MondayAnswer) throws(MondayFailure) -> [MondayItem] {
        guard let items = try answer.wholeData()["items"]?.array else { throw answer.unreadable("items") }
        let known = items.filter { $0 != .null }
        let read = known.compactMap(MondayItem.init)
        guard read.count == known.count else { throw answer.unreadable("items") }
        return read
    }
}
