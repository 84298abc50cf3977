/// A GraphQL schema: types by name.
struct Schema: Sendable {
    /// A named type.
    enum TypeDefinition: Sendable {
        case scalar
        case enumeration(Set<String>)
        case object(fields: [String: FieldDefinition], interfaces: Set<String>)
        case interface(fields: [String: FieldDefinition])
        case input([InputDefinition])
    }

    private(set) var types: [String: TypeDefinition] = [:]

    /// Adds a type.
    mutating func define(_ name: String, _ type: TypeDefinition) {
        types[name] = type
    }

    /// The definition of a field, `__typename` included; `nil` for a type without that field.
    func field(_ name: String, of type: String) -> FieldDefinition? {
        switch types[type] {
        case .object(let fields, _), .interface(let fields):
            name == "__typename" ? FieldDefinition(type: .nonNull(.named("String")), arguments: []) : fields[name]
        default: nil
        }
    }

    /// Whether the type has fields.
    func isComposite(_ type: String) -> Bool {
        switch types[type] {
        case .object, .interface: true
        default: false
        }
    }

    /// Whether a value of the type can be given by a client.
    func isInput(_ type: String) -> Bool {
        switch types[type] {
        case .scalar, .enumeration, .input: true
        default: false
        }
    }

    /// Whether every object of `type` is also a `condition`, the case a fragment's type condition asks for.
    func object(_ type: String, satisfies condition: String) -> Bool {
        guard type != condition else { return true }
        guard case .object(_, let interfaces)? = types[type] else { return false }
        return interfaces.contains(condition)
    }

    /// Whether some object can be both, else a fragment could never apply.
    func overlap(_ left: String, _ right: String) -> Bool {
        object(left, satisfies: right) || object(right, satisfies: left)
    }
}

/// A field of a type.
struct FieldDefinition: Sendable {
    let type: TypeReference
    let arguments: [InputDefinition]
}

/// An argument or a field of an input object.
struct InputDefinition: Sendable {
    let name: String
    let type: TypeReference
    let defaultValue: Literal?

    /// Whether a value must be given.
    var isRequired: Bool { type.isNonNull && defaultValue == nil }
}
