/// Boards and their parts, as people and `update_…` change them.
extension Account {
    // MARK: Columns

    /// What an update of a column may bring; what is `nil` stays.
    struct ColumnUpdate {
        var kind: String?
        let revision: String
        var title: String?
        var description: String?
        /// Settings, as an object or as a JSON text of one.
        var settings: JSONValue?
    }

    /// Updates a column, if it is still in the revision that the client has seen.
    ///
    /// - Parameters:
    ///   - id: The column's id.
    ///   - board: Its board.
    ///   - update: What changes.
    /// - Returns: The column as it is now.
    /// - Throws: ``GraphQLError`` with `REVISION_MISMATCH` for another revision, and for what does not fit.
    func updateColumn(_ id: String, on board: Board, _ update: ColumnUpdate) throws(GraphQLError) -> Column {
        let position = try column(id, on: board)
        var column = board.columns[position]
        if let kind = update.kind, kind != column.kind.rawValue {
            throw .invalidArgument("The column \(id) is of type \(column.kind.rawValue), not \(kind)")
        }
        guard update.revision == String(column.revision) else { throw .revisionMismatch(column) }
        if let title = update.title {
            guard !SimpleText.trimmed(title).isEmpty else { throw .invalidArgument("Column title can't be blank") }
            column.title = title
        }
        column.description = update.description ?? column.description
        if let given = update.settings { try apply(given, to: &column, at: position, on: board) }
        column.revision += 1
        board.update(column, at: position)
        return column
    }

    private func apply(
        _ given: JSONValue, to column: inout Column, at position: Int, on board: Board
    ) throws(GraphQLError) {
        let settings = given.text.map { (try? JSONParser.parse($0)) ?? .null } ?? given
        guard let members = settings.members else { throw .invalidArgument("settings must be an object") }
        let isLabelled = column.kind == .status || column.kind == .dropdown
        if isLabelled, let labels = settings["labels"]?.elements {
            let change = LabelChange(column: column, used: usedLabels(of: position, on: board))
            column.labels.replace(with: try change.labels(labels))
        }
        var all = column.settings.members ?? []
        for member in members where !(isLabelled && member.name == "labels") && !member.value.isNull {
            all.removeAll { $0.name == member.name }
            all.append(member)
        }
        column.settings = .object(all)
    }

    private func usedLabels(of position: Int, on board: Board) -> Set<Int> {
        board.items.reduce(into: []) { used, item in
            guard item.isActive else { return }
            switch item.cell(position) {
            case .status(let id): used.insert(id)
            case .dropdown(let ids): used.formUnion(ids)
            default: break
            }
        }
    }

    /// Archives or deletes a column, or brings it back; the name has to stay.
    func set(_ state: ItemState, ofColumn id: String, on board: Board) throws(GraphQLError) -> Column {
        guard let position = board.columns.lastIndex(where: { $0.id == id }) else { throw .invalidColumn(id) }
        var column = board.columns[position]
        guard column.kind != .name else { throw .invalidArgument("The column \(id) is mandatory") }
        if state == .active, column.state != .active, board.position(ofColumn: id) != nil {
            throw .invalidArgument("The column id \(id) is taken on this board")
        }
        column.state = state
        column.revision += 1
        board.update(column, at: position)
        return column
    }

    /// The position of a column that is in use; throws ``GraphQLError`` for another one.
    func column(_ id: String, on board: Board) throws(GraphQLError) -> Int {
        guard let position = board.position(ofColumn: id) else { throw .invalidColumn(id) }
        return position
    }

    // MARK: Groups

    /// Archives or deletes a group with all its items, or brings it back without them.
    ///
    /// - Parameters:
    ///   - state: The state.
    ///   - id: The group's id.
    ///   - board: Its board.
    /// - Returns: The group's position.
    /// - Throws: ``GraphQLError`` for an unknown group, and with `DeleteLastGroupException` for the last one.
    func set(_ state: ItemState, ofGroup id: String, on board: Board) throws(GraphQLError) -> Int {
        guard let position = board.groups.firstIndex(where: { $0.id == id && $0.state != .deleted }) else {
            throw .notFound("Group", id)
        }
        if state != .active, board.activeGroups == [position] { throw .lastGroup }
        var group = board.groups[position]
        group.state = state
        board.update(group, at: position)
        guard state != .active else { return position }
        for item in board.activePositions where board.items[item].group == position { set(state, at: item, on: board) }
        return position
    }

    /// Changes one attribute of a group.
    ///
    /// - Parameters:
    ///   - id: The group's id.
    ///   - board: Its board.
    ///   - attribute: One of monday's `GroupAttributes`.
    ///   - value: The new value; for a place, the id of the other group.
    /// - Returns: The group's position.
    /// - Throws: ``GraphQLError`` for an unknown group, a blank title, and for the outdated attribute `position`.
    func updateGroup(_ id: String, on board: Board, _ attribute: String, to value: String) throws(GraphQLError) -> Int {
        guard let position = board.position(ofGroup: id) else { throw .notFound("Group", id) }
        var group = board.groups[position]
        switch attribute {
        case "title":
            guard !SimpleText.trimmed(value).isEmpty else { throw .invalidArgument("Group name can't be blank") }
            group.title = value
            board.update(group, at: position)
        case "color":
            group.color = value
            board.update(group, at: position)
        case "relative_position_after", "relative_position_before":
            guard board.position(ofGroup: value) != nil else { throw .notFound("Group", value) }
            board.move(group: position, near: value, isBefore: attribute == "relative_position_before")
        default: throw .invalidArgument("The attribute \(attribute) is not simulated")
        }
        return position
    }
}
