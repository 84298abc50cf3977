/// Looks items up by the values of their key column, in several searches at once.
///
/// monday compares texts without regard to case and outer spaces: the caller compares the keys exactly.
package enum ItemLookup {
    /// The searches' names in the answer, in their order: `k0`, `k1`.
    private static func alias(_ index: Int) -> String { "k\(index)" }

    /// Makes the call.
    ///
    /// - Parameters:
    ///   - board: the board's identifier.
    ///   - keyColumn: the identifier of a text column.
    ///   - groups: the keys of each search, at least one; how many monday takes is not documented.
    /// - Returns: a query; further pages come with ``KeyItems``.
    package static func call(board: String, keyColumn: String, groups: [[String]]) -> MondayCall {
        var declarations = ["$board: ID!", "$columns: [String!]", "$limit: Int!"]
        var fields = [Fragments.complexity]
        var variables: [String: JSONValue] = [
            "board": .string(board), "columns": .array([.string(keyColumn)]),
            "limit": .integer(Int64(Fragments.pageSize)),
        ]
        for (index, keys) in groups.enumerated() {
            let name = alias(index)
            declarations.append("$\(name): [ItemsPageByColumnValuesQuery!]")
            fields.append(
                "\(name): items_page_by_column_values(board_id: $board, columns: $\(name), limit: $limit) "
                    + Fragments.keyPage)
            variables[name] = .array([
                .object([
                    "column_id": .string(keyColumn), "column_values": .array(keys.map { .string($0) }),
                ])
            ])
        }
        let document = "query (\(declarations.joined(separator: ", "))) { \(fields.joined(separator: " ")) }"
        return MondayCall(document: document, variables: variables, kind: .query, operation: "look-up")
    }

    /// Reads the answer.
    ///
    /// - Parameters:
    ///   - answer: to the call.
    ///   - groups: how many searches it held.
    /// - Returns: for each search its first page, or why it was refused.
    /// - Throws: an error that concerns the request as a whole.
    package static func read(
        _ answer: MondayAnswer, groups: Int
    ) throws(MondayFailure) -> [Result<ItemPage, MondayFailure>] {
        if let failure = answer.errors.first(where: { $0.path.isEmpty }) { throw failure }
        guard let data = answer.data else { throw answer.errors.first ?? answer.unreadable("data") }
        return (0..<groups).map { index in
            let name = alias(index)
            if let own = answer.errors.first(where: { $0.path.first == name }) { return .failure(own) }
            do throws(MondayFailure) {
                return .success(try ItemPage(data[name], of: answer, name))
            } catch {
                return .failure(error)
            }
        }
    }
}
