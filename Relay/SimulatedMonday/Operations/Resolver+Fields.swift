extension Resolver {
    /// The person and account that every token belongs to.
    private static let user = (id: "40000001", name: "Sage Bridge", email: "bridge@example.com")
    private static let account = (id: "20000001", name: "Example", slug: "example")

    func field(_ name: String, of report: ComplexityReport) -> Executor.Resolved {
        switch name {
        case "before": .leaf(.integer(report.before))
        case "query": .leaf(.integer(report.query))
        case "after": .leaf(.integer(report.after))
        default: .leaf(.integer(report.resetInSeconds))
        }
    }

    func field(_ name: String, of version: APIVersion) -> Executor.Resolved {
        switch name {
        case "kind": .leaf(.string(version.kind))
        case "value": .leaf(.string(version.value))
        default: .leaf(.string(version.value))
        }
    }

    func userField(_ name: String) -> Executor.Resolved {
        switch name {
        case "id": .leaf(.string(Self.user.id))
        case "name": .leaf(.string(Self.user.name))
        case "email": .leaf(.string(Self.user.email))
        default: .object(.account)
        }
    }

    func accountField(_ name: String) -> Executor.Resolved {
        switch name {
        case "id": .leaf(.string(Self.account.id))
        case "name": .leaf(.string(Self.account.name))
        case "slug": .leaf(.string(Self.account.slug))
        default: .leaf("pro")
        }
    }

    /// Answers a field of a board; throws ``GraphQLError`` for a bad search or cursor.
    func field(_ name: String, of board: Board, _ arguments: Arguments) throws(GraphQLError) -> Executor.Resolved {
        switch name {
        case "id": return .leaf(.string(String(board.id)))
        case "name": return .leaf(.string(board.name))
        case "state": return .leaf(.string(board.state.rawValue))
        case "description": return .leaf(.optional(board.description))
        case "board_kind": return .leaf(.string(board.kind))
        case "url": return .leaf(.string("\(address)/boards/\(board.id)"))
        case "items_count": return .leaf(.integer(board.activeCount))
        case "items_limit": return .leaf(.integer(board.itemsLimit))
        case "type": return .leaf(board.parent == nil ? "board" : "sub_items_board")
        case "hierarchy_type": return .leaf("classic")
        case "access_level": return .leaf(.string(board.access == .edit ? "edit" : "view"))
        case "permissions": return .leaf(board.access == .edit ? "everyone" : "owners")
        case "groups":
            let ids = arguments.texts("ids")
            return .list(
                board.groupOrder.filter { isListed(board.groups[$0].state) }
                    .filter { ids?.contains(board.groups[$0].id) ?? true }.map { .group(board, $0) })
        case "columns":
            let listed = board.columnOrder.filter { isListed(board.columns[$0].state) }
            return .list(select(listed, of: board, arguments).map { .column(board.columns[$0]) })
        default: return .object(.page(try itemsPage(of: board, arguments)))
        }
    }

    private func itemsPage(of board: Board, _ arguments: Arguments) throws(GraphQLError) -> CursorStore.Page {
        let query = arguments.value("query_params")
        if let cursor = arguments.text("cursor") {
            guard query == nil else { throw .invalidArgument("query_params and cursor exclude each other") }
            return try page(arguments, cursor: cursor, of: board)
        }
        let isOrdered = !(query?["order_by"]?.elements ?? []).isEmpty
        let positions =
            try query.map { query throws(GraphQLError) in try search(board).matching(query) } ?? board.activePositions
        return try firstPage(arguments, positions, of: board, isOrdered: isOrdered)
    }

    /// Whether a board lists a column or group in that state.
    private func isListed(_ state: ItemState) -> Bool {
        state == .active || (state == .archived && account.configuration.listsArchivedParts)
    }

    /// Those of some columns that `ids` and `types` ask for.
    private func select(_ positions: [Int], of board: Board, _ arguments: Arguments) -> [Int] {
        let ids = arguments.texts("ids")
        let types = arguments.texts("types")
        return positions.filter {
            (ids?.contains(board.columns[$0].id) ?? true)
                && (types?.contains(board.columns[$0].kind.rawValue) ?? true)
        }
    }

    func field(_ name: String, ofGroup position: Int, on board: Board) -> Executor.Resolved {
        let group = board.groups[position]
        return switch name {
        case "id": .leaf(.string(group.id))
        case "title": .leaf(.string(group.title))
        case "color": .leaf(.string(group.color))
        case "position":
            .leaf(.string(String(((board.groupOrder.firstIndex(of: position) ?? 0) + 1) * 65_536)))
        case "archived": .leaf(.bool(group.state == .archived))
        default: .leaf(.bool(group.state == .deleted))
        }
    }

    func field(_ name: String, of column: Column) -> Executor.Resolved {
        switch name {
        case "id": .leaf(.string(column.id))
        case "title": .leaf(.string(column.title))
        case "description": .leaf(.optional(column.description))
        case "type": .leaf(.string(column.kind.rawValue))
        case "archived": .leaf(.bool(column.state == .archived))
        case "settings": .leaf(column.settingsJSON)
        case "settings_str": .leaf(.string(column.settingsJSON.encodedText))
        default: .leaf(.string(String(column.revision)))
        }
    }

    /// Answers a field of a page; items that are no longer active are left out.
    func field(_ name: String, of page: CursorStore.Page) throws(GraphQLError) -> Executor.Resolved {
        guard name == "items" else { return .leaf(.optional(page.cursor)) }
        guard let board = account.boards[page.board] else { throw .invalidBoard(String(page.board)) }
        return .list(
            page.positions.filter { board.items[$0].isActive }.map { .item(board, $0) })
    }

    /// Answers a field of an item; never throws but for what its arguments ask.
    func field(
        _ name: String, of board: Board, item position: Int, _ arguments: Arguments
    ) throws(GraphQLError) -> Executor.Resolved {
        let item = board.items[position]
        switch name {
        case "id": return .leaf(.string(String(item.id)))
        case "name": return .leaf(.string(item.name))
        case "state": return .leaf(.string(item.state.rawValue))
        case "url": return .leaf(.string("\(address)/boards/\(board.id)/pulses/\(item.id)"))
        case "created_at": return .leaf(.string(Timestamp.text(item.createdAt)))
        case "updated_at": return .leaf(.string(Timestamp.text(item.updatedAt)))
        case "board": return .object(.board(board))
        case "group": return .object(.group(board, item.group))
        case "parent_item":
            guard let parent = item.parent, let found = account.item(String(parent)) else { return .null }
            return .object(.item(found.board, found.position))
        case "subitems": return .list(account.subitems(of: item.id))
        default:
            return .list(
                select(board.activeColumns, of: board, arguments).filter { board.columns[$0].kind != .name }
                    .map { .value(board, position, $0) })
        }
    }

    func field(_ name: String, of board: Board, _ itemPosition: Int, _ columnPosition: Int) -> Executor.Resolved {
        let column = board.columns[columnPosition]
        let item = board.items[itemPosition]
        let cell = item.cell(columnPosition)
        if column.kind == .boardRelation || column.kind == .subtasks {
            return link(name, of: item, cell, in: column)
        }
        switch name {
        case "id": return .leaf(.string(column.id))
        case "type": return .leaf(.string(column.kind.rawValue))
        case "column": return .object(.column(column))
        case "text": return .leaf(.optional(ItemText.text(cell, of: item, in: column)))
        case "value": return .leaf(.optional(cell?.json.encodedText))
        case "item_id": return .leaf(.string(String(item.id)))
        default: break
        }
        switch (name, cell) {
        case ("number", .number(let digits)): return .leaf(.number(DecimalForm.canonical(digits)))
        case ("index", .status(let index)): return .leaf(.integer(index))
        case ("label", .status(let index)): return .leaf(.optional(column.labels[index]?.text))
        case ("is_done", .status(let index)): return .leaf(.bool(column.labels[index]?.isDone ?? false))
        case ("date", .date(let day, _)): return .leaf(.string(day))
        case ("time", .date(_, let time)): return .leaf(.optional(time))
        case ("values", .dropdown(let ids)):
            return .list(ids.compactMap { column.labels[$0] }.map { .dropdownOption($0) })
        case ("values", _): return .list([])
        case ("url", .link(let url, _)): return .leaf(.string(url))
        case ("url_text", .link(_, let text)): return .leaf(.string(text))
        case ("checked", _) where column.kind == .checkbox: return .leaf(.bool(cell == .checked))
        case ("email", .email(let address, _)): return .leaf(.string(address))
        case ("label", .email(_, let text)): return .leaf(.string(text))
        case ("phone", .phone(let number, _)): return .leaf(.string(number))
        case ("country_short_name", .phone(_, let country)): return .leaf(.string(country))
        case ("from", .timeline(let from, _)): return .leaf(.string(from))
        case ("to", .timeline(_, let to)): return .leaf(.string(to))
        default: return .null
        }
    }
}

/// The text of a column value, those that monday computes included.
enum ItemText {
    /// Takes the cell, its item and its column; gives monday's `text`.
    static func text(_ cell: Cell?, of item: Item, in column: Column) -> String? {
        if let cell { return cell.text(in: column) }
        switch column.kind {
        case .itemID: return String(item.id)
        case .creationLog: return Timestamp.text(item.createdAt)
        case .lastUpdated: return Timestamp.text(item.updatedAt)
        // Mirror and formula columns have no text in monday's API, and a status without label has none either.
        case .mirror, .formula, .status, .dropdown: return nil
        default: return ""
        }
    }
}
