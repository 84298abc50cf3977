/// Checks a document against a schema before anything of it runs (GraphQL specification, section 5).
///
/// An unknown field is reported in monday's form (code `undefinedField` with `typeName` and `fieldName`), everything else
/// as `GRAPHQL_VALIDATION_FAILED` with graphql-js's wording.
struct DocumentValidator {
    /// How many errors an answer holds at most: a hostile document could have one per byte.
    static let errorLimit = 50

    /// How many fields a document may have, fragments unfolded: fragments that spread each other grow exponentially.
    static let fieldLimit = 20_000

    let schema: Schema
    let document: Document
    let fragments: [String: FragmentDefinition]
    private(set) var errors: [GraphQLError] = []
    private var fieldCount = 0
    /// Variables of the operation in hand, and those of them that were used.
    private(set) var variables: [String: VariableDefinition] = [:]
    var usedVariables: Set<String> = []
    private var usedFragments: Set<String> = []

    private init(schema: Schema, document: Document) {
        self.schema = schema
        self.document = document
        fragments = Dictionary(document.fragments.map { ($0.name, $0) }) { first, _ in first }
    }

    /// Checks a document.
    ///
    /// - Parameters:
    ///   - document: What the client sent.
    ///   - schema: What it may ask.
    /// - Returns: The errors, at most ``errorLimit``; empty for a valid document.
    static func errors(in document: Document, schema: Schema) -> [GraphQLError] {
        var validator = DocumentValidator(schema: schema, document: document)
        validator.validate()
        return Array(validator.errors.prefix(errorLimit))
    }

    /// Reports an error at a place.
    mutating func report(_ message: String, at location: SourceLocation) {
        errors.append(.validation(message, at: location))
    }

    /// Reports two fields that cannot share a response key.
    mutating func reportConflict(_ key: String, _ reason: String, _ first: SourceLocation, _ second: SourceLocation) {
        errors.append(
            .validation(
                "Fields \"\(key)\" conflict because \(reason). Use different aliases on the fields to fetch both"
                    + " if this was intentional.", at: first, second))
    }

    private mutating func validate() {
        validateNames()
        guard errors.isEmpty else { return }
        for fragment in document.fragments {
            if !schema.isComposite(fragment.typeCondition) {
                report(
                    "Fragment \"\(fragment.name)\" cannot condition on \"\(fragment.typeCondition)\".",
                    at: fragment.location)
            }
            var visited: Set<String> = []
            if reaches(fragment.name, from: fragment.selections, visited: &visited) {
                report("Cannot spread fragment \"\(fragment.name)\" within itself.", at: fragment.location)
            }
        }
        // What follows unfolds fragments and relies on their ending.
        guard errors.isEmpty else { return }
        for operation in document.operations { validate(operation) }
        for fragment in document.fragments where !usedFragments.contains(fragment.name) {
            report("Fragment \"\(fragment.name)\" is never used.", at: fragment.location)
        }
    }

    private mutating func validateNames() {
        var names: Set<String> = []
        for operation in document.operations {
            guard let name = operation.name else {
                if document.operations.count > 1 {
                    report("This anonymous operation must be the only defined operation.", at: operation.location)
                }
                continue
            }
            if !names.insert(name).inserted {
                report("There can be only one operation named \"\(name)\".", at: operation.location)
            }
        }
        if document.operations.isEmpty, let first = document.fragments.first {
            report("The document holds no operation.", at: first.location)
        }
        var fragmentNames: Set<String> = []
        for fragment in document.fragments where !fragmentNames.insert(fragment.name).inserted {
            report("There can be only one fragment named \"\(fragment.name)\".", at: fragment.location)
        }
    }

    private func reaches(_ target: String, from selections: [Selection], visited: inout Set<String>) -> Bool {
        for selection in selections {
            let isReached: Bool
            switch selection {
            case .field(let field): isReached = reaches(target, from: field.selections, visited: &visited)
            case .inline(_, _, let inner, _): isReached = reaches(target, from: inner, visited: &visited)
            case .spread(let name, _, _):
                guard name != target else { return true }
                guard let fragment = fragments[name], visited.insert(name).inserted else { continue }
                isReached = reaches(target, from: fragment.selections, visited: &visited)
            }
            if isReached { return true }
        }
        return false
    }

