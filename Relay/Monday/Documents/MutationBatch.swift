/// Several creations and changes on one board in one request, each under an alias of its own.
///
/// GraphQL carries them out one after another; one that fails does not stop the others. The text depends on the kinds of
/// the members only: all values are variables.
package struct MutationBatch: Hashable, Sendable {
    /// One item to write.
    ///
    /// `values` is the JSON text of the column values, as monday wants it: JSON inside a string.
    package enum Member: Hashable, Sendable {
        case create(name: String, values: String)
        case change(item: String, values: String)

        var isCreate: Bool {
            if case .create = self { true } else { false }
        }
    }

    package let board: String
    /// The group of new items; without one, monday chooses.
    package let group: String
    package let members: [Member]

    /// Takes the members; their number, names and sizes are the caller's responsibility.
    package init(board: String, group: String, members: [Member]) {
        self.board = board
        self.group = group
        self.members = members
    }

    /// The members' names in the answer, in their order: `c0`, `u1`, `c2`.
    package var aliases: [String] {
        members.enumerated().map { Self.alias($1.isCreate, $0) }
    }

    /// The aliases of a batch whose members all are of one sort, for a caller that kept the bytes and not the batch.
    ///
    /// - Parameters:
    ///   - areCreates: whether they create items; else they change them.
    ///   - count: how many members the batch has.
    /// - Returns: what ``aliases`` gives for such a batch.
    package static func aliases(areCreates: Bool, count: Int) -> [String] {
        (0..<count).map { alias(areCreates, $0) }
    }

    private static func alias(_ isCreate: Bool, _ index: Int) -> String {
        (isCreate ? "c" : "u") + String(index)
    }

    /// Makes the call; the same batch always gives the same bytes.
    ///
    /// - Parameter idempotencyKey: of this attempt.
    /// - Returns: a mutation.
    package func call(idempotencyKey: String) -> MondayCall {
        MondayCall(
            document: document, variables: variables, kind: .mutation, idempotencyKey: idempotencyKey,
            operation: members.contains(where: \.isCreate) ? "create" : "change", members: members.count)
    }

    var document: String {
        var declarations = ["$board: ID!"]
        // A declared variable that is not used makes a document invalid.
        if members.contains(where: \.isCreate) { declarations.append("$group: String!") }
        var fields = [Fragments.complexity]
        for (index, (alias, member)) in zip(aliases, members).enumerated() {
            switch member {
            case .create:
                declarations.append("$n\(index): String!")
                fields.append(
                    "\(alias): create_item(board_id: $board, group_id: $group, item_name: $n\(index), "
                        + "column_values: $v\(index), create_labels_if_missing: false) { id }")
            case .change:
                declarations.append("$i\(index): ID!")
                fields.append(
                    "\(alias): change_multiple_column_values(board_id: $board, item_id: $i\(index), "
                        + "column_values: $v\(index), create_labels_if_missing: false) { id }")
            }
            declarations.append("$v\(index): JSON!")
        }
        return "mutation (\(declarations.joined(separator: ", "))) { \(fields.joined(separator: " ")) }"
    }

    private var variables: [String: JSONValue] {
        var variables: [String: JSONValue] = ["board": .string(board)]
        if members.contains(where: \.isCreate) { variables["group"] = .string(group) }
        for (index, member) in members.enumerated() {
            switch member {
            case .create(let name, let values):
                variables["n\(index)"] = .string(name)
                variables["v\(index)"] = .string(values)
            case .change(let item, let values):
                variables["i\(index)"] = .string(item)
                variables["v\(index)"] = .string(values)
            }
        }
        return variables
    }
}
