/// Subitems, which live on a board of their own beside that of their items.
extension Account {
    /// The items below an item, without those that are archived or deleted.
    func subitems(of id: Int) -> [Node] {
        (subitemIDs[id] ?? []).compactMap { self.item(String($0)) }
            .filter { $0.board.items[$0.position].isActive }.map { .item($0.board, $0.position) }
    }

    /// Makes the board for the subitems of a board.
    ///
    /// - Parameter board: The board of their items.
    /// - Returns: The settings of the column of type `subtasks`.
    /// - Throws: ``GraphQLError`` where there is one, and for a board that holds subitems itself.
    func makeSubitemBoard(of board: Board) throws(GraphQLError) -> JSONValue {
        guard board.parent == nil, board.subitemBoard == nil else {
            throw .invalidArgument("A board has one column of subitems, and subitems have none")
        }
        lastBoardID += 1
        let made = Board(
            id: lastBoardID, name: "Subitems of \(board.name)", kind: board.kind, parent: board.id,
            itemsLimit: configuration.itemsLimit, searchLag: configuration.searchLag)
        made.holdSearches(until: searchesHeldUntil)
        made.add(Group(id: "topics", title: "Subitems", color: "#579bfc"))
        boards[made.id] = made
        boardOrder.append(made.id)
        board.subitemBoard = made.id
        return ["boardIds": [.integer(made.id)]]
    }

    /// Makes an item below another one.
    ///
    /// That a board without a column of subitems refuses it is what users saw; monday's documentation does not say.
    /// With ``SimulatorConfiguration/makesSubitemBoards`` the column is made on the way.
    ///
    /// - Parameters:
    ///   - parent: The id of the item above.
    ///   - name: 1 to 255 characters.
    ///   - values: The JSON text of `column_values`, with columns of the board of subitems; `null` for none.
    ///   - createsLabels: Whether unknown labels are made.
    /// - Returns: Where the subitem is, and the error that monday may give beside it.
    /// - Throws: ``GraphQLError`` where nothing was made.
    func createSubitem(
        of parent: String, name: String, values: JSONValue, createsLabels: Bool
    ) throws(GraphQLError) -> (board: Board, position: Int, error: GraphQLError?) {
        let (board, position) = try activeItem(parent)
        guard board.parent == nil else { throw .invalidArgument("A subitem has no subitems") }
        try check(name: name)
        if board.subitemBoard == nil, configuration.makesSubitemBoards {
            _ = try createColumn(on: board, title: "Subitems", kind: "subtasks", id: "subitems", defaults: .null)
        }
        guard let target = board.subitemBoard.flatMap({ boards[$0] }) else {
            throw .invalidArgument("The board \(board.id) has no column of subitems")
        }
        guard target.activeCount < target.itemsLimit else { throw .itemsLimit(target) }
        let above = board.items[position].id
        var blank = Item(id: 0, name: name, group: 0, createdAt: now, updatedAt: now)
        blank.parent = above
        let made = try fill(blank, on: target, values: values, createsLabels: createsLabels)
        subitemIDs[above, default: []].append(target.items[made.position].id)
        return (target, made.position, made.error)
    }
}
