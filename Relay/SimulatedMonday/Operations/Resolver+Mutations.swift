extension Resolver {
    /// Runs one field of a mutation.
    ///
    /// - Parameters:
    ///   - name: The field.
    ///   - arguments: Its arguments.
    /// - Returns: What was made or changed.
    /// - Throws: ``GraphQLError`` with monday's code, where nothing was done.
    func mutate(_ name: String, _ arguments: Arguments) throws(GraphQLError) -> Executor.Resolved {
        let boardID = arguments.text("board_id") ?? ""
        switch name {
        case "complexity": return .object(.complexity(complexity))
        case "create_board":
            return .object(
                .board(
                    try account.createBoard(
                        arguments.text("board_name") ?? "", kind: arguments.text("board_kind") ?? "public",
                        description: arguments.text("description"), isEmpty: arguments.truth("empty"))))
        case "create_group":
            let board = try account.activeBoard(boardID)
            let group = try account.createGroup(
                on: board, title: arguments.text("group_name") ?? "", color: arguments.text("group_color"))
            return .object(.group(board, group))
        case "create_column":
            return .object(
                .column(
                    try account.createColumn(
                        on: try account.activeBoard(boardID), title: arguments.text("title") ?? "",
                        kind: arguments.text("column_type") ?? "", id: arguments.text("id"),
                        description: arguments.text("description"), defaults: arguments.value("defaults") ?? .null)))
        case "create_item": return try createItem(arguments, on: try account.activeBoard(boardID))
        case "change_multiple_column_values":
            return item(
                try account.changeItem(
                    arguments.text("item_id"), on: boardID, values: arguments.value("column_values") ?? .null,
                    createsLabels: arguments.truth("create_labels_if_missing")))
        case "change_simple_column_value":
            let value = arguments.value("value") ?? .null
            let members = JSONValue.object([JSONMember(arguments.text("column_id") ?? "", value)])
            return item(
                try account.changeItem(
                    arguments.text("item_id"), on: boardID, values: .string(members.encodedText),
                    createsLabels: arguments.truth("create_labels_if_missing")))
        case "ingest_items", "backfill_items":
            return .object(
                .uploadJob(
                    try account.startImport(
                        on: boardID, group: arguments.text("group_id") ?? "", isBackfill: name == "backfill_items",
                        match: arguments.value("on_match"))))
        case "duplicate_item": return item(try account.duplicateItem(arguments.text("item_id"), on: boardID))
        case "move_item_to_board":
            return item(
                try account.move(
                    arguments.text("item_id"), toBoard: boardID, group: arguments.text("group_id") ?? "",
                    mapping: arguments.value("columns_mapping")?.elements))
        case "archive_item": return item(try account.setState(.archived, of: arguments.text("item_id")))
        case "delete_item": return item(try account.setState(.deleted, of: arguments.text("item_id")))
        default:
            return item(
                try account.move(arguments.text("item_id"), toGroup: arguments.text("group_id") ?? ""))
        }
    }

    private func createItem(_ arguments: Arguments, on board: Board) throws(GraphQLError) -> Executor.Resolved {
        let made = try account.createItem(
            on: board, name: arguments.text("item_name") ?? "", group: arguments.text("group_id"),
            values: arguments.value("column_values") ?? .null,
            createsLabels: arguments.truth("create_labels_if_missing"))
        if let error = made.error { throw error }
        return .object(.item(board, made.position))
    }

    private func item(_ found: (board: Board, position: Int)) -> Executor.Resolved {
        .object(.item(found.board, found.position))
    }
}
