/// The values of columns that show other items.
extension Resolver {
    /// Answers a field of a `BoardRelationValue` or `SubtasksValue`.
    ///
    /// `text` and `value` of linked items are always null, as monday's page on the column says: `linked_item_ids` has them.
    func link(_ name: String, of item: Item, _ cell: Cell?, in column: Column) -> Executor.Resolved {
        let nodes = column.kind == .subtasks ? account.subitems(of: item.id) : linked(cell)
        let items = nodes.compactMap { node -> Item? in
            guard case .item(let board, let position) = node else { return nil }
            return board.items[position]
        }
        switch name {
        case "id": return .leaf(.string(column.id))
        case "type": return .leaf(.string(column.kind.rawValue))
        case "column": return .object(.column(column))
        case "display_value": return .leaf(.string(items.map(\.name).joined(separator: ", ")))
        case "linked_item_ids", "subitems_ids": return .leaf(.array(items.map { .string(String($0.id)) }))
        case "linked_items", "subitems": return .list(nodes)
        default: return .null
        }
    }

    /// The linked items that are still there.
    private func linked(_ cell: Cell?) -> [Node] {
        guard case .relation(let ids) = cell else { return [] }
        return ids.compactMap { account.item(String($0)) }
            .filter { $0.board.items[$0.position].isActive }.map { .item($0.board, $0.position) }
    }
}
