/// A change of a board as people make it, from the JSON of `POST /simulator/boards/ID`.
///
///     {"name": "Invoices 2", "state": "archived", "itemsLimit": 100, "access": "view",
///      "columns": [{"id": "status", "title": "Zustand", "state": "archived", "type": "text",
///                   "labels": [{"id": 1, "label": "Bezahlt", "deactivated": true}]}],
///      "groups": [{"id": "topics", "title": "Neu", "state": "deleted"}]}
///
/// Everything but the ids may be left out. A column that gets another type is a new one under its old id, without values.
package struct BoardEdit: Sendable {
    private let given: JSONValue

    /// Takes a change.
    ///
    /// - Parameter json: The object.
    /// - Throws: ``ControlError`` for members that are unknown.
    package init(_ json: JSONValue) throws(ControlError) {
        let known: Set<String> = ["name", "state", "itemsLimit", "access", "columns", "groups"]
        guard let members = json.members, !members.isEmpty, members.allSatisfy({ known.contains($0.name) }) else {
            throw ControlError("Give any of \(known.sorted().joined(separator: ", ")).")
        }
        given = json
    }

    /// Changes the board; throws ``ControlError`` or ``GraphQLError`` for what does not fit, with what stands before done.
    func apply(to board: Board, in account: Account) throws {
        if let name = try text("name", of: given) { board.name = name }
        if let state = try state(of: given) { board.state = state }
        if let limit = given["itemsLimit"] {
            guard let limit = limit.integer, limit > 0 else { throw ControlError("itemsLimit must be 1 or more.") }
            board.itemsLimit = limit
        }
        if let access = given["access"] {
            guard let access = access.text.flatMap({ BoardAccess(rawValue: $0) }) else {
                throw ControlError("access must be edit, view or none.")
            }
            board.access = access
        }
        for edit in given["columns"]?.elements ?? [] { try change(column: edit, on: board, in: account) }
        for edit in given["groups"]?.elements ?? [] { try change(group: edit, on: board, in: account) }
    }

    private func change(column edit: JSONValue, on board: Board, in account: Account) throws {
        let id = try text("id", of: edit) ?? ""
        if let state = try state(of: edit) { _ = try account.set(state, ofColumn: id, on: board) }
        guard let position = board.columns.lastIndex(where: { $0.id == id }) else {
            throw GraphQLError.invalidColumn(id)
        }
        var column = board.columns[position]
        if let title = try text("title", of: edit) { column.title = title }
        if let labels = edit["labels"]?.elements {
            var all = column.labels.all
            for change in labels {
                guard let index = all.firstIndex(where: { $0.id == change["id"]?.integer }) else {
                    throw ControlError("No label has this id.")
                }
                all[index].text = change["label"]?.text ?? all[index].text
                all[index].isDeactivated = change["deactivated"]?.truth ?? all[index].isDeactivated
                if change["deleted"] == true { all.remove(at: index) }
            }
            column.labels.replace(with: all)
        }
        column.revision += 1
        board.update(column, at: position)
        guard let type = try text("type", of: edit), type != column.kind.rawValue else { return }
        _ = try account.set(.deleted, ofColumn: id, on: board)
        _ = try account.createColumn(on: board, title: column.title, kind: type, id: id, defaults: .null)
    }

    private func change(group edit: JSONValue, on board: Board, in account: Account) throws {
        let id = try text("id", of: edit) ?? ""
        let position = try state(of: edit).map { try account.set($0, ofGroup: id, on: board) }
        guard let position = position ?? board.position(ofGroup: id) else { throw GraphQLError.notFound("Group", id) }
        guard let title = try text("title", of: edit) else { return }
        var group = board.groups[position]
        group.title = title
        board.update(group, at: position)
    }

    private func text(_ name: String, of json: JSONValue) throws(ControlError) -> String? {
        guard let value = json[name] else { return nil }
        guard let text = value.text, !text.isEmpty else { throw ControlError("\(name) must be a text.") }
        return text
    }

    private func state(of json: JSONValue) throws(ControlError) -> ItemState? {
        guard let text = try text("state", of: json) else { return nil }
        guard let state = ItemState(rawValue: text) else {
            throw ControlError("state must be active, archived or deleted.")
        }
        return state
    }
}

extension SimulatedMonday {
    /// Changes a board as people would: no right is asked for, and no limit counts it.
    ///
    /// - Parameters:
    ///   - id: The board's id.
    ///   - edit: What changes.
    /// - Returns: Whether there is such a board.
    /// - Throws: An error that says what does not fit; what stands before it in the change is done.
    @discardableResult
    package func edit(_ id: String, _ edit: BoardEdit) throws -> Bool {
        try withAccount { account in
            guard let board = Int(id).flatMap({ account.boards[$0] }) else { return false }
            try edit.apply(to: board, in: account)
            return true
        }
    }
}
