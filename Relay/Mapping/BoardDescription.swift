/// A board as monday describes it.
package struct BoardDescription: Codable, Hashable, Sendable {
    /// A group of items.
    package struct Group: Codable, Hashable, Sendable {
        package var id: String
        package var title: String

        package init(id: String, title: String) {
            self.id = id
            self.title = title
        }
    }

    /// A column.
    package struct Column: Codable, Hashable, Sendable {
        package var id: String
        package var title: String
        /// The type's name in monday's API, `numbers`.
        package var type: String
        /// A status column's labels and their ids; empty for other types.
        package var labels: [String: Int]

        package init(id: String, title: String, type: String, labels: [String: Int] = [:]) {
            self.id = id
            self.title = title
            self.type = type
            self.labels = labels
        }
    }

    package var id: String
    package var name: String
    /// `active`, `archived` or `deleted`.
    package var state: String
    package var itemsCount: Int?
    /// How many items the board can hold; absent where monday does not say.
    package var itemsLimit: Int?
    /// The groups that are neither archived nor deleted.
    package var groups: [Group]
    /// The columns that are not archived.
    package var columns: [Column]

    package init(
        id: String, name: String, state: String, itemsCount: Int?, itemsLimit: Int?, groups: [Group], columns: [Column]
    ) {
        self.id = id
        self.name = name
        self.state = state
        self.itemsCount = itemsCount
        self.itemsLimit = itemsLimit
        self.groups = groups
        self.columns = columns
    }
}
