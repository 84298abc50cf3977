/// A parsed GraphQL document: its operations and fragments.
struct Document {
    var operations: [OperationDefinition] = []
    var fragments: [FragmentDefinition] = []
}

/// A query or mutation.
struct OperationDefinition {
    /// What an operation does.
    enum Kind: String {
        case query
        case mutation
        case subscription
    }

    let kind: Kind
    let name: String?
    let variables: [VariableDefinition]
    let directives: [Directive]
    let selections: [Selection]
    let location: SourceLocation
}

/// `$name: Type = default`.
struct VariableDefinition {
    let name: String
    let type: TypeReference
    let defaultValue: Literal?
    let location: SourceLocation
}

/// `fragment name on Type { … }`.
struct FragmentDefinition {
    let name: String
    let typeCondition: String
    let directives: [Directive]
    let selections: [Selection]
    let location: SourceLocation
}

/// One member of a selection set.
enum Selection {
    case field(Field)
    /// `...name`.
    case spread(name: String, directives: [Directive], location: SourceLocation)
    /// `... on Type { … }`; without a type, the surrounding one.
    case inline(typeCondition: String?, directives: [Directive], selections: [Selection], location: SourceLocation)

    /// The `@include` and `@skip` of the member.
    var directives: [Directive] {
        switch self {
        case .field(let field): field.directives
        case .spread(_, let directives, _), .inline(_, let directives, _, _): directives
        }
    }
}

/// `alias: name(arguments) { … }`.
struct Field {
    let alias: String?
    let name: String
    let arguments: [Argument]
    let directives: [Directive]
    let selections: [Selection]
    let location: SourceLocation

    /// The name of the field in the answer.
    var responseKey: String { alias ?? name }
}

/// `name: value`, of a field, a directive or an input object.
struct Argument: Equatable, Sendable {
    let name: String
    let value: Literal
    let location: SourceLocation

    static func == (left: Argument, right: Argument) -> Bool { left.name == right.name && left.value == right.value }
}

/// `@name(arguments)`.
struct Directive {
    let name: String
    let arguments: [Argument]
    let location: SourceLocation
}

/// A value as the document states it.
enum Literal: Equatable, Sendable {
    case variable(String)
    case int(String)
    case float(String)
    case string(String)
    case boolean(Bool)
    case null
    case enumeration(String)
    case list([Literal])
    case object([Argument])

    /// The names of the variables inside.
    var variables: [String] {
        switch self {
        case .variable(let name): [name]
        case .list(let elements): elements.flatMap(\.variables)
        case .object(let members): members.flatMap(\.value.variables)
        default: []
        }
    }
}

/// A type as a document or schema names it.
indirect enum TypeReference: Equatable, Sendable, CustomStringConvertible {
    case named(String)
    case list(TypeReference)
    case nonNull(TypeReference)

    var description: String {
        switch self {
        case .named(let name): name
        case .list(let element): "[\(element)]"
        case .nonNull(let type): "\(type)!"
        }
    }

    /// The name inside all lists and non-nulls.
    var name: String {
        switch self {
        case .named(let name): name
        case .list(let type), .nonNull(let type): type.name
        }
    }

    /// Whether `null` is no value of this type.
    var isNonNull: Bool {
        guard case .nonNull = self else { return false }
        return true
    }

    /// The type without its outer non-null.
    var nullable: TypeReference {
        guard case .nonNull(let type) = self else { return self }
        return type
    }
}
