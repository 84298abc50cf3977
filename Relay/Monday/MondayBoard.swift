/// A board's structure.
package struct MondayBoard: Hashable, Sendable {
    /// A group of items.
    package struct Group: Hashable, Sendable {
        package let id: String
        package let title: String
        /// Neither archived nor deleted.
        package let isActive: Bool
    }

    /// A column.
    package struct Column: Hashable, Sendable {
        package let id: String
        package let title: String
        /// monday's name of the type: `text`, `numbers`, `status`.
        package let type: String
        package let isArchived: Bool
        /// Named by whoever changes the column, so that a change between the look and it is not lost.
        package let revision: String?
        /// Labels, unit and the like; an object, of a shape that depends on the type.
        package let settings: JSONValue
    }

    package let id: String
    package let name: String
    /// `active`, `archived` or `deleted`.
    package let state: String
    package let description: String?
    /// `edit` or `view`: what the token's user may do.
    package let accessLevel: String?
    package let itemsCount: Int?
    /// The most items the board takes, usually 10,000.
    package let itemsLimit: Int?
    package let groups: [Group]
    package let columns: [Column]

    init?(_ value: JSONValue) {
        guard let id = value["id"]?.id else { return nil }
        self.id = id
        name = value["name"]?.string ?? ""
        state = value["state"]?.string ?? ""
        accessLevel = value["access_level"]?.string
        description = value["description"]?.string
        itemsCount = value["items_count"]?.integer
        itemsLimit = value["items_limit"]?.integer
        groups = (value["groups"]?.array ?? []).compactMap(Group.init)
        columns = (value["columns"]?.array ?? []).compactMap(Column.init)
    }
}

extension MondayBoard.Group {
    init?(_ value: JSONValue) {
        guard let id = value["id"]?.id else { return nil }
        self.id = id
        title = value["title"]?.string ?? ""
        isActive = value["archived"]?.bool != true && value["deleted"]?.bool != true
    }
}

extension MondayBoard.Column {
    init?(_ value: JSONValue) {
        guard let id = value["id"]?.id, let type = value["type"]?.string else { return nil }
        self.id = id
        self.type = type
        title = value["title"]?.string ?? ""
        isArchived = value["archived"]?.bool == true
        revision = value["revision"]?.id
        settings = value["settings"] ?? .null
    }
}
