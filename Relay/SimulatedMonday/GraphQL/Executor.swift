/// Runs a plan: one field after another, each failure at its own path (GraphQL specification, section 6).
struct Executor {
    /// What a field answers, before its own selections are fetched.
    enum Resolved {
        case null
        case leaf(JSONValue)
        case object(Node)
        case list([Node])
    }

    /// A field that may not be null is: its parent becomes null.
    private struct NullPropagation: Error {}

    /// Answers a field of an object.
    private let resolve: (PlannedField, Node) throws -> Resolved
    /// The entries of `errors` so far.
    private(set) var errors: [GraphQLError] = []
    private var path: [JSONValue] = []

    /// Takes the function that fetches one field.
    init(resolve: @escaping (PlannedField, Node) throws -> Resolved) {
        self.resolve = resolve
    }

    /// Runs all fields of an operation.
    ///
    /// - Parameter plan: The operation.
    /// - Returns: The value of `data`, `null` where a field that may not be null failed.
    mutating func run(_ plan: Plan) -> JSONValue {
        do {
            return try object(plan.kind == .mutation ? .mutation : .query, fields: plan.fields)
        } catch {
            return .null
        }
    }

    private mutating func object(_ node: Node, fields: [PlannedField]) throws -> JSONValue {
        var members: [JSONMember] = []
        members.reserveCapacity(fields.count)
        for field in fields {
            members.append(JSONMember(field.responseKey, try value(of: field, on: node)))
        }
        return .object(members)
    }

    private mutating func value(of field: PlannedField, on node: Node) throws -> JSONValue {
        path.append(.string(field.responseKey))
        defer { path.removeLast() }
        if field.name == "__typename" { return .string(node.typeName) }
        let value: JSONValue
        do {
            value = try complete(try resolve(field, node), field)
        } catch {
            if var failure = error as? GraphQLError {
                failure.locations = [field.location]
                failure.path = path
                errors.append(failure)
            }
            value = .null
        }
        guard !value.isNull || !field.type.isNonNull else { throw NullPropagation() }
        return value
    }

    private mutating func complete(_ resolved: Resolved, _ field: PlannedField) throws -> JSONValue {
        switch resolved {
        case .null: return .null
        case .leaf(let value): return value
        case .object(let node): return try object(node, fields: field.fields(of: node.typeName))
        case .list(let nodes):
            var elements: [JSONValue] = []
            elements.reserveCapacity(nodes.count)
            for (index, node) in nodes.enumerated() {
                path.append(.integer(index))
                defer { path.removeLast() }
                elements.append(try object(node, fields: field.fields(of: node.typeName)))
            }
            return .array(elements)
        }
    }
}
