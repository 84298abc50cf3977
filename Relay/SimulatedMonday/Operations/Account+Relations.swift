/// Links from items to items of other boards.
extension Account {
    /// How many items one imported cell links.
    private static let importedLinks = 50

    /// Checks that items may be linked: on a board that the column's settings name.
    ///
    /// - Parameters:
    ///   - ids: The items' ids.
    ///   - column: The column.
    /// - Throws: ``GraphQLError`` for items that are not there, on other boards, or too many.
    func check(relation ids: [Int], in column: Column) throws(GraphQLError) {
        let value = JSONValue.array(ids.map { .integer($0) })
        if column.settings["allowMultipleItems"] == false, ids.count > 1 {
            throw .columnValue("the column links one item", column, value)
        }
        let boards = linkedBoards(of: column)
        for id in ids {
            guard let found = item(String(id)), found.board.items[found.position].isActive else {
                throw .columnValue("no item has the id \(id)", column, value)
            }
            guard boards.contains(found.board.id) else {
                throw .columnValue("the item \(id) is on a board that the column is not connected with", column, value)
            }
        }
    }

    /// Reads a field of an imported file: ids or names of items, with commas between them.
    func relation(_ text: String, for column: Column) throws(GraphQLError) -> Cell {
        let parts = text.split(separator: ",").map { SimpleText.trimmed(String($0)) }
        guard parts.count <= Self.importedLinks else {
            throw .columnValue("a field links at most \(Self.importedLinks) items", column, .string(text))
        }
        var ids: [Int] = []
        for part in parts {
            if let id = Int(part), item(part) != nil {
                ids.append(id)
            } else {
                ids.append(try named(part, in: column))
            }
        }
        try check(relation: ids, in: column)
        return .relation(ids)
    }

    private func named(_ name: String, in column: Column) throws(GraphQLError) -> Int {
        for board in linkedBoards(of: column).sorted().compactMap({ boards[$0] }) {
            if let item = board.items.first(where: { $0.isActive && $0.name == name }) { return item.id }
        }
        throw .columnValue("no item is called \"\(name)\"", column, .string(name))
    }

    private func linkedBoards(of column: Column) -> Set<Int> {
        Set((column.settings["boardIds"]?.elements ?? []).compactMap { $0.integer ?? $0.text.flatMap { Int($0) } })
    }
}
