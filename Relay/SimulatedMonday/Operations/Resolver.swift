/// Answers the fields of one request from the account.
struct Resolver {
    /// The longest page of items.
    static let pageLimit = 500
    /// How many ids `items` takes.
    static let itemIDLimit = 100

    let account: Account
    let complexity: ComplexityReport
    let version: APIVersion
    /// The address under which the account's boards can be looked at.
    let address: String

    /// Answers a field.
    ///
    /// - Parameters:
    ///   - field: The field with its arguments.
    ///   - node: The object it is asked of.
    /// - Returns: A value, or objects whose fields are asked next.
    /// - Throws: ``GraphQLError`` with monday's code.
    func resolve(_ field: PlannedField, _ node: Node) throws -> Executor.Resolved {
        switch node {
        case .query: try query(field.name, field.arguments)
        case .mutation: try mutate(field.name, field.arguments)
        case .complexity(let report): self.field(field.name, of: report)
        case .version(let version): self.field(field.name, of: version)
        case .user: userField(field.name)
        case .account: accountField(field.name)
        case .board(let board): try self.field(field.name, of: board, field.arguments)
        case .group(let board, let group): self.field(field.name, ofGroup: group, on: board)
        case .column(let column): self.field(field.name, of: column)
        case .page(let page): try self.field(field.name, of: page)
        case .item(let board, let position): try self.field(field.name, of: board, item: position, field.arguments)
        case .value(let board, let item, let column): self.field(field.name, of: board, item, column)
        case .uploadJob(let job): self.field(field.name, ofStarted: job)
        case .importStatus(let job): self.field(field.name, of: job)
        case .importCounts(let counts): self.field(field.name, of: counts)
        case .asyncStart(let job): .leaf(.string(job.id))
        case .asyncJob(let job): self.field(field.name, of: job)
        case .asyncResult(let job): self.field(field.name, ofResult: job)
        case .dropdownOption(let label): .leaf(.string(field.name == "id" ? String(label.id) : label.text))
        }
    }

    // MARK: Query

    private func query(_ name: String, _ arguments: Arguments) throws(GraphQLError) -> Executor.Resolved {
        switch name {
        case "boards": return try boards(arguments)
        case "items": return try items(arguments)
        case "items_page_by_column_values": return try itemsByColumnValues(arguments)
        case "next_items_page":
            return .object(.page(try page(arguments, cursor: arguments.text("cursor") ?? "")))
        case "complexity": return .object(.complexity(complexity))
        case "fetch_job_status": return .object(.importStatus(try account.importJob(arguments.text("job_id") ?? "")))
        case "job_status": return .object(.asyncJob(try account.asyncJob(arguments.text("job_id") ?? "")))
        case "me": return .object(.user)
        case "version": return .object(.version(version))
        default: return .list(APIVersion.all.map { .version($0) })
        }
    }

    private func boards(_ arguments: Arguments) throws(GraphQLError) -> Executor.Resolved {
        let limit = arguments.integer("limit") ?? 25
        let page = arguments.integer("page") ?? 1
        guard limit > 0, page > 0 else { throw .invalidArgument("limit and page must be positive") }
        let state = arguments.text("state") ?? "active"
        var boards = account.allBoards
        if let ids = arguments.texts("ids") {
            boards = ids.compactMap { Int($0).flatMap { account.boards[$0] } }
        }
        boards = boards.filter { $0.access != .none }.filter { state == "all" || $0.state.rawValue == state }
        return .list(boards.dropFirst((page - 1) * limit).prefix(limit).map { .board($0) })
    }

    private func items(_ arguments: Arguments) throws(GraphQLError) -> Executor.Resolved {
        guard let ids = arguments.texts("ids") else {
            throw .invalidArgument("items without ids is not simulated: ask a board for its items_page")
        }
        let limit = arguments.integer("limit") ?? 25
        let page = arguments.integer("page") ?? 1
        guard ids.count <= Self.itemIDLimit, 1...Self.itemIDLimit ~= limit, page > 0 else {
            throw .invalidArgument(
                "items takes at most \(Self.itemIDLimit) ids and a limit of 1 to \(Self.itemIDLimit)")
        }
        var seen: Set<Int> = []
        var found = ids.compactMap { account.item($0) }.filter { board, position in
            let item = board.items[position]
            return seen.insert(item.id).inserted && (!arguments.truth("exclude_nonactive") || item.isActive)
        }
        if arguments.truth("newest_first") {
            found.sort { $0.board.items[$0.position].id > $1.board.items[$1.position].id }
        }
        return .list(found.dropFirst((page - 1) * limit).prefix(limit).map { .item($0.board, $0.position) })
    }

    private func itemsByColumnValues(_ arguments: Arguments) throws(GraphQLError) -> Executor.Resolved {
        let board = try account.activeBoard(arguments.text("board_id") ?? "")
        switch (arguments.value("columns")?.elements, arguments.text("cursor")) {
        case (.some, .some): throw .invalidArgument("columns and cursor exclude each other")
        case (nil, nil): throw .invalidArgument("columns or cursor must be given")
        case (nil, .some(let cursor)): return .object(.page(try page(arguments, cursor: cursor, of: board)))
        case (.some(let columns), nil):
            let found = try search(board).byColumnValues(columns)
            return .object(.page(try firstPage(arguments, found, of: board)))
        }
    }

    /// A search of a board as of now.
    func search(_ board: Board) -> ItemSearch {
        ItemSearch(board: board, valuesPerColumn: account.configuration.valuesPerColumn, now: account.now)
    }

    /// The first page of a list, in an order that no other list has.
    ///
    /// - Parameters:
    ///   - arguments: Those of the field, with `limit`.
    ///   - positions: Positions of items.
    ///   - board: Their board.
    ///   - isOrdered: Whether the client asked for an order.
    /// - Returns: The page.
    /// - Throws: ``GraphQLError`` for a limit out of range.
    func firstPage(
        _ arguments: Arguments, _ positions: [Int], of board: Board, isOrdered: Bool = false
    ) throws(GraphQLError) -> CursorStore.Page {
        let limit = try pageLimit(arguments)
        let served = isOrdered ? positions : positions.shuffled(using: &account.random)
        return account.cursors.open(
            served, board: board.id, limit: limit, now: account.now, random: &account.random)
    }

    /// A later page of a list.
    ///
    /// - Parameters:
    ///   - arguments: Those of the field, with `limit`.
    ///   - cursor: The cursor of an earlier page.
    ///   - board: The board the client asks, where it asks one.
    /// - Returns: The page.
    /// - Throws: ``GraphQLError`` for a limit out of range, and for a cursor that is expired, foreign or none.
    func page(
        _ arguments: Arguments, cursor: String, of board: Board? = nil
    ) throws(GraphQLError) -> CursorStore.Page {
        let page = try account.cursors.page(cursor, limit: try pageLimit(arguments), now: account.now)
        guard board == nil || board?.id == page.board else { throw .invalidArgument("The cursor is of another board") }
        return page
    }

    private func pageLimit(_ arguments: Arguments) throws(GraphQLError) -> Int {
        let limit = arguments.integer("limit") ?? 25
        guard 1...Self.pageLimit ~= limit else {
            throw .invalidArgument("limit must be 1 to \(Self.pageLimit)")
        }
        return limit
    }
}
