/// Makes boards, groups and columns, and adds labels to columns.
package enum BoardStructure {
    /// A label of a status column, as monday takes it.
    package struct Label: Hashable, Sendable {
        /// `nil` for one that is to be made.
        package var id: Int?
        package var text: String
        /// A name of monday's `StatusColumnColors`.
        package var color: String
        package var index: Int
        package var description: String?
        package var isDone: Bool
        package var isDeactivated: Bool

        package init(
            id: Int? = nil, text: String, color: String, index: Int, description: String? = nil, isDone: Bool,
            isDeactivated: Bool = false
        ) {
            self.id = id
            self.text = text
            self.color = color
            self.index = index
            self.description = description
            self.isDone = isDone
            self.isDeactivated = isDeactivated
        }

        fileprivate var made: JSONValue {
            .object([
                "label": .string(text), "color": .string(color), "index": .integer(Int64(index)),
                "is_done": .bool(isDone),
            ])
        }

        fileprivate var kept: JSONValue {
            guard case .object(var members) = made else { return made }
            members["is_deactivated"] = .bool(isDeactivated)
            if let id { members["id"] = .integer(Int64(id)) }
            if let description { members["description"] = .string(description) }
            return .object(members)
        }
    }

    static let createBoard = """
        mutation ($name: String!, $kind: BoardKind!, $description: String, $workspace: ID) { \(Fragments.complexity) \
        made: create_board(board_name: $name, board_kind: $kind, description: $description, workspace_id: $workspace, \
        empty: true) { id } }
        """
    static let createGroup = """
        mutation ($board: ID!, $title: String!, $color: String) { \(Fragments.complexity) \
        made: create_group(board_id: $board, group_name: $title, group_color: $color) { id } }
        """
    static let createColumn = """
        mutation ($board: ID!, $title: String!, $type: ColumnType!, $id: String, $description: String, $defaults: JSON) \
        { \(Fragments.complexity) made: create_column(board_id: $board, title: $title, column_type: $type, id: $id, \
        description: $description, defaults: $defaults) { id } }
        """
    static let createStatusColumn = """
        mutation ($board: ID!, $title: String!, $id: String, $description: String, \
        $defaults: CreateStatusColumnSettingsInput) { \(Fragments.complexity) made: create_status_column(\
        board_id: $board, title: $title, id: $id, description: $description, defaults: $defaults) { id } }
        """
    static let updateStatusColumn = """
        mutation ($board: ID!, $id: String!, $revision: String!, $settings: UpdateStatusColumnSettingsInput) { \
        \(Fragments.complexity) made: update_status_column(board_id: $board, id: $id, revision: $revision, \
        settings: $settings) { id } }
        """

    /// Makes a board without columns and items.
    ///
    /// - Parameters:
    ///   - name: its name.
    ///   - isPrivate: whether only its members see it.
    ///   - description: what people read about it.
    ///   - workspace: the workspace's id; `nil` for the main one.
    ///   - idempotencyKey: of this board.
    /// - Returns: a mutation.
    package static func board(
        name: String, isPrivate: Bool, description: String, workspace: String?, idempotencyKey: String
    ) -> MondayCall {
        call(
            createBoard,
            [
                "name": name, "kind": isPrivate ? "private" : "public", "description": description,
                "workspace": workspace,
            ], idempotencyKey: idempotencyKey)
    }

    /// Makes a group at the board's end.
    package static func group(board: String, title: String, color: String?, idempotencyKey: String) -> MondayCall {
        call(createGroup, ["board": board, "title": title, "color": color], idempotencyKey: idempotencyKey)
    }

    /// Makes a column of any type but status.
    ///
    /// - Parameters:
    ///   - board: the board's id.
    ///   - title: what people read at its head.
    ///   - type: monday's name of the type.
    ///   - id: the column id that is asked for; `nil` has monday choose one.
    ///   - description: what people read about it.
    ///   - defaults: its settings; `nil` for monday's own.
    ///   - idempotencyKey: of this request.
    /// - Returns: a mutation.
    package static func column(
        board: String, title: String, type: String, id: String?, description: String?, defaults: JSONValue?,
        idempotencyKey: String
    ) -> MondayCall {
        call(
            createColumn, ["board": board, "title": title, "type": type, "id": id, "description": description],
            ["defaults": defaults ?? .null], idempotencyKey: idempotencyKey)
    }

    /// Makes a status column with its labels.
    package static func statusColumn(
        board: String, title: String, id: String?, description: String?, labels: [Label], idempotencyKey: String
    ) -> MondayCall {
        call(
            createStatusColumn, ["board": board, "title": title, "id": id, "description": description],
            ["defaults": .object(["labels": .array(labels.map(\.made))])], idempotencyKey: idempotencyKey)
    }

    /// Sets the labels of a status column: all that it is to have, since monday replaces the whole list.
    package static func labels(
        board: String, column: String, revision: String, labels: [Label], idempotencyKey: String
    ) -> MondayCall {
        call(
            updateStatusColumn, ["board": board, "id": column, "revision": revision],
            ["settings": .object(["labels": .array(labels.map(\.kept))])], idempotencyKey: idempotencyKey)
    }

    /// Reads the answer to any of these.
    ///
    /// - Parameter answer: to the call.
    /// - Returns: the id of what was made or changed.
    /// - Throws: the answer's first error.
    package static func read(_ answer: MondayAnswer) throws(MondayFailure) -> String {
        guard let id = try answer.wholeData()["made"]?["id"]?.id else { throw answer.unreadable("id") }
        return id
    }

    private static func call(
        _ document: String, _ texts: [String: String?], _ others: [String: JSONValue] = [:], idempotencyKey: String
    ) -> MondayCall {
        let variables = texts.mapValues { $0.map { .string($0) } ?? .null }.merging(others) { first, _ in first }
        return MondayCall(
            document: document, variables: variables, kind: .mutation, idempotencyKey: idempotencyKey,
            operation: "structure")
    }
}
