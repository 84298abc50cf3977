/// Mutations that make and change boards, groups and columns.
extension Resolver {
    /// The fields that ``mutateStructure(_:_:)`` runs; none of them writes to items by itself.
    static let structureFields: Set<String> = [
        "create_board", "update_board", "archive_board", "delete_board", "create_group", "update_group",
        "archive_group", "delete_group", "create_column", "create_status_column", "create_dropdown_column",
        "update_column", "update_status_column", "update_dropdown_column", "change_column_title", "delete_column",
    ]

    /// Runs one field of a mutation of structure.
    ///
    /// - Parameters:
    ///   - name: One of ``structureFields``.
    ///   - arguments: Its arguments.
    /// - Returns: What was made or changed.
    /// - Throws: ``GraphQLError`` with monday's code, where nothing was done.
    func mutateStructure(_ name: String, _ arguments: Arguments) throws(GraphQLError) -> Executor.Resolved {
        if name == "create_board" {
            return .object(
                .board(
                    try account.createBoard(
                        arguments.text("board_name") ?? "", kind: arguments.text("board_kind") ?? "public",
                        description: arguments.text("description"), isEmpty: arguments.truth("empty"))))
        }
        let board = try account.writableBoard(arguments.text("board_id") ?? "")
        switch name {
        case "update_board": return try update(board, arguments)
        case "archive_board", "delete_board":
            board.state = name == "archive_board" ? .archived : .deleted
            return .object(.board(board))
        case "create_group", "update_group", "archive_group", "delete_group":
            return .object(.group(board, try group(name, on: board, arguments)))
        default: return .object(.column(try column(name, on: board, arguments)))
        }
    }

    private func update(_ board: Board, _ arguments: Arguments) throws(GraphQLError) -> Executor.Resolved {
        let value = arguments.text("new_value") ?? ""
        switch arguments.text("board_attribute") {
        case "name":
            guard !SimpleText.trimmed(value).isEmpty else { throw .invalidArgument("Board name can't be blank") }
            board.name = value
        case "description": board.description = value
        case let other: throw .invalidArgument("The attribute \(other ?? "") is not simulated")
        }
        return .leaf(.string(JSONValue.object([JSONMember("success", true)]).encodedText))
    }

    private func group(_ name: String, on board: Board, _ arguments: Arguments) throws(GraphQLError) -> Int {
        let id = arguments.text("group_id") ?? ""
        switch name {
        case "create_group":
            let isBefore = arguments.text("position_relative_method") == "before_at"
            return try account.createGroup(
                on: board, title: arguments.text("group_name") ?? "", color: arguments.text("group_color"),
                near: arguments.text("relative_to").map { ($0, isBefore) })
        case "update_group":
            return try account.updateGroup(
                id, on: board, arguments.text("group_attribute") ?? "", to: arguments.text("new_value") ?? "")
        default: return try account.set(name == "archive_group" ? .archived : .deleted, ofGroup: id, on: board)
        }
    }

    private func column(_ name: String, on board: Board, _ arguments: Arguments) throws(GraphQLError) -> Column {
        switch name {
        case "create_column", "create_status_column", "create_dropdown_column":
            let kinds = ["create_status_column": "status", "create_dropdown_column": "dropdown"]
            return try account.createColumn(
                on: board, title: arguments.text("title") ?? "",
                kind: kinds[name] ?? arguments.text("column_type") ?? "", id: arguments.text("id"),
                description: arguments.text("description"), defaults: arguments.value("defaults") ?? .null,
                after: arguments.text("after_column_id"))
        case "delete_column":
            return try account.set(.deleted, ofColumn: arguments.text("column_id") ?? "", on: board)
        case "change_column_title":
            let id = arguments.text("column_id") ?? ""
            let revision = String(board.columns[try account.column(id, on: board)].revision)
            return try account.updateColumn(
                id, on: board, Account.ColumnUpdate(revision: revision, title: arguments.text("title") ?? ""))
        default:
            let kinds = ["update_status_column": "status", "update_dropdown_column": "dropdown"]
            return try account.updateColumn(
                arguments.text("id") ?? "", on: board,
                Account.ColumnUpdate(
                    kind: kinds[name] ?? arguments.text("column_type"), revision: arguments.text("revision") ?? "",
                    title: arguments.text("title"), description: arguments.text("description"),
                    settings: arguments.value("settings")))
        }
    }
}