    // MARK: Operations and selections

    private mutating func validate(_ operation: OperationDefinition) {
        let root: String
        switch operation.kind {
        case .query: root = "Query"
        case .mutation: root = "Mutation"
        case .subscription: return report("Subscriptions are not supported.", at: operation.location)
        }
        variables = [:]
        usedVariables = []
        for variable in operation.variables {
            if variables.updateValue(variable, forKey: variable.name) != nil {
                report("There can be only one variable named \"$\(variable.name)\".", at: variable.location)
            }
            if !schema.isInput(variable.type.name) {
                report(
                    schema.types[variable.type.name] == nil
                        ? "Unknown type \"\(variable.type.name)\"."
                        : "Variable \"$\(variable.name)\" cannot be non-input type \"\(variable.type)\".",
                    at: variable.location)
            } else if let value = variable.defaultValue {
                validate(value, as: variable.type, at: variable.location)
            }
        }
        validate(operation.directives, at: "operation")
        validate(operation.selections, of: root)
        if errors.isEmpty { validateMerging(operation.selections, of: root) }
        for variable in operation.variables where !usedVariables.contains(variable.name) {
            let place = operation.name.map { " in operation \"\($0)\"" } ?? ""
            report("Variable \"$\(variable.name)\" is never used\(place).", at: variable.location)
        }
    }

    private mutating func validate(_ selections: [Selection], of type: String) {
        for selection in selections {
            guard errors.count < Self.errorLimit else { return }
            fieldCount += 1
            guard fieldCount <= Self.fieldLimit else {
                if fieldCount == Self.fieldLimit + 1 {
                    report(
                        "The document has more than \(Self.fieldLimit) fields.", at: SourceLocation(line: 1, column: 1))
                }
                return
            }
            validate(selection.directives, at: "field")
            switch selection {
            case .field(let field):
                validate(field, of: type)
            case .inline(let condition, _, let selections, let location):
                validateCondition(condition ?? type, in: type, at: location)
                if schema.isComposite(condition ?? type) { validate(selections, of: condition ?? type) }
            case .spread(let name, _, let location):
                guard let fragment = fragments[name] else {
                    report("Unknown fragment \"\(name)\".", at: location)
                    continue
                }
                usedFragments.insert(name)
                validateCondition(fragment.typeCondition, in: type, at: location)
                validate(fragment.selections, of: fragment.typeCondition)
            }
        }
    }

    private mutating func validateCondition(_ condition: String, in type: String, at location: SourceLocation) {
        if !schema.isComposite(condition) {
            report(
                schema.types[condition] == nil
                    ? "Unknown type \"\(condition)\"."
                    : "Fragment cannot condition on non composite type \"\(condition)\".", at: location)
        } else if !schema.overlap(condition, type) {
            report(
                "Fragment cannot be spread here as objects of type \"\(type)\" can never be of type \"\(condition)\".",
                at: location)
        }
    }

    private mutating func validate(_ field: Field, of type: String) {
        guard let definition = schema.field(field.name, of: type) else {
            errors.append(.undefinedField(field.name, of: type, at: field.location))
            return
        }
        validate(field.arguments, for: definition.arguments, of: "field \"\(type).\(field.name)\"", at: field.location)
        let result = definition.type.name
        switch (schema.isComposite(result), field.selections.isEmpty) {
        case (true, true):
            report(
                "Field \"\(field.name)\" of type \"\(definition.type)\" must have a selection of subfields."
                    + " Did you mean \"\(field.name) { ... }\"?", at: field.location)
        case (false, false):
            report(
                "Field \"\(field.name)\" must not have a selection since type \"\(definition.type)\" has no subfields.",
                at: field.location)
        case (true, false): validate(field.selections, of: result)
        case (false, true): break
        }
    }
}
