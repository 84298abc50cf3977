/// A simulated monday account: its boards, and every rule for writing to them.
///
/// Not thread-safe: it lives behind the simulator's lock, so that one request runs after another.
final class Account {
    /// How many characters the name of an item takes.
    static let itemNameLimit = 255
    /// How many bytes of column values one item takes.
    static let itemSizeLimit = 65_536

    let configuration: SimulatorConfiguration
    private(set) var boards: [Int: Board] = [:]
    /// The numbers of the boards, oldest first.
    private(set) var boardOrder: [Int] = []
    private var boardByItem: [Int: Int] = [:]
    var cursors = CursorStore()
    var imports = ImportBook()
    var random: SplitMix64
    /// Asks whether a fault refuses the column values of an item with this name.
    var refusesColumns: (String) -> Bool = { _ in false }
    /// The time of the request in hand.
    var now: SimulatorClock.Milliseconds = 0
    private var lastItemID = 7_000_000_000
    private var lastBoardID = 9_000_000_000
    private var lastColumnID = 0
    private var searchesHeldUntil = SimulatorClock.Milliseconds.min

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
        guard let number = Int(id), let board = boards[number], board.state == .active else { throw .invalidBoard(id) }
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
        return found
    }

    // MARK: Boards, groups, columns

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
        board.groups.append(Group(id: "topics", title: "Group Title", color: "#579bfc"))
        guard !isEmpty else { return board }
        _ = try createColumn(on: board, title: "Status", kind: "status", id: "status", defaults: .null)
        _ = try createColumn(on: board, title: "Date", kind: "date", id: "date", defaults: .null)
        for number in 1...3 {
            add(Item(id: 0, name: "Item \(number)", group: 0, createdAt: now, updatedAt: now), to: board)
        }
        return board
    }

    /// Adds a group at the end.
    func createGroup(on board: Board, title: String, color: String?) throws(GraphQLError) -> Int {
        guard !SimpleText.trimmed(title).isEmpty else { throw .invalidArgument("Group name can't be blank") }
        lastColumnID += 1
        board.groups.append(
            Group(id: "group_\(String(lastColumnID, radix: 36))", title: title, color: color ?? "#579bfc"))
        return board.groups.count - 1
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
    /// - Returns: The column.
    /// - Throws: ``GraphQLError`` for an id that is taken or malformed, and for types that are not simulated.
    func createColumn(
        on board: Board, title: String, kind: String, id: String?, description: String? = nil, defaults: JSONValue
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
        board.add(column)
        return column
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
        let groupPosition = group.map { board.position(ofGroup: $0) } ?? 0
        guard let groupPosition else { throw .notFound("Group", group ?? "") }
        var item = Item(id: 0, name: name, group: groupPosition, createdAt: now, updatedAt: now)
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
        var item = board.items[position]
        item.state = state
        item.updatedAt = now
        board.update(item, at: position, now: now)
        return (board, position)
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
            item.setCell(position, try reader.read(member.value))
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
