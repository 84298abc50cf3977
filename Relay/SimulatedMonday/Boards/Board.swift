/// What the token's user may do on a board.
package enum BoardAccess: String, Sendable {
    case edit
    case view
    /// The board is not there for the user.
    case none
}

/// One board with everything on it.
///
/// Not thread-safe: it lives behind the simulator's lock.
final class Board {
    /// The number in the board's address, `id` in GraphQL.
    let id: Int
    var name: String
    let kind: String
    var description: String?
    /// What the token's user may do here.
    var access = BoardAccess.edit
    /// The board whose subitems this one holds; `nil` for an ordinary board.
    let parent: Int?
    /// The board that holds the subitems of this one's items, once there is one.
    var subitemBoard: Int?
    var state = ItemState.active
    /// How many active items the board takes.
    var itemsLimit: Int
    private(set) var columns: [Column] = []
    /// All groups that ever were on the board; a group never moves to another position.
    private(set) var groups: [Group] = []
    /// The positions of columns and groups in the order people see them, deleted ones included.
    private(set) var columnOrder: [Int] = []
    private(set) var groupOrder: [Int] = []
    /// All items that ever were on the board, in the order they came; an item never moves to another position.
    private(set) var items: [Item] = []
    private(set) var activeCount = 0
    private var positionByItem: [Int: Int] = [:]
    private var columnByID: [String: Int] = [:]
    private(set) var search: SearchIndex

    /// Makes an empty board.
    ///
    /// - Parameters:
    ///   - id: The board's number.
    ///   - name: Its title.
    ///   - kind: `public`, `private` or `share`.
    ///   - description: Its description, where there is one.
    ///   - parent: The board whose subitems it holds; `nil` for an ordinary board.
    ///   - itemsLimit: How many active items it takes.
    ///   - searchLag: After how many milliseconds a search sees a write.
    init(
        id: Int, name: String, kind: String = "public", description: String? = nil, parent: Int? = nil, itemsLimit: Int,
        searchLag: SimulatorClock.Milliseconds
    ) {
        self.id = id
        self.name = name
        self.kind = kind
        self.description = description
        self.parent = parent
        self.itemsLimit = itemsLimit
        search = SearchIndex(lag: searchLag)
        add(Column(id: "name", title: "Name", kind: .name))
    }

    // MARK: Columns and groups

    /// Adds a column behind another one, or on the right.
    func add(_ column: Column, after id: String? = nil) {
        let place = id.flatMap { id in columnOrder.firstIndex { columns[$0].id == id && columns[$0].isActive } }
        columnOrder.insert(columns.count, at: place.map { $0 + 1 } ?? columnOrder.count)
        columnByID[column.id] = columns.count
        columns.append(column)
    }

    /// Replaces a column with a changed form of itself.
    func update(_ column: Column, at position: Int) {
        columns[position] = column
        if column.isActive {
            columnByID[column.id] = position
        } else if columnByID[column.id] == position {
            columnByID[column.id] = nil
        }
    }

    /// The position of a column that is in use.
    func position(ofColumn id: String) -> Int? { columnByID[id] }

    /// The position of a group that is in use.
    func position(ofGroup id: String) -> Int? { groups.firstIndex { $0.id == id && $0.state == .active } }

    /// The columns in use, as people see them from left to right.
    var activeColumns: [Int] { columnOrder.filter { columns[$0].isActive } }

    /// The groups in use, from top to bottom.
    var activeGroups: [Int] { groupOrder.filter { groups[$0].state == .active } }

    /// Adds a group before or behind another one, or at the end; returns its position.
    @discardableResult
    func add(_ group: Group, near neighbour: (id: String, isBefore: Bool)? = nil) -> Int {
        groups.append(group)
        groupOrder.append(groups.count - 1)
        if let neighbour { move(group: groups.count - 1, near: neighbour.id, isBefore: neighbour.isBefore) }
        return groups.count - 1
    }

    /// Replaces a group with a changed form of itself.
    func update(_ group: Group, at position: Int) {
        groups[position] = group
    }

    /// Moves a group before or behind another one, which must be there.
    func move(group position: Int, near id: String, isBefore: Bool) {
        guard let neighbour = self.position(ofGroup: id), neighbour != position else { return }
        groupOrder.removeAll { $0 == position }
        let place = groupOrder.firstIndex(of: neighbour) ?? groupOrder.count
        groupOrder.insert(position, at: isBefore ? place : place + 1)
    }

    // MARK: Items

    /// The position of an item.
    func position(ofItem id: Int) -> Int? { positionByItem[id] }

    /// Adds an item.
    ///
    /// - Parameters:
    ///   - item: The item, active.
    ///   - now: The time of the write, from which a search lags.
    /// - Returns: Its position.
    @discardableResult
    func add(_ item: Item, now: SimulatorClock.Milliseconds) -> Int {
        let position = items.count
        items.append(item)
        positionByItem[item.id] = position
        activeCount += 1
        search.record(position: position, old: nil, new: item, columns: columns, now: now)
        return position
    }

    /// Replaces an item with a changed form of itself.
    ///
    /// - Parameters:
    ///   - item: The new form.
    ///   - position: Where the item is.
    ///   - now: The time of the write, from which a search lags.
    func update(_ item: Item, at position: Int, now: SimulatorClock.Milliseconds) {
        let old = items[position]
        activeCount += (item.isActive ? 1 : 0) - (old.isActive ? 1 : 0)
        items[position] = item
        search.record(position: position, old: old, new: item, columns: columns, now: now)
    }

    /// Takes an item off the board that goes to another one.
    ///
    /// - Parameters:
    ///   - position: Where the item is.
    ///   - now: The time of the write, from which a search lags.
    func release(at position: Int, now: SimulatorClock.Milliseconds) {
        var item = items[position]
        item.hasLeft = true
        update(item, at: position, now: now)
    }

    /// Keeps searches from seeing what is written from now on before a point in time.
    func holdSearches(until time: SimulatorClock.Milliseconds) {
        search.hold(until: time)
    }

    /// Runs a search against the index, which is brought up to date first.
    func search<Result>(
        now: SimulatorClock.Milliseconds, _ body: (inout SearchIndex) throws -> Result
    ) rethrows -> Result {
        search.catchUp(columns: columns, now: now)
        return try body(&search)
    }

    /// The positions of all active items.
    var activePositions: [Int] { items.indices.filter { items[$0].isActive } }
}
