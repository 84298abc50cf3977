/// A validated operation with its arguments coerced: what remains is to fetch.
///
/// Not thread-safe: it is made, run and dropped under the simulator's lock.
final class Plan {
    let kind: OperationDefinition.Kind
    let fields: [PlannedField]

    init(kind: OperationDefinition.Kind, fields: [PlannedField]) {
        self.kind = kind
        self.fields = fields
    }
}

/// One field of the answer; selections of the same response key are merged.
final class PlannedField {
    let responseKey: String
    let name: String
    let type: TypeReference
    let arguments: Arguments
    let location: SourceLocation
    private let selections: [[Selection]]
    private let planner: Planner
    private var plans: [String: [PlannedField]] = [:]

    init(_ fields: [Field], definition: FieldDefinition, arguments: Arguments, planner: Planner) {
        responseKey = fields[0].responseKey
        name = fields[0].name
        location = fields[0].location
        type = definition.type
        selections = fields.map(\.selections)
        self.arguments = arguments
        self.planner = planner
    }

    /// The fields to fetch of an object of that type; planned once per type.
    ///
    /// - Parameter type: The concrete type of the object.
    /// - Returns: Fields in the order of the document.
    /// - Throws: ``GraphQLError`` for an argument whose variable does not fit.
    func fields(of type: String) throws(GraphQLError) -> [PlannedField] {
        if let planned = plans[type] { return planned }
        let planned = try planner.plan(selections, of: type)
        plans[type] = planned
        return planned
    }
}

/// Plans the operation of a validated document.
final class Planner {
    private let schema: Schema
    private let fragments: [String: FragmentDefinition]
    private let variables: [String: JSONValue]
    private let coercion: InputCoercion

    private init(schema: Schema, document: Document, variables: [String: JSONValue]) {
        self.schema = schema
        self.variables = variables
        fragments = Dictionary(document.fragments.map { ($0.name, $0) }) { first, _ in first }
        coercion = InputCoercion(schema: schema)
    }

    /// Chooses the operation and fills in its variables.
    ///
    /// - Parameters:
    ///   - document: A document without errors.
    ///   - operationName: Which operation is meant, needed where there are several.
    ///   - variables: The JSON object of the client; `null` stands for none.
    ///   - schema: The schema the document was checked against.
    /// - Returns: The plan.
    /// - Throws: ``GraphQLError`` for an unknown operation and for variables that do not fit their types.
    static func plan(
        _ document: Document, operationName: String?, variables: JSONValue, schema: Schema
    ) throws(GraphQLError) -> Plan {
        let operation = try choose(operationName, in: document)
        let given = try coerce(variables, for: operation, schema: schema)
        let planner = Planner(schema: schema, document: document, variables: given)
        let root = operation.kind == .mutation ? "Mutation" : "Query"
        return Plan(kind: operation.kind, fields: try planner.plan([operation.selections], of: root))
    }

    private static func choose(_ name: String?, in document: Document) throws(GraphQLError) -> OperationDefinition {
        let start = SourceLocation(line: 1, column: 1)
        guard let name else {
            guard document.operations.count == 1 else {
                throw .validation("Must provide operation name if query contains multiple operations.", at: start)
            }
            return document.operations[0]
        }
        guard let operation = document.operations.first(where: { $0.name == name }) else {
            throw .validation("Unknown operation named \"\(name)\".", at: start)
        }
        return operation
    }

    private static func coerce(
        _ given: JSONValue, for operation: OperationDefinition, schema: Schema
    ) throws(GraphQLError) -> [String: JSONValue] {
        let coercion = InputCoercion(schema: schema)
        let values = Dictionary((given.members ?? []).map { ($0.name, $0.value) }) { _, last in last }
        var variables: [String: JSONValue] = [:]
        for definition in operation.variables {
            let value =
                values[definition.name]
                ?? definition.defaultValue.flatMap { coercion.json(of: $0, variables: [:]) }
            guard let value else {
                if definition.type.isNonNull {
                    throw .validation(
                        "Variable \"$\(definition.name)\" of required type \"\(definition.type)\" was not provided.",
                        at: definition.location)
                }
                continue
            }
            do {
                variables[definition.name] = try coercion.coerce(value, to: definition.type)
            } catch {
                throw .validation(
                    "Variable \"$\(definition.name)\" got invalid value \(value.excerpt); \(error.message)",
                    at: definition.location)
            }
        }
        return variables
    }

    /// Merges selection sets for an object of a type; throws ``GraphQLError`` as ``PlannedField/fields(of:)`` does.
    fileprivate func plan(_ sets: [[Selection]], of type: String) throws(GraphQLError) -> [PlannedField] {
        var order: [String] = []
        var collected: [String: [Field]] = [:]
        for selections in sets { try collect(selections, of: type, order: &order, into: &collected) }
        var planned: [PlannedField] = []
        for key in order {
            guard let fields = collected[key], let definition = schema.field(fields[0].name, of: type) else { continue }
            let values: [String: JSONValue]
            do {
                values = try coercion.arguments(fields[0].arguments, for: definition.arguments, variables: variables)
            } catch {
                throw .validation(error.message, at: fields[0].location)
            }
            planned.append(
                PlannedField(fields, definition: definition, arguments: Arguments(values), planner: self))
        }
        return planned
    }

    private func collect(
        _ selections: [Selection], of type: String, order: inout [String], into collected: inout [String: [Field]]
    ) throws(GraphQLError) {
        for selection in selections where try isIncluded(selection) {
            switch selection {
            case .field(let field):
                if collected[field.responseKey] == nil { order.append(field.responseKey) }
                collected[field.responseKey, default: []].append(field)
            case .inline(let condition, _, let inner, _):
                if schema.object(type, satisfies: condition ?? type) {
                    try collect(inner, of: type, order: &order, into: &collected)
                }
            case .spread(let name, _, _):
                if let fragment = fragments[name], schema.object(type, satisfies: fragment.typeCondition) {
                    try collect(fragment.selections, of: type, order: &order, into: &collected)
                }
            }
        }
    }

    private func isIncluded(_ selection: Selection) throws(GraphQLError) -> Bool {
        for directive in selection.directives {
            do {
                let values = try coercion.arguments(
                    directive.arguments, for: Directive.condition, variables: variables)
                if values["if"]?.truth == (directive.name == "skip") { return false }
            } catch {
                throw .validation(error.message, at: directive.location)
            }
        }
        return true
    }
}

/// The coerced arguments of one field.
struct Arguments {
    private let values: [String: JSONValue]

    init(_ values: [String: JSONValue]) {
        self.values = values
    }

    /// The value as it was given; `nil` for none and for `null`.
    func value(_ name: String) -> JSONValue? {
        // Spelled out: in a conditional expression `nil` would be JSON's null, which the type takes as a literal.
        guard let value = values[name], !value.isNull else { return nil }
        return value
    }

    /// Whether the argument was given, be it as `null`.
    func isGiven(_ name: String) -> Bool { values[name] != nil }

    /// A text, an id or an enum value.
    func text(_ name: String) -> String? { values[name]?.text }

    /// A whole number.
    func integer(_ name: String) -> Int? { values[name]?.integer }

    /// A truth value, `false` where there is none.
    func truth(_ name: String) -> Bool { values[name]?.truth ?? false }

    /// The texts of a list; `nil` where there is no list.
    func texts(_ name: String) -> [String]? { values[name]?.elements?.compactMap(\.text) }
}
