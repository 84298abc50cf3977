/// What a board shows, read from the simulated monday.com behind the back of its API.
package struct BoardSnapshot: Sendable {
    /// One item.
    package struct Item: Sendable {
        package var id: String
        /// The text of every column by its title, the item's name under `Name`; an empty column has an empty text.
        package var columns: [String: String]

        package init(id: String, columns: [String: String]) {
            self.id = id
            self.columns = columns
        }
    }

    /// The title of the column that holds the keys.
    static let keyTitle = "Sage Key"

    /// The items that are neither archived nor deleted.
    package var items: [Item]

    package init(items: [Item]) {
        self.items = items
    }
}
