/// A simulated monday account: its boards, and every rule for writing to them.
///
/// Not thread-safe: it lives behind the simulator's lock, so that one request runs after another.
final class Account {
    /// How many characters the name of an item takes.
    static let itemNameLimit = 255
    /// How many bytes of column values one item takes.
    static let itemSizeLimit = 65_536

    let configuration: SimulatorConfiguration
    var boards: [Int: Board] = [:]
    /// The numbers of the boards, oldest first.
    var boardOrder: [Int] = []
    private var boardByItem: [Int: Int] = [:]
    var cursors = CursorStore()
    var imports = ImportBook()
    /// The jobs that archive or delete many items, by their numbers.
    var asyncJobs: [String: AsyncJob] = [:]
    /// The ids of subitems by that of their item, in the order they came.
    var subitemIDs: [Int: [Int]] = [:]
    var random: SplitMix64
    /// Asks whether a fault refuses the column values of an item with this name.
    var refusesColumns: (String) -> Bool = { _ in false }
    /// The time of the request in hand.
    var now: SimulatorClock.Milliseconds = 0
    private var lastItemID = 7_000_000_000
    var lastBoardID = 9_000_000_000
    var lastColumnID = 0
    private(set) var searchesHeldUntil = SimulatorClock.Milliseconds.min

    /// Makes an account without boards.
    init(_ configuration: SimulatorConfiguration) {
        self.configuration = configuration
        random = SplitMix64(seed: configuration.seed)
    }

    /// All boards, oldest first.
    var allBoards: [Board] { boardOrder.compactMap { boards[$0] } }

    // MARK: Finding

    /// A board that can be written to.
    ///
    /// - Parameter id: The id as the client gave it.
    /// - Returns: The board.
    /// - Throws: ``GraphQLError`` for a board that is unknown, archived or deleted.
    func activeBoard(_ id: String) throws(GraphQLError) -> Board {
        guard let number = Int(id), let board = boards[number], board.state == .active, board.access != .none
        else { throw .invalidBoard(id) }
        return board
    }

    /// A board that the token's user may write to.
    ///
    /// - Parameter id: The id as the client gave it.
    /// - Returns: The board.
    /// - Throws: ``GraphQLError`` for a board that is not there, and for one that the user may only read.
    func writableBoard(_ id: String) throws(GraphQLError) -> Board {
        let board = try activeBoard(id)
        guard board.access == .edit else { throw .notAllowed("User unauthorized to perform action") }
        return board
    }

    /// An item in any state; `nil` for an unknown id.
    func item(_ id: String) -> (board: Board, position: Int)? {
        guard let number = Int(id), let board = boardByItem[number].flatMap({ boards[$0] }),
            let position = board.position(ofItem: number)
        else { return nil }
        return (board, position)
    }

    /// An item that can be written to.
    ///
    /// - Parameters:
    ///   - id: The id as the client gave it.
    ///   - boardID: The board the client says the item is on; `nil` where it does not say.
    /// - Returns: Where the item is.
    /// - Throws: ``GraphQLError`` for an item that is unknown, archived, deleted or on another board.
    func activeItem(_ id: String?, on boardID: String? = nil) throws(GraphQLError) -> (
        board: Board, position: Int
    ) {
        guard let id else { throw .invalidArgument("item_id is missing") }
        if let boardID { _ = try activeBoard(boardID) }
        guard let found = item(id), found.board.state == .active,
            found.board.items[found.position].state == .active,
            boardID == nil || boardID == String(found.board.id)
        else { throw .notFound("Item", id) }
        _ = try writableBoard(String(found.board.id))
        return found
    }

    // MARK: Items

    /// Makes an item.
    ///
    /// - Parameters:
    ///   - board: Where.
    ///   - name: 1 to 255 characters.
    ///   - group: The group's id; `nil` for the first.
    ///   - values: The JSON text of `column_values`; `null` for none.
    ///   - createsLabels: Whether unknown labels are made.
    /// - Returns: The item's position, and the error that monday may give beside an item without the bad column.
    /// - Throws: ``GraphQLError`` where nothing was made.
    func createItem(
        on board: Board, name: String, group: String?, values: JSONValue, createsLabels: Bool
    ) throws(GraphQLError) -> (position: Int, error: GraphQLError?) {
        try check(name: name)
        guard board.activeCount < board.itemsLimit else { throw .itemsLimit(board) }
        guard board.parent == nil else {
            throw .invalidArgument("Items of a board of subitems are made by create_subitem")
        }
        let groupPosition = group.map { board.position(ofGroup: $0) } ?? board.activeGroups.first ?? 0
        guard let groupPosition else { throw .notFound("Group", group ?? "") }
        let blank = Item(id: 0, name: name, group: groupPosition, createdAt: now, updatedAt: now)
        return try fill(blank, on: board, values: values, createsLabels: createsLabels)
    }

    /// Writes the first values of a new item and puts it on its board.
    ///
    /// - Parameters:
    ///   - blank: The item without values.
    ///   - board: Where.
    ///   - values: The JSON text of `column_values`; `null` for none.
    ///   - createsLabels: Whether unknown labels are made.
    /// - Returns: The item's position, and the error that monday may give beside an item without the bad column.
    /// - Throws: ``GraphQLError`` where nothing was made.
    func fill(
        _ blank: Item, on board: Board, values: JSONValue, createsLabels: Bool
    ) throws(GraphQLError) -> (position: Int, error: GraphQLError?) {
        var item = blank
        var failure: GraphQLError?
        do {
            item = try write(values, into: item, on: board, createsLabels: createsLabels, mayRename: false)
        } catch {
            guard configuration.createsDespiteBadColumn else { throw error }
            failure = error
        }
        return (add(item, to: board), failure)
    }

