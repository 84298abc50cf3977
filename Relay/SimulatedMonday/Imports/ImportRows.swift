/// Puts the rows of one import on its board, one after another.
struct ImportRows {
    /// What became of a row.
    enum Outcome {
        case created(Int)
        case updated(Int)
        case skipped
        case invalid(String)
        case failed(String)
    }

    private let account: Account
    private let board: Board
    private let group: Int
    /// The positions of the board's columns, for each field of a record; the first is the name.
    private let columns: [Int]
    private let match: (field: Int, column: Int, skips: Bool)?
    private let settings: ImportSettings
    /// The positions of active items by what the match column holds.
    private var known: [String: [Int]] = [:]

    /// Looks at what the board holds now; `nil` where the group or a column is no longer there.
    init?(_ job: ImportJob, columns: [Int], in account: Account, on board: Board) {
        guard let group = board.position(ofGroup: job.group) else { return nil }
        (self.account, self.board, self.group, self.columns) = (account, board, group, columns)
        settings = account.configuration.imports
        guard let wanted = job.match else {
            match = nil
            return
        }
        guard let column = board.position(ofColumn: wanted.column), let field = columns.firstIndex(of: column)
        else { return nil }
        match = (field, column, wanted.skips)
        for position in board.activePositions {
            let text = board.items[position].cell(column)?.text(in: board.columns[column]) ?? ""
            if !text.isEmpty { known[key(text), default: []].append(position) }
        }
    }

    private func key(_ text: String) -> String {
        settings.matching == .exact ? text : SearchIndex.fold(text)
    }

    /// How many of the rows would make an item: those that no item matches, each key once.
    ///
    /// - Parameter reader: The file behind its heading.
    /// - Returns: The number of rows.
    /// - Throws: ``CSVReader/Flaw`` where the file is no CSV.
    func countOfCreations(_ reader: CSVReader) throws(CSVReader.Flaw) -> Int {
        var reader = reader
        var seen: Set<String> = []
        var count = 0
        while let fields = try reader.next() {
            guard let match, match.field < fields.count else {
                count += 1
                continue
            }
            let key = key(fields[match.field])
            if known[key] == nil, seen.insert(key).inserted { count += 1 }
        }
        return count
    }

    /// Does what one row asks for.
    mutating func put(_ fields: [String]) -> Outcome {
        guard fields.count == columns.count else {
            return .invalid("the row has \(fields.count) fields, the heading \(columns.count)")
        }
        do {
            guard let match else { return try create(fields) }
            let text = fields[match.field]
            guard !text.isEmpty, text != ImportCell.clearing else { return .invalid("the match column is empty") }
            let found = (known[key(text)] ?? []).filter { board.items[$0].isActive }
            guard let position = found.first else { return try create(fields) }
            if found.count > 1, settings.ambiguity == .invalid {
                return .invalid("\(found.count) items match")
            }
            return match.skips ? .skipped : try update(position, fields)
        } catch {
            return .invalid(error.message)
        }
    }

    private mutating func create(_ fields: [String]) throws(GraphQLError) -> Outcome {
        try account.check(name: fields[0] == ImportCell.clearing ? "" : fields[0])
        guard board.activeCount < board.itemsLimit else { return .failed("the board is full") }
        var item = Item(id: 0, name: fields[0], group: group, createdAt: account.now, updatedAt: account.now)
        try fill(&item, fields)
        let position = account.add(item, to: board)
        if let match { known[key(fields[match.field]), default: []].append(position) }
        return .created(position)
    }

    private func update(_ position: Int, _ fields: [String]) throws(GraphQLError) -> Outcome {
        var item = board.items[position]
        if !fields[0].isEmpty {
            try account.check(name: fields[0] == ImportCell.clearing ? "" : fields[0])
            item.name = fields[0]
        }
        try fill(&item, fields)
        item.updatedAt = account.now
        board.update(item, at: position, now: account.now)
        return .updated(position)
    }

    private func fill(_ item: inout Item, _ fields: [String]) throws(GraphQLError) {
        for (field, column) in columns.enumerated().dropFirst() where !fields[field].isEmpty {
            let text = fields[field]
            let isRelation = board.columns[column].kind == .boardRelation
            item.setCell(
                column,
                text == ImportCell.clearing
                    ? nil
                    : isRelation
                        ? try account.relation(text, for: board.columns[column])
                        : try ImportCell.read(text, in: board.columns[column]))
        }
        try account.check(sizeOf: item)
    }
}
