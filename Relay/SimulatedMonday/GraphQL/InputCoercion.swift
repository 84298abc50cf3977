/// Turns literals and variables into values of the schema's input types (specification, sections 3.5 to 3.12).
///
/// `ID` and enum values become strings, a lone value where a list is due becomes a list of one.
struct InputCoercion {
    let schema: Schema

    /// Takes a variable's value as it came in the request.
    ///
    /// - Parameters:
    ///   - value: The JSON of the client.
    ///   - type: The type the document declares.
    /// - Returns: The value in the form of the type.
    /// - Throws: ``Mismatch`` for a value the type does not take.
    func coerce(_ value: JSONValue, to type: TypeReference) throws(Mismatch) -> JSONValue {
        switch type {
        case .nonNull(let inner):
            guard !value.isNull else { throw Mismatch("Expected non-nullable type \"\(type)\" not to be null.") }
            return try coerce(value, to: inner)
        case .list(let element):
            switch value {
            case .null: return .null
            case .array(let elements):
                var coerced: [JSONValue] = []
                for value in elements { coerced.append(try coerce(value, to: element)) }
                return .array(coerced)
            default: return .array([try coerce(value, to: element)])
            }
        case .named(let name):
            if value.isNull { return .null }
            switch schema.types[name] {
            case .input(let fields): return try coerce(value, toInput: name, fields)
            case .enumeration(let values):
                guard let text = value.text, values.contains(text) else {
                    throw Mismatch("Value \(value.excerpt) does not exist in \"\(name)\" enum.")
                }
                return value
            default: return try coerce(value, toScalar: name)
            }
        }
    }

    /// A value that does not fit its type, in graphql-js's words.
    struct Mismatch: Error {
        let message: String

        init(_ message: String) {
            self.message = message
        }
    }

    private func coerce(_ value: JSONValue, toScalar name: String) throws(Mismatch) -> JSONValue {
        switch (name, value) {
        case ("String", .string), ("Boolean", .bool), ("ID", .string), ("Float", .number): return value
        case ("ID", .number(let digits)) where Int(digits) != nil: return .string(digits)
        case ("Int", .number(let digits)) where Int32(digits) != nil: return value
        case ("String", _), ("Boolean", _), ("ID", _), ("Float", _), ("Int", _):
            throw Mismatch("\(name) cannot represent the value: \(value.excerpt)")
        default: return value
        }
    }

    private func coerce(
        _ value: JSONValue, toInput name: String, _ fields: [InputDefinition]
    ) throws(Mismatch) -> JSONValue {
        guard case .object(let members) = value else {
            throw Mismatch("Expected type \"\(name)\" to be an object.")
        }
        for member in members where !fields.contains(where: { $0.name == member.name }) {
            throw Mismatch("Field \"\(member.name)\" is not defined by type \"\(name)\".")
        }
        var coerced: [JSONMember] = []
        for field in fields {
            if let given = value[field.name] {
                coerced.append(JSONMember(field.name, try coerce(given, to: field.type)))
            } else if let defaultValue = field.defaultValue {
                coerced.append(JSONMember(field.name, json(of: defaultValue, variables: [:]) ?? .null))
            } else if field.isRequired {
                throw Mismatch("Field \"\(field.name)\" of required type \"\(field.type)\" was not provided.")
            }
        }
        return .object(coerced)
    }

    /// The value of a literal, with its variables filled in; `nil` for a variable that was not given.
    ///
    /// - Parameters:
    ///   - literal: The literal, as validated or untyped inside a JSON scalar.
    ///   - variables: Coerced values of the operation's variables.
    /// - Returns: The JSON the literal stands for, before its coercion to a type.
    func json(of literal: Literal, variables: [String: JSONValue]) -> JSONValue? {
        switch literal {
        case .variable(let name): variables[name]
        case .int(let digits), .float(let digits): .number(digits)
        case .string(let text), .enumeration(let text): .string(text)
        case .boolean(let truth): .bool(truth)
        case .null: .null
        case .list(let elements): .array(elements.map { json(of: $0, variables: variables) ?? .null })
        case .object(let members):
            .object(
                members.compactMap { member in
                    json(of: member.value, variables: variables).map { JSONMember(member.name, $0) }
                })
        }
    }

    /// The values of a field's or directive's arguments, defaults applied.
    ///
    /// - Parameters:
    ///   - given: The arguments in the document.
    ///   - definitions: The arguments of the schema.
    ///   - variables: Coerced values of the operation's variables.
    /// - Returns: Values by name; an argument neither given nor defaulted is absent.
    /// - Throws: ``Mismatch`` for a required argument whose variable is null or missing.
    func arguments(
        _ given: [Argument], for definitions: [InputDefinition], variables: [String: JSONValue]
    ) throws(Mismatch) -> [String: JSONValue] {
        var values: [String: JSONValue] = [:]
        for definition in definitions {
            let argument = given.first { $0.name == definition.name }
            let value =
                argument.flatMap { json(of: $0.value, variables: variables) }
                ?? definition.defaultValue.flatMap { json(of: $0, variables: [:]) }
            guard let value else {
                guard !definition.isRequired else {
                    throw Mismatch(
                        "Argument \"\(definition.name)\" of required type \"\(definition.type)\" was not provided.")
                }
                continue
            }
            values[definition.name] = try coerce(value, to: definition.type)
        }
        return values
    }
}

extension JSONValue {
    /// The value as JSON, cut to what fits in a message.
    var excerpt: String {
        let text = encodedText
        return text.count <= 80 ? text : text.prefix(80) + "…"
    }
}
