/// Asks what stands below items: also below archived and deleted ones, and below those that were moved to another board.
package enum SubitemsOfItems {
    /// An item with its subitems.
    package struct Parent: Hashable, Sendable {
        package let item: MondayItem
        /// Those that are neither archived nor deleted.
        package let subitems: [MondayItem]
    }

    static let document = """
        query ($items: [ID!], $columns: [String!], $limit: Int) { \(Fragments.complexity) \
        items(ids: $items, limit: $limit, exclude_nonactive: false) { id name state board { id } \
        subitems { \(Fragments.item) } } }
        """

    /// Makes the call.
    ///
    /// - Parameters:
    ///   - items: the items' ids, 1 to ``ItemsByID/most``.
    ///   - columns: the columns of the subitems' board to get.
    /// - Returns: a query.
    package static func call(items: [String], columns: [String]) -> MondayCall {
        MondayCall(
            document: document,
            variables: [
                "items": .array(items.map { .string($0) }), "columns": .array(columns.map { .string($0) }),
                // Without it monday gives 25.
                "limit": .integer(Int64(ItemsByID.most)),
            ], kind: .query, operation: "items")
    }

    /// Reads the answer.
    ///
    /// Where monday could not read subitems it says so in an error beside `null` (change log, "Hotfix: Changes to subitems
    /// queries"), which fails the whole answer here; `null` without an error is an item that has none.
    ///
    /// - Parameter answer: to the call.
    /// - Returns: the items that monday still knows, in no order that could be relied on.
    /// - Throws: the answer's first error.
    package static func read(_ answer: MondayAnswer) throws(MondayFailure) -> [Parent] {
        guard let items = try answer.wholeData()["items"]?.array else { throw answer.unreadable("items") }
        var parents: [Parent] = []
        for item in items where item != .null {
            let below = (item["subitems"]?.array ?? []).filter { $0 != .null }
            let subitems = below.compactMap(MondayItem.init)
            guard let parent = MondayItem(item), subitems.count == below.count else {
                throw answer.unreadable("subitems")
            }
            parents.append(Parent(item: parent, subitems: subitems.filter { ($0.state ?? "active") == "active" }))
        }
        return parents
    }
}