    /// Changes the name or column values of an item.
    ///
    /// - Parameters:
    ///   - id: The item's id.
    ///   - boardID: The board the client says the item is on.
    ///   - values: The JSON text of `column_values`.
    ///   - createsLabels: Whether unknown labels are made.
    /// - Returns: Where the item is.
    /// - Throws: ``GraphQLError`` where nothing was changed.
    func changeItem(
        _ id: String?, on boardID: String, values: JSONValue, createsLabels: Bool
    ) throws(GraphQLError) -> (board: Board, position: Int) {
        let (board, position) = try activeItem(id, on: boardID)
        var item = try write(
            values, into: board.items[position], on: board, createsLabels: createsLabels, mayRename: true)
        item.updatedAt = now
        board.update(item, at: position, now: now)
        return (board, position)
    }

    /// Sets the state of an active item; throws ``GraphQLError`` for one that is unknown or not active.
    func setState(_ state: ItemState, of id: String?) throws(GraphQLError) -> (board: Board, position: Int) {
        let (board, position) = try activeItem(id)
        set(state, at: position, on: board)
        return (board, position)
    }

    /// Sets the state of an item and of its subitems.
    func set(_ state: ItemState, at position: Int, on board: Board) {
        var item = board.items[position]
        item.state = state
        item.updatedAt = now
        board.update(item, at: position, now: now)
        for id in subitemIDs[item.id] ?? [] {
            guard let subitem = self.item(String(id)), subitem.board.items[subitem.position].isActive else { continue }
            set(state, at: subitem.position, on: subitem.board)
        }
    }

    /// Moves an item to another group; throws ``GraphQLError`` for an unknown item or group.
    func move(_ id: String?, toGroup group: String) throws(GraphQLError) -> (board: Board, position: Int) {
        let (board, position) = try activeItem(id)
        guard let groupPosition = board.position(ofGroup: group) else { throw .notFound("Group", group) }
        var item = board.items[position]
        item.group = groupPosition
        item.updatedAt = now
        board.update(item, at: position, now: now)
        return (board, position)
    }

    /// Adds a new item under a number of its own; returns its position.
    @discardableResult
    func add(_ item: Item, to board: Board) -> Int {
        lastItemID += 1
        var numbered = Item(
            id: lastItemID, name: item.name, group: item.group, createdAt: item.createdAt, updatedAt: item.updatedAt)
        numbered.cells = item.cells
        numbered.parent = item.parent
        return place(numbered, on: board)
    }

    /// Puts an item that has its number on a board; returns its position.
    func place(_ item: Item, on board: Board) -> Int {
        boardByItem[item.id] = board.id
        return board.add(item, now: now)
    }

    /// Keeps searches from seeing what is written from now on.
    ///
    /// - Parameters:
    ///   - time: When they see it.
    ///   - board: The board's id; `nil` for all boards, also those that are made meanwhile.
    func holdSearches(until time: SimulatorClock.Milliseconds, board: String?) {
        if board == nil { searchesHeldUntil = max(searchesHeldUntil, time) }
        for held in allBoards where board == nil || board == String(held.id) { held.holdSearches(until: time) }
    }

    /// Checks the name of an item; throws ``GraphQLError`` for one that is blank or too long.
    func check(name: String) throws(GraphQLError) {
        guard !SimpleText.trimmed(name).isEmpty else { throw .itemName("") }
        guard name.count <= Self.itemNameLimit else { throw .itemName(name) }
    }

    /// Adds up the values of an item; throws ``GraphQLError`` for more than it takes.
    func check(sizeOf item: Item) throws(GraphQLError) {
        let size = item.cells.reduce(0) { $0 + ($1?.size ?? 0) }
        guard size <= Self.itemSizeLimit else {
            throw .invalidArgument("The column values of an item take at most \(Self.itemSizeLimit) bytes, not \(size)")
        }
    }

    /// Applies `column_values` to a copy of an item; labels are made only when everything fits.
    private func write(
        _ values: JSONValue, into item: Item, on board: Board, createsLabels: Bool, mayRename: Bool
    ) throws(GraphQLError) -> Item {
        var item = item
        var written: [Int: Column] = [:]
        for member in try members(of: values) {
            if mayRename, member.name == "name" {
                guard let name = member.value.text else { throw .invalidArgument("name must be a text") }
                try check(name: name)
                item.name = name
                continue
            }
            guard let position = board.position(ofColumn: member.name), board.columns[position].kind != .name else {
                throw .invalidColumn(member.name)
            }
            var reader = CellReader(written[position] ?? board.columns[position], createsLabels: createsLabels)
            let cell = try reader.read(member.value)
            if case .relation(let ids) = cell {
                guard mayRename else {
                    throw .columnValue(
                        "linked items are set by change_multiple_column_values only", reader.column, member.value)
                }
                try check(relation: ids, in: reader.column)
            }
            item.setCell(position, cell)
            written[position] = reader.column
        }
        if refusesColumns(item.name) {
            throw .columnValue("invalid value - injected fault", board.columns[0], .string(item.name))
        }
        try check(sizeOf: item)
        for (position, column) in written where column.revision != board.columns[position].revision {
            board.update(column, at: position)
        }
        return item
    }

    /// monday's JSON scalar is a JSON text inside a string.
    private func members(of values: JSONValue) throws(GraphQLError) -> [JSONMember] {
        guard !values.isNull else { return [] }
        guard let text = values.text else {
            throw .invalidArgument("column_values must be a JSON text inside a string")
        }
        guard let members = (try? JSONParser.parse(text))?.members else {
            throw .invalidArgument("column_values is not the JSON text of an object")
        }
        return members
    }
}
