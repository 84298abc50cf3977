/// One board with everything on it.
///
/// Not thread-safe: it lives behind the simulator's lock.
final class Board {
    /// The number in the board's address, `id` in GraphQL.
    let id: Int
    let name: String
    let kind: String
    let description: String?
    var state = ItemState.active
    /// How many active items the board takes.
    var itemsLimit: Int
    private(set) var columns: [Column] = []
    var groups: [Group] = []
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
    ///   - itemsLimit: How many active items it takes.
    ///   - searchLag: After how many milliseconds a search sees a write.
    init(
        id: Int, name: String, kind: String = "public", description: String? = nil, itemsLimit: Int,
        searchLag: SimulatorClock.Milliseconds
    ) {
        self.id = id
        self.name = name
        self.kind = kind
        self.description = description
        self.itemsLimit = itemsLimit
        search = SearchIndex(lag: searchLag)
        add(Column(id: "name", title: "Name", kind: .name))
    }

    // MARK: Columns and groups

    /// Adds a column on the right.
    func add(_ column: Column) {
        columnByID[column.id] = columns.count
        columns.append(column)
    }

    /// Replaces a column with a changed form of itself.
    func update(_ column: Column, at position: Int) {
        columns[position] = column
    }

    /// The position of a column.
    func position(ofColumn id: String) -> Int? { columnByID[id] }

    /// The position of a group.
    func position(ofGroup id: String) -> Int? { groups.firstIndex { $0.id == id } }

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
