/// Boards and their parts, as `create_…` makes them.
extension Account {
    /// Makes a board with one group.
    ///
    /// - Parameters:
    ///   - name: Its title.
    ///   - kind: `public`, `private` or `share`.
    ///   - description: Its description, where there is one.
    ///   - isEmpty: Whether monday's example columns and items are left out.
    /// - Returns: The board.
    /// - Throws: ``GraphQLError`` for a blank name.
    func createBoard(
        _ name: String, kind: String = "public", description: String? = nil, isEmpty: Bool
    ) throws(GraphQLError) -> Board {
        guard !SimpleText.trimmed(name).isEmpty else { throw .createBoard("Board name can't be blank") }
        lastBoardID += 1
        let board = Board(
            id: lastBoardID, name: name, kind: kind, description: description, itemsLimit: configuration.itemsLimit,
            searchLag: configuration.searchLag)
        board.holdSearches(until: searchesHeldUntil)
        boards[board.id] = board
        boardOrder.append(board.id)
        board.add(Group(id: "topics", title: "Group Title", color: "#579bfc"))
        guard !isEmpty else { return board }
        _ = try createColumn(on: board, title: "Status", kind: "status", id: "status", defaults: .null)
        _ = try createColumn(on: board, title: "Date", kind: "date", id: "date", defaults: .null)
        for number in 1...3 {
            add(Item(id: 0, name: "Item \(number)", group: 0, createdAt: now, updatedAt: now), to: board)
        }
        return board
    }

    /// Adds a group.
    ///
    /// - Parameters:
    ///   - board: Where.
    ///   - title: What people read above it.
    ///   - color: Its colour as `#rrggbb`; `nil` for monday's blue.
    ///   - neighbour: The group it stands beside; `nil` for the end.
    /// - Returns: Its position.
    /// - Throws: ``GraphQLError`` for a blank title and for a neighbour that is not there.
    func createGroup(
        on board: Board, title: String, color: String?, near neighbour: (id: String, isBefore: Bool)? = nil
    ) throws(GraphQLError) -> Int {
        if let neighbour, board.position(ofGroup: neighbour.id) == nil { throw .notFound("Group", neighbour.id) }
        guard !SimpleText.trimmed(title).isEmpty else { throw .invalidArgument("Group name can't be blank") }
        lastColumnID += 1
        return board.add(
            Group(id: "group_\(String(lastColumnID, radix: 36))", title: title, color: color ?? "#579bfc"),
            near: neighbour)
    }

    /// Adds a column.
    ///
    /// - Parameters:
    ///   - board: Where.
    ///   - title: What people read at its head.
    ///   - kind: monday's name of the type.
    ///   - id: The id the client chose; `nil` has one made.
    ///   - description: Its description, where there is one.
    ///   - defaults: The settings, as an object or as a JSON text of one; `null` for none.
    ///   - after: The id of the column it stands behind; `nil` for the right end.
    /// - Returns: The column.
    /// - Throws: ``GraphQLError`` for an id that is taken or malformed, and for types that are not simulated.
    func createColumn(
        on board: Board, title: String, kind: String, id: String?, description: String? = nil, defaults: JSONValue,
        after: String? = nil
    ) throws(GraphQLError) -> Column {
        guard let kind = ColumnKind(rawValue: kind), kind != .name else {
            throw .invalidArgument("Columns of type \(kind) are not simulated")
        }
        guard !SimpleText.trimmed(title).isEmpty else { throw .invalidArgument("Column title can't be blank") }
        if let id {
            guard Column.isValid(id: id) else {
                throw .invalidArgument("A column id has 1 to \(Column.idLength) characters, only a-z and _")
            }
            guard board.position(ofColumn: id) == nil else {
                throw .invalidArgument("The column id \(id) is taken on this board")
            }
        }
        lastColumnID += 1
        var column = Column(
            id: id ?? "\(kind.rawValue)_mk\(String(lastColumnID, radix: 36))", title: title, kind: kind,
            description: description)
        try ColumnSettings(defaults).apply(to: &column)
        if kind == .subtasks { column.settings = try makeSubitemBoard(of: board) }
        if let after, board.position(ofColumn: after) == nil { throw .invalidColumn(after) }
        board.add(column, after: after)
        return column
    }
}
