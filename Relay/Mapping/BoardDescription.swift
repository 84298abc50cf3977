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
        /// A status column's labels and their ids, deactivated ones left out; empty for other types.
        package var labels: [String: Int]
        /// Every label of a status column as monday describes it, deactivated ones among them; to be kept when some are
        /// added, since monday takes whole lists only.
        package var statusLabels: [StatusLabel]
        /// The boards that a column of relations leads to.
        package var linkedBoards: [String]
        /// Changes with every change of the column; monday refuses a change that names an older one.
        package var revision: String?

        package init(
            id: String, title: String, type: String, labels: [String: Int] = [:], statusLabels: [StatusLabel] = [],
            linkedBoards: [String] = [], revision: String? = nil
        ) {
            self.id = id
            self.title = title
            self.type = type
            self.labels = labels
            self.statusLabels = statusLabels
            self.linkedBoards = linkedBoards
            self.revision = revision
        }
    }

    /// A label of a status column.
    package struct StatusLabel: Codable, Hashable, Sendable {
        /// The label's id; absent for one that is to be made.
        package var id: Int?
        package var label: String
        /// The colour's name in monday's API, `done_green`; absent where it is none that the API would take back.
        package var color: String?
        package var index: Int
        package var description: String?
        package var isDone: Bool
        package var isDeactivated: Bool

        package init(
            id: Int? = nil, label: String, color: String?, index: Int, description: String? = nil, isDone: Bool = false,
            isDeactivated: Bool = false
        ) {
            self.id = id
            self.label = label
            self.color = color
            self.index = index
            self.description = description
            self.isDone = isDone
            self.isDeactivated = isDeactivated
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
    /// The columns that somebody archived.
    package var archivedColumns: [Column]
    /// What people read about the board; ``BoardMarker`` finds in it for whom the relay made the board.
    package var purpose: String?
    /// Whether the token's user may look at the board only.
    package var isReadOnly: Bool

    package init(
        id: String, name: String, state: String, itemsCount: Int?, itemsLimit: Int?, groups: [Group],
        columns: [Column], archivedColumns: [Column] = [], purpose: String? = nil,
        isReadOnly: Bool = false
    ) {
        self.id = id
        self.name = name
        self.state = state
        self.itemsCount = itemsCount
        self.itemsLimit = itemsLimit
        self.groups = groups
        self.columns = columns
        self.archivedColumns = archivedColumns
        self.purpose = purpose
        self.isReadOnly = isReadOnly
    }
}
