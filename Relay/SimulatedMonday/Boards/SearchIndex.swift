/// Finds items by what a column holds, through hash tables of folded text.
///
/// A column gets its table with the first search of it. With a lag, writes reach the tables only when they are that
/// old, as in a search service that follows the database.
struct SearchIndex {
    /// A write that searches do not see yet.
    private struct Pending {
        let visibleAt: SimulatorClock.Milliseconds
        let position: Int
        let old: Item?
        let new: Item
    }

    private let lag: SimulatorClock.Milliseconds
    /// Before this time nothing is seen that was written since the hold began.
    private var heldUntil = SimulatorClock.Milliseconds.min
    private var pending: [Pending] = []
    /// Positions of items by column and folded text; an empty cell has the key "".
    private var tables: [Int: [String: Set<Int>]] = [:]

    /// Takes after how many milliseconds a search sees a write.
    init(lag: SimulatorClock.Milliseconds) {
        self.lag = lag
    }

    /// Trims white space and folds case: how monday compares.
    static func fold(_ text: String) -> String {
        SimpleText.trimmed(text).lowercased()
    }

    /// The key under which a cell is found.
    static func key(_ cell: Cell?, in column: Column) -> String {
        switch cell {
        case nil: ""
        case .number(let digits): DecimalForm.canonical(digits)
        case .date(let date, _): date
        case .timeline(let from, let to): "\(from)/\(to)"
        case .checked: "true"
        case .link(let url, let text): fold(text.isEmpty ? url : text)
        case .some(let cell): fold(cell.text(in: column))
        }
    }

    /// Takes note of a write.
    mutating func record(
        position: Int, old: Item?, new: Item, columns: [Column], now: SimulatorClock.Milliseconds
    ) {
        let write = Pending(visibleAt: max(now + lag, heldUntil), position: position, old: old, new: new)
        pending.append(write)
        catchUp(columns: columns, now: now)
    }

    /// Has searches see what is written from now on at a point in time and not before.
    mutating func hold(until time: SimulatorClock.Milliseconds) {
        heldUntil = max(heldUntil, time)
    }

    /// Applies the writes that are old enough.
    mutating func catchUp(columns: [Column], now: SimulatorClock.Milliseconds) {
        let due = pending.prefix { $0.visibleAt <= now }
        for write in due { apply(write, columns: columns) }
        pending.removeFirst(due.count)
    }

    private mutating func apply(_ write: Pending, columns: [Column]) {
        for column in Array(tables.keys) {
            let oldKey = write.old.map { Self.key($0.cell(column), in: columns[column]) }
            let newKey = Self.key(write.new.cell(column), in: columns[column])
            guard oldKey != newKey else { continue }
            if let oldKey { tables[column]?[oldKey]?.remove(write.position) }
            tables[column]?[newKey, default: []].insert(write.position)
        }
    }

    /// The items whose cell has this key, in no order.
    ///
    /// - Parameters:
    ///   - key: A key as ``key(_:in:)`` makes it.
    ///   - column: The position of the column.
    ///   - board: The board the index belongs to.
    /// - Returns: Positions of items, of inactive ones too.
    mutating func positions(_ key: String, column: Int, of board: Board) -> Set<Int> {
        table(column, of: board)[key] ?? []
    }

    /// The items whose key fulfils a condition; looks at every distinct key.
    mutating func positions(column: Int, of board: Board, where isMatch: (String) -> Bool) -> Set<Int> {
        table(column, of: board).reduce(into: []) { found, entry in
            if isMatch(entry.key) { found.formUnion(entry.value) }
        }
    }

    private mutating func table(_ column: Int, of board: Board) -> [String: Set<Int>] {
        if let table = tables[column] { return table }
        var seen: [Item?] = board.items
        for write in pending.reversed() { seen[write.position] = write.old }
        var table: [String: Set<Int>] = [:]
        for (position, item) in seen.enumerated() {
            guard let item else { continue }
            table[Self.key(item.cell(column), in: board.columns[column]), default: []].insert(position)
        }
        tables[column] = table
        return table
    }
}

/// Brings a decimal to one form, so that 42, 42.0 and 042 are the same number in a search.
enum DecimalForm {
    /// Whether a text is a decimal number without exponent: an optional sign, digits, and optionally a point and digits.
    static func isDecimal(_ text: String) -> Bool {
        let parts = text.drop { $0 == "-" }.split(separator: ".", omittingEmptySubsequences: false)
        return (text.firstIndex { $0 != "-" }.map { text.distance(from: text.startIndex, to: $0) <= 1 } ?? false)
            && 1...2 ~= parts.count && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { 0x30...0x39 ~= $0 } }
    }

    /// The number without leading and trailing zeros.
    static func canonical(_ text: String) -> String {
        let isNegative = text.hasPrefix("-")
        let parts = text.drop { $0 == "-" }.split(separator: ".", omittingEmptySubsequences: false)
        let whole = String((parts.first ?? "").drop { $0 == "0" })
        var fraction = parts.count > 1 ? String(parts[1]) : ""
        while fraction.hasSuffix("0") { fraction.removeLast() }
        let digits = (whole.isEmpty ? "0" : whole) + (fraction.isEmpty ? "" : "." + fraction)
        return isNegative && digits != "0" ? "-" + digits : digits
    }
}
