import BusinessObjects

/// The rows of one table, kept in the order of every index.
///
/// A row is its values in the order of the layout's columns. Each index is an array of row numbers sorted by key, so
/// that a page begins with a binary search; putting one row in moves four bytes per row and index behind it, and a
/// whole table is loaded with one sort per index.
struct Table: Sendable {
    /// Two rows of one load that have the same primary key.
    struct DuplicateKey: Error {
        /// The places of both rows in what was loaded.
        let first: Int
        let second: Int
    }

    let layout: TableLayout
    private var rows: [[String]]
    /// Places of rows that were removed, to be used again.
    private var vacant: [Int32] = []
    /// Per index, the places of the rows in its order.
    private var orders: [[Int32]]
    private let keys: [KeyOrder]

    /// Makes an empty table.
    init(_ layout: TableLayout) {
        self.layout = layout
        rows = []
        orders = layout.indexes.map { _ in [] }
        keys = layout.indexes.map { KeyOrder($0, in: layout.layout) }
    }

    /// Loads rows, in any order.
    ///
    /// - Parameters:
    ///   - layout: the table's layout.
    ///   - rows: the rows, each with a value for every column.
    /// - Throws: ``DuplicateKey`` for the first two rows with one primary key.
    init(_ layout: TableLayout, rows: [[String]]) throws(DuplicateKey) {
        self.init(layout)
        self.rows = rows
        for index in keys.indices {
            let key = keys[index]
            var order = rows.indices.map { Int32($0) }
            let isSorted = !zip(rows, rows.dropFirst()).contains { !key.precedes($0, $1) }
            if !isSorted {
                order.sort { left, right in
                    key.precedes(rows[Int(left)], rows[Int(right)])
                }
            }
            orders[index] = order
        }
        for (left, right) in zip(orders[0], orders[0].dropFirst())
        where !keys[0].precedes(rows[Int(left)], rows[Int(right)]) {
            throw DuplicateKey(first: Int(min(left, right)), second: Int(max(left, right)))
        }
    }

    /// How many rows there are.
    var count: Int { orders[0].count }

    /// Every row, in the order of the primary key.
    var all: some Sequence<[String]> {
        orders[0].lazy.map { rows[Int($0)] }
    }

    /// The row with this primary key, whose fields must be given in full.
    func row(key: [String]) -> [String]? {
        place(of: key).map { rows[Int(orders[0][$0])] }
    }

    /// The rows whose key in an index begins with these values, in its order.
    func rows(index: Int = 0, under key: [String]) -> [[String]] {
        let prefix = keys[index].normalized(key)
        return orders[index][lowerBound(index, prefix)..<upperBound(index, prefix)].map { rows[Int($0)] }
    }

    /// Puts a row in; `false`, and nothing is done, when its primary key is there already.
    mutating func insert(_ row: [String]) -> Bool {
        guard place(of: keys[0].values(of: row)) == nil else { return false }
        let place: Int32
        if let vacancy = vacant.popLast() {
            place = vacancy
            rows[Int(place)] = row
        } else {
            place = Int32(rows.count)
            rows.append(row)
        }
        for index in keys.indices {
            orders[index].insert(place, at: lowerBound(index, keys[index].values(of: row)))
        }
        return true
    }

    /// Puts a row in the place of the one with the same primary key; `false`, and nothing is done, when there is none.
    mutating func replace(_ row: [String]) -> Bool {
        guard let primary = place(of: keys[0].values(of: row)) else { return false }
        let place = orders[0][primary]
        let old = rows[Int(place)]
        for index in keys.indices.dropFirst() where keys[index].precedes(old, row) || keys[index].precedes(row, old) {
            orders[index].remove(at: lowerBound(index, keys[index].values(of: old)))
        }
        let moved = keys.indices.dropFirst().filter { orders[$0].count < orders[0].count }
        rows[Int(place)] = row
        for index in moved {
            orders[index].insert(place, at: lowerBound(index, keys[index].values(of: row)))
        }
        return true
    }

    /// Takes the row with this primary key out.
    ///
    /// - Parameter key: the primary key in full.
    /// - Returns: the row, or `nil` when there is none.
    @discardableResult
    mutating func remove(key: [String]) -> [String]? {
        guard let row = row(key: key) else { return nil }
        for index in keys.indices {
            let place = orders[index].remove(at: lowerBound(index, keys[index].values(of: row)))
            if index == 0 { vacant.append(place) }
        }
        if let place = vacant.last { rows[Int(place)] = [] }
        return row
    }

    /// Reads a page.
    ///
    /// - Parameters:
    ///   - request: which rows, in what order, and how many; a limit outside 1 to 10,000 is brought into it.
    ///   - hidden: the primary keys of rows that are passed over.
    /// - Returns: the rows and where to go on.
    /// - Throws: ``BusinessObjectError`` with the code `unknownColumn`.
    func page(_ request: PageRequest, without hidden: Set<[String]> = []) throws(BusinessObjectError) -> Page {
        guard let index = layout.index(named: request.index) else {
            throw BusinessObjectError(.unknownColumn, "\(layout.name) has no index \(request.index).")
        }
        let filter = try request.filter.map { filter throws(BusinessObjectError) in
            try RowFilter(filter, in: layout)
        }
        let begin = max(
            request.after.map { upperBound(index, keys[index].normalized($0)) } ?? 0,
            request.from.map { lowerBound(index, keys[index].normalized($0)) } ?? 0)
        let end = request.through.map { upperBound(index, keys[index].normalized($0)) } ?? orders[index].count
        let limit = min(max(request.limit, 1), 10_000)
        var page = Page(records: [], next: nil)
        var position = begin
        while position < end, page.records.count < limit {
            let row = rows[Int(orders[index][position])]
            position += 1
            guard filter?.passes(row) ?? true else { continue }
            guard hidden.isEmpty || !hidden.contains(keys[0].values(of: row)) else { continue }
            page.records.append(BusinessRecord(layout: layout.layout, values: row))
        }
        if position < end, let last = page.records.last {
            page.next = keys[index].values(of: last.values)
        }
        return page
    }

    private func place(of key: [String]) -> Int? {
        let position = lowerBound(0, key)
        guard position < count, key.count == keys[0].columns.count,
            keys[0].compare(rows[Int(orders[0][position])], key) == 0
        else { return nil }
        return position
    }

    /// The first place whose key is at or behind this one, which may be a leading part.
    private func lowerBound(_ index: Int, _ key: [String]) -> Int {
        partition(index) {
            $0 < 0
        } by: {
            keys[index].compare($0, key)
        }
    }

    /// The first place whose key is behind this one and all keys below it.
    private func upperBound(_ index: Int, _ key: [String]) -> Int {
        partition(index) {
            $0 <= 0
        } by: {
            keys[index].compare($0, key)
        }
    }

    private func partition(_ index: Int, isBefore: (Int) -> Bool, by compare: ([String]) -> Int) -> Int {
        var (low, high) = (0, orders[index].count)
        while low < high {
            let middle = (low + high) / 2
            if isBefore(compare(rows[Int(orders[index][middle])])) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }
}
