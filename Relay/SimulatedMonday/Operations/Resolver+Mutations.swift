extension Resolver {
    /// Runs one field of a mutation.
    ///
    /// - Parameters:
    ///   - name: The field.
    ///   - arguments: Its arguments.
    /// - Returns: What was made or changed.
    /// - Throws: ``GraphQLError`` with monday's code, where nothing was done.
    func mutate(_ name: String, _ arguments: Arguments) throws(GraphQLError) -> Executor.Resolved {
        if Self.structureFields.contains(name) { return try mutateStructure(name, arguments) }
        let boardID = arguments.text("board_id") ?? ""
        switch name {
        case "complexity": return .object(.complexity(complexity))
        case "create_item": return try createItem(arguments, on: try account.writableBoard(boardID))
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
        case "change_column_value": return item(try changeColumn(arguments, on: boardID))
        case "create_subitem":
            let made = try account.createSubitem(
                of: arguments.text("parent_item_id") ?? "", name: arguments.text("item_name") ?? "",
                values: arguments.value("column_values") ?? .null,
                createsLabels: arguments.truth("create_labels_if_missing"))
            if let error = made.error { throw error }
            return .object(.item(made.board, made.position))
        case "bulk_archive_items", "bulk_delete_items":
            return .object(
                .asyncStart(
                    try account.startAsyncJob(
                        name == "bulk_archive_items" ? .archived : .deleted, items: arguments.texts("item_ids") ?? [],
                        on: boardID)))
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

    /// `value` is a JSON text, as `column_values` is.
    private func changeColumn(
        _ arguments: Arguments, on boardID: String
    ) throws(GraphQLError) -> (board: Board, position: Int) {
        let id = arguments.text("column_id") ?? ""
        let column = try account.column(id, on: try account.activeBoard(boardID))
        if account.boards[Int(boardID) ?? 0]?.columns[column].kind == .boardRelation {
            throw .invalidArgument("Linked items are set by change_multiple_column_values only")
        }
        guard let value = arguments.text("value").flatMap({ try? JSONParser.parse($0) }) else {
            throw .invalidArgument("value must be a JSON text inside a string")
        }
        return try account.changeItem(
            arguments.text("item_id"), on: boardID,
            values: .string(JSONValue.object([JSONMember(id, value)]).encodedText),
            createsLabels: arguments.truth("create_labels_if_missing"))
    }

    private func item(_ found: (board: Board, position: Int)) -> Executor.Resolved {
        .object(.item(found.board, found.position))
    }
}
