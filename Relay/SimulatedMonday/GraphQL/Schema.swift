/// A GraphQL schema: types by name.
struct Schema: Sendable {
    /// A named type.
    enum TypeDefinition: Sendable {
        case scalar
        case enumeration(Set<String>)
        case object(fields: [String: FieldDefinition], interfaces: Set<String>)
        case interface(fields: [String: FieldDefinition])
        case union(Set<String>)
        case input([InputDefinition])
    }

    private(set) var types: [String: TypeDefinition] = [:]

    /// Adds a type.
    mutating func define(_ name: String, _ type: TypeDefinition) {
        types[name] = type
    }

    /// Adds fields to an object type that is defined already: `extend type`.
    ///
    /// - Parameters:
    ///   - name: The type.
    ///   - added: Fields it does not have yet.
    /// - Returns: Whether there is such a type and none of the fields is one of its own.
    mutating func extend(_ name: String, with added: [String: FieldDefinition]) -> Bool {
        guard case .object(let fields, let interfaces)? = types[name],
            added.keys.allSatisfy({ fields[$0] == nil })
        else { return false }
        types[name] = .object(fields: fields.merging(added) { first, _ in first }, interfaces: interfaces)
        return true
    }

    /// The definition of a field, `__typename` included; `nil` for a type without that field.
    func field(_ name: String, of type: String) -> FieldDefinition? {
        switch types[type] {
        case .object(let fields, _), .interface(let fields):
            name == "__typename" ? FieldDefinition.typeName : fields[name]
        // Of a union only its type can be asked before a fragment says which member is meant.
        case .union: name == "__typename" ? FieldDefinition.typeName : nil
        default: nil
        }
    }

    /// Whether the type has fields.
    func isComposite(_ type: String) -> Bool {
        switch types[type] {
        case .object, .interface, .union: true
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
        if case .union(let members)? = types[condition] { return members.contains(type) }
        guard case .object(_, let interfaces)? = types[type] else { return false }
        return interfaces.contains(condition)
    }

    /// Whether some object can be both, else a fragment could never apply.
    func overlap(_ left: String, _ right: String) -> Bool {
        !concreteTypes(of: left).isDisjoint(with: concreteTypes(of: right))
    }

    /// The object types that a value of the type can have.
    func concreteTypes(of type: String) -> Set<String> {
        switch types[type] {
        case .union(let members): members
        case .interface:
            Set(types.keys.filter { if case .object = types[$0] { object($0, satisfies: type) } else { false } })
        default: [type]
        }
    }
}

/// A field of a type.
struct FieldDefinition: Sendable {
    let type: TypeReference
    let arguments: [InputDefinition]

    /// `__typename`, which every object has.
    static let typeName = FieldDefinition(type: .nonNull(.named("String")), arguments: [])
}

/// An argument or a field of an input object.
struct InputDefinition: Sendable {
    let name: String
    let type: TypeReference
    let defaultValue: Literal?

    /// Whether a value must be given.
    var isRequired: Bool { type.isNonNull && defaultValue == nil }
}
