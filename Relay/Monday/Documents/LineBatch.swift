/// Several writes of subitems in one request, each under an alias of its own.
///
/// Subitems live on a board of their own, below items of another: they are made below an item, and changed and deleted as
/// items of their board are (developer.monday.com, "Subitems").
package struct LineBatch: Hashable, Sendable {
    /// One subitem to write; `values` is the JSON text of its column values.
    package enum Member: Hashable, Sendable {
        case create(parent: String, name: String, values: String)
        case change(item: String, values: String)
        case delete(item: String)
    }

    /// The subitems' board.
    package let board: String
    package let members: [Member]

    /// Takes the members; their number, names and sizes are the caller's responsibility.
    package init(board: String, members: [Member]) {
        self.board = board
        self.members = members
    }

    /// The members' names in the answer, in their order.
    package static func aliases(_ count: Int) -> [String] { (0..<count).map { "l\($0)" } }

    /// Makes the call; the same batch always gives the same bytes.
    ///
    /// - Parameter idempotencyKey: of this attempt.
    /// - Returns: a mutation.
    package func call(idempotencyKey: String) -> MondayCall {
        var declarations: [String] = []
        var fields = [Fragments.complexity]
        var variables: [String: JSONValue] = [:]
        func declare(_ name: String, _ type: String, _ value: String) {
            declarations.append("$\(name): \(type)")
            variables[name] = .string(value)
        }
        for (index, (alias, member)) in zip(Self.aliases(members.count), members).enumerated() {
            switch member {
            case .create(let parent, let name, let values):
                declare("p\(index)", "ID!", parent)
                declare("n\(index)", "String!", name)
                declare("v\(index)", "JSON!", values)
                fields.append(
                    "\(alias): create_subitem(parent_item_id: $p\(index), item_name: $n\(index), "
                        + "column_values: $v\(index), create_labels_if_missing: false) { id }")
            case .change(let item, let values):
                // A declared variable that is not used makes a document invalid.
                if variables["board"] == nil { declare("board", "ID!", board) }
                declare("i\(index)", "ID!", item)
                declare("v\(index)", "JSON!", values)
                fields.append(
                    "\(alias): change_multiple_column_values(board_id: $board, item_id: $i\(index), "
                        + "column_values: $v\(index), create_labels_if_missing: false) { id }")
            case .delete(let item):
                declare("i\(index)", "ID!", item)
                fields.append("\(alias): delete_item(item_id: $i\(index)) { id }")
            }
        }
        return MondayCall(
            document: "mutation (\(declarations.joined(separator: ", "))) { \(fields.joined(separator: " ")) }",
            variables: variables, kind: .mutation, idempotencyKey: idempotencyKey, operation: "change",
            members: members.count)
    }
}
