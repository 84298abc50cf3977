/// What people do to items beside changing them.
extension Account {
    /// What monday's boards put behind the name of a copy.
    private static let copySuffix = " (copy)"

    /// Copies an item with all its values into its own group.
    ///
    /// - Parameters:
    ///   - id: The item's id.
    ///   - boardID: The board the client says the item is on.
    /// - Returns: Where the copy is.
    /// - Throws: ``GraphQLError`` for an unknown item and for a full board.
    func duplicateItem(_ id: String?, on boardID: String) throws(GraphQLError) -> (board: Board, position: Int) {
        let (board, position) = try activeItem(id, on: boardID)
        guard board.activeCount < board.itemsLimit else { throw .itemsLimit(board) }
        let original = board.items[position]
        let name = original.name.prefix(Self.itemNameLimit - Self.copySuffix.count) + Self.copySuffix
        var copy = Item(id: 0, name: String(name), group: original.group, createdAt: now, updatedAt: now)
        copy.cells = original.cells
        return (board, add(copy, to: board))
    }

    /// Moves an item to another board, where it keeps its id, its name and the values of mapped columns.
    ///
    /// - Parameters:
    ///   - id: The item's id.
    ///   - boardID: The board it goes to.
    ///   - group: The group of that board.
    ///   - given: The objects of `columns_mapping`; `nil` maps columns of the same title and type.
    /// - Returns: Where the item is now.
    /// - Throws: ``GraphQLError`` for what is unknown or does not fit, for a full board, and where the item is on this
    ///   board already.
    func move(
        _ id: String?, toBoard boardID: String, group: String, mapping given: [JSONValue]?
    ) throws(GraphQLError) -> (board: Board, position: Int) {
        let (source, position) = try activeItem(id)
        let target = try writableBoard(boardID)
        guard target !== source else { throw .invalidArgument("The item is on the board \(boardID) already") }
        guard let groupPosition = target.position(ofGroup: group) else { throw .notFound("Group", group) }
        guard target.activeCount < target.itemsLimit else { throw .itemsLimit(target) }
        let mapping =
            if let given { try ColumnMapping(given, from: source, to: target) } else {
                ColumnMapping(from: source, to: target)
            }
        let item = source.items[position]
        var moved = Item(
            id: item.id, name: item.name, group: groupPosition, createdAt: item.createdAt, updatedAt: now)
        mapping.carry(item, into: &moved)
        source.release(at: position, now: now)
        return (target, place(moved, on: target))
    }
}
