import Foundation

/// Finds the active items of a board by what its columns hold.
struct ItemSearch {
    /// How many ids `query_params` takes.
    static let idLimit = 100

    let board: Board
    /// How many values one column of a search takes.
    let valuesPerColumn: Int
    let now: SimulatorClock.Milliseconds

    /// The search of `items_page_by_column_values`: all columns must match, each by any of its values.
    ///
    /// - Parameter columns: Objects with `column_id` and `column_values`.
    /// - Returns: Positions of active items, ascending.
    /// - Throws: ``GraphQLError`` for columns that are unknown or cannot be searched, and for too many values.
    func byColumnValues(_ columns: [JSONValue]) throws(GraphQLError) -> [Int] {
        var found: Set<Int>?
        for condition in columns {
            let id = condition["column_id"]?.text ?? ""
            let position = try searchable(id)
            let values = (condition["column_values"]?.elements ?? []).map { $0.text ?? "" }
            let column = board.columns[position]
            if column.kind.takesOneSearchValue, values.count > 1 {
                throw .invalidArgument("The column \(id) of type \(column.kind.rawValue) takes one value")
            }
            try checkCount(values.count, id)
            // Of several values for a checkbox only the last counts.
            let counted = column.kind == .checkbox ? values.suffix(1) : values[...]
            let matches = self.matches(counted.map { self.key($0, in: column) }, position)
            found = found?.intersection(matches) ?? matches
        }
        return active(found ?? [])
    }

    /// The search of `items_page` with `query_params`.
    ///
    /// - Parameter query: The coerced `ItemsQuery`.
    /// - Returns: Positions of active items, ascending or as `order_by` says.
    /// - Throws: ``GraphQLError`` as ``byColumnValues(_:)`` does, and for operators that are not simulated.
    func matching(_ query: JSONValue) throws(GraphQLError) -> [Int] {
        var positions: [Int]
        if let ids = query["ids"]?.elements {
            guard ids.count <= Self.idLimit else {
                throw .invalidArgument("ids takes at most \(Self.idLimit) values")
            }
            positions = active(Set(ids.compactMap { Int($0.text ?? "").flatMap { board.position(ofItem: $0) } }))
            if let rules = try group(query, depth: 0) { positions = positions.filter { rules.contains($0) } }
        } else {
            positions = try group(query, depth: 0).map { active($0) } ?? board.activePositions
        }
        for order in (query["order_by"]?.elements ?? []).reversed() {
            positions = try sorted(positions, by: order["column_id"]?.text ?? "", order["direction"]?.text == "desc")
        }
        return positions
    }

    private func active(_ positions: Set<Int>) -> [Int] {
        positions.filter { board.items[$0].isActive }.sorted()
    }

    private func checkCount(_ count: Int, _ id: String) throws(GraphQLError) {
        guard count <= valuesPerColumn else {
            throw .invalidArgument("The column \(id) takes at most \(valuesPerColumn) values, \(count) were given")
        }
    }

    private func searchable(_ id: String) throws(GraphQLError) -> Int {
        guard let position = board.position(ofColumn: id) else { throw .invalidColumn(id) }
        guard board.columns[position].kind.isSearchable else {
            throw .invalidArgument(
                "The column \(id) of type \(board.columns[position].kind.rawValue) is not supported for this query")
        }
        return position
    }

    private func key(_ value: String, in column: Column) -> String {
        let folded = SearchIndex.fold(value)
        switch column.kind {
        case .numbers: return DecimalForm.isDecimal(folded) ? DecimalForm.canonical(folded) : folded
        case .checkbox: return ["true", "v", "checked"].contains(folded) ? "true" : folded == "false" ? "" : folded
        case .timeline: return folded.replacing(" - ", with: "/")
        default: return folded
        }
    }

    private func matches(_ keys: [String], _ column: Int) -> Set<Int> {
        board.search(now: now) { index in
            keys.reduce(into: []) { found, key in
                // A dropdown is found by any of its labels, and by part of one.
                found.formUnion(
                    board.columns[column].kind == .dropdown && !key.isEmpty
                        ? index.positions(column: column, of: board) { $0.contains(key) }
                        : index.positions(key, column: column, of: board))
            }
        }
    }

    // MARK: Rules

    /// The items that fulfil rules and groups of rules; `nil` where there are none.
    private func group(_ query: JSONValue, depth: Int) throws(GraphQLError) -> Set<Int>? {
        let isOr = query["operator"]?.text == "or"
        var found: Set<Int>?
        for rule in query["rules"]?.elements ?? [] {
            found = combine(found, try self.rule(rule), isOr)
        }
        for inner in query["groups"]?.elements ?? [] {
            guard let matches = try group(inner, depth: depth + 1) else { continue }
            found = combine(found, matches, isOr)
        }
        return found
    }

    private func combine(_ found: Set<Int>?, _ matches: Set<Int>, _ isOr: Bool) -> Set<Int> {
        guard let found else { return matches }
        return isOr ? found.union(matches) : found.intersection(matches)
    }

    private func rule(_ rule: JSONValue) throws(GraphQLError) -> Set<Int> {
        let id = rule["column_id"]?.text ?? ""
        let position = try searchable(id)
        let column = board.columns[position]
        let given = rule["compare_value"] ?? .null
        let values = given.elements ?? [given]
        try checkCount(values.count, id)
        let keys = values.compactMap { ruleKey($0, in: column) }
        let all = { board.search(now: now) { $0.positions(column: position, of: board) { _ in true } } }
        switch rule["operator"]?.text ?? "any_of" {
        case "any_of": return matches(keys, position)
        case "not_any_of": return all().subtracting(matches(keys, position))
        case "is_empty": return matches([""], position)
        case "is_not_empty": return all().subtracting(matches([""], position))
        case "contains_text":
            return board.search(now: now) { index in
                index.positions(column: position, of: board) { key in keys.contains { key.contains($0) } }
            }
        case let other: throw .invalidArgument("The operator \(other) is not simulated")
        }
    }

    /// Rules name status labels by index, and a date may stand behind the word EXACT.
    private func ruleKey(_ value: JSONValue, in column: Column) -> String? {
        let text: String
        switch value {
        case .string(let given): text = given
        case .number(let digits): text = digits
        default: text = ""
        }
        switch column.kind {
        case .status: return Int(text).map { SearchIndex.key(.status($0), in: column) } ?? key(text, in: column)
        case .date: return text == "EXACT" ? nil : key(text, in: column)
        default: return key(text, in: column)
        }
    }

    // MARK: Order

    private func sorted(_ positions: [Int], by id: String, _ isDescending: Bool) throws(GraphQLError) -> [Int] {
        guard let column = board.position(ofColumn: id) else { throw .invalidColumn(id) }
        let kind = board.columns[column].kind
        let keyed = positions.map { position -> (position: Int, text: String, number: Decimal) in
            let item = board.items[position]
            let text =
                kind == .name
                ? SearchIndex.fold(item.name) : SearchIndex.key(item.cell(column), in: board.columns[column])
            return (position, text, kind == .numbers ? Decimal(string: text) ?? 0 : 0)
        }
        // The position breaks ties, so that the order of an earlier criterion is kept by a stable rank.
        return keyed.enumerated().sorted { left, right in
            let (first, second) = isDescending ? (right.element, left.element) : (left.element, right.element)
            if kind == .numbers, first.number != second.number { return first.number < second.number }
            if kind != .numbers, first.text != second.text { return first.text < second.text }
            return left.offset < right.offset
        }.map(\.element.position)
    }
}
