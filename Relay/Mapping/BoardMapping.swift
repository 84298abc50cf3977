/// Which column of a board shows which field: found once, before anything is written.
package struct BoardMapping: Codable, Hashable, Sendable {
    /// A column that was found for a field.
    package struct Target: Codable, Hashable, Sendable {
        package var columnID: String
        package var columnType: String
        /// A status column's label ids by label.
        package var labels: [String: Int]
    }

    package var boardID: String
    /// The group that new items go to.
    package var groupID: String
    /// Targets by field name.
    package var targets: [String: Target]
    /// The group and the column ids by field that the configuration gave.
    package let configuredGroup: String?
    package let overrides: [String: String]
    /// Targets by relation's name; `nil` where no relations are shown.
    package var relations: [String: Target]?
    /// What the configuration says of relations, by relation's name the id of the board they lead to; `nil` for none.
    package let links: [String: String]?
    /// By what new items are put into groups; `nil` for nothing.
    package let grouping: BoardGrouping?
    /// The ids of the board's groups by title, where new items are put into groups.
    package var groups: [String: String]?
    /// The fields reckoned from the day that the layout had; `nil` for none.
    package let derived: [String]?
    /// Whether items were to have subitems; `nil` for no.
    package let wantsSubitems: Bool?
    /// The board that subitems live on; `nil` where there is none, or where none are wanted.
    package var subitemBoardID: String?

    /// The id of the column that holds the keys.
    package var keyColumnID: String { targets[BoardField.key.name]?.columnID ?? BoardField.keyColumnID }

    /// Finds the columns of a layout on a board: by configuration, else by our own column id, else by title and type.
    ///
    /// - Parameters:
    ///   - layout: the fields to show.
    ///   - board: the board as it is now.
    ///   - group: the configured group's id; `nil` for the board's first.
    ///   - overrides: column ids by field name, from the configuration.
    /// - Throws: ``MappingError`` with everything that keeps the board from being written to.
    package init(
        layout: BoardLayout, board: BoardDescription, group: String?, overrides: [String: String]
    ) throws(MappingError) {
        let wish = BoardInspection.Wish(layout: layout, group: group, overrides: overrides)
        try self.init(BoardInspection(board, against: wish), of: board, wish)
    }

    /// Takes what was found on a board.
    ///
    /// - Parameters:
    ///   - inspection: what was found.
    ///   - board: the board that was looked at.
    ///   - wish: what it was held against.
    /// - Throws: ``MappingError`` with everything that keeps the board from being written to; what costs a field or some
    ///   records alone does not.
    package init(
        _ inspection: BoardInspection, of board: BoardDescription, _ wish: BoardInspection.Wish
    ) throws(MappingError) {
        guard inspection.faults.isEmpty, let group = inspection.groupID else {
            throw MappingError(
                boardID: board.id, boardName: board.name, faults: inspection.faults.map(\.sentence))
        }
        boardID = board.id
        groupID = group
        configuredGroup = wish.group
        overrides = wish.overrides
        targets = inspection.targets
        derived = wish.layout.derived.isEmpty ? nil : wish.layout.derived.names
        wantsSubitems = wish.wantsSubitems ? true : nil
        subitemBoardID = inspection.subitemBoardID
        relations = wish.links.isEmpty ? nil : inspection.relations
        links = wish.links.isEmpty ? nil : wish.links
        grouping = wish.grouping == .none ? nil : wish.grouping
        groups =
            grouping == nil
            ? nil : Dictionary(board.groups.map { ($0.title, $0.id) }, uniquingKeysWith: { first, _ in first })
    }

    /// The group that a new item goes to.
    ///
    /// - Parameter content: what the item shows.
    /// - Returns: the group's id.
    package func groupID(for content: ItemContent) -> String {
        grouping?.title(for: content).flatMap { groups?[$0] } ?? groupID
    }

    /// The same mapping for items that go to one group.
    package func placing(in group: String) -> BoardMapping {
        var copy = self
        copy.groupID = group
        return copy
    }

    /// The fields that another column shows than before, or a column for the first time.
    package func fieldsMoved(since before: BoardMapping) -> [String] {
        targets.keys.filter { targets[$0]?.columnID != before.targets[$0]?.columnID }.sorted()
    }
}

/// A board that cannot be written to, with every reason.
package struct MappingError: Error, Hashable, Sendable, CustomStringConvertible {
    package var boardID: String
    package var boardName: String
    /// One sentence each.
    package var faults: [String]

    package var description: String {
        "Board \(boardID) (\(boardName)): " + faults.joined(separator: " ")
    }
}
