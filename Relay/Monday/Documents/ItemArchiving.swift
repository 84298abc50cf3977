/// Archives several items in one request, each under an alias of its own.
package enum ItemArchiving {
    /// Makes the call.
    ///
    /// - Parameters:
    ///   - items: ids, at least one.
    ///   - idempotencyKey: of this request.
    /// - Returns: a mutation.
    package static func call(items: [String], idempotencyKey: String) -> MondayCall {
        let names = items.indices.map { "i\($0)" }
        let declarations = names.map { "$\($0): ID" }.joined(separator: ", ")
        let fields = zip(aliases(items.count), names).map { "\($0): archive_item(item_id: $\($1)) { id }" }
        return MondayCall(
            document: "mutation (\(declarations)) { \(Fragments.complexity) \(fields.joined(separator: " ")) }",
            variables: Dictionary(zip(names, items.map { .string($0) }), uniquingKeysWith: { first, _ in first }),
            kind: .mutation, idempotencyKey: idempotencyKey, operation: "change", members: items.count)
    }

    /// The items' names in the answer, in their order.
    package static func aliases(_ count: Int) -> [String] { (0..<count).map { "a\($0)" } }
}
