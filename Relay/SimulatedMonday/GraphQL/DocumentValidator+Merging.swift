extension DocumentValidator {
    /// Fields of one response key must be one and the same field, else the answer could hold only one of them.
    ///
    /// Two unaliased `create_item` with different arguments are refused here (specification, section 5.3.2). Stricter
    /// than the specification in one point: fields of types that exclude each other must agree as well.
    mutating func validateMerging(_ selections: [Selection], of type: String) {
        var collected: [String: [Field]] = [:]
        collect(selections, into: &collected)
        for (key, fields) in collected {
            guard let first = fields.first else { continue }
            for field in fields.dropFirst() where field.name != first.name || field.arguments != first.arguments {
                let reason =
                    field.name == first.name
                    ? "they have differing arguments" : "\"\(first.name)\" and \"\(field.name)\" are different fields"
                reportConflict(key, reason, first.location, field.location)
            }
            guard let result = schema.field(first.name, of: type)?.type.name else { continue }
            validateMerging(fields.flatMap(\.selections), of: result)
        }
    }

    private func collect(_ selections: [Selection], into collected: inout [String: [Field]]) {
        for selection in selections {
            switch selection {
            case .field(let field): collected[field.responseKey, default: []].append(field)
            case .inline(_, _, let selections, _): collect(selections, into: &collected)
            case .spread(let name, _, _): collect(fragments[name]?.selections ?? [], into: &collected)
            }
        }
    }
}

extension Directive {
    /// The argument of `@include` and `@skip`.
    static let condition = [InputDefinition(name: "if", type: .nonNull(.named("Boolean")), defaultValue: nil)]
}
