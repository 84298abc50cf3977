/// Parses GraphQL documents (specification, section 2) by recursive descent.
struct DocumentParser {
    /// How deep selections and values may nest: deeper ones would overflow the stack of the thread that reads them.
    static let depthLimit = 40

    private var lexer: Lexer
    private(set) var token: Token
    private var depth = 0

    /// Starts at the first token of a text; throws ``GraphQLError`` where that is none.
    init(_ text: String) throws {
        lexer = Lexer(text)
        token = try lexer.next()
    }

    /// Parses a document of operations and fragments.
    ///
    /// - Parameter text: What the client sent as `query`.
    /// - Returns: The document, not validated.
    /// - Throws: ``GraphQLError`` with the place of the first word that does not fit.
    static func parse(_ text: String) throws -> Document {
        var parser = try DocumentParser(text)
        return try parser.document()
    }

    // MARK: Words

    /// Steps to the next token and returns the one left.
    @discardableResult
    mutating func advance() throws -> Token {
        let left = token
        token = try lexer.next()
        return left
    }

    /// Steps over a punctuator where it stands next.
    mutating func skip(_ punctuator: String) throws -> Bool {
        guard token.kind == .punctuator(punctuator) else { return false }
        try advance()
        return true
    }

    /// Steps over a punctuator; throws ``GraphQLError`` where another word stands.
    mutating func expect(_ punctuator: String) throws {
        guard try skip(punctuator) else { throw unexpected(expected: "\"\(punctuator)\"") }
    }

    /// Steps over a keyword where it stands next.
    mutating func skipKeyword(_ keyword: String) throws -> Bool {
        guard token.kind == .name(keyword) else { return false }
        try advance()
        return true
    }

    /// Takes a name; throws ``GraphQLError`` where another word stands.
    mutating func name() throws -> String {
        guard case .name(let name) = token.kind else { throw unexpected(expected: "a name") }
        try advance()
        return name
    }

    /// The error that another word was expected here.
    func unexpected(expected: String) -> GraphQLError {
        .syntax("expected \(expected), found \(token.kind)", at: token.location)
    }

    private mutating func nested<Result>(_ body: (inout DocumentParser) throws -> Result) throws -> Result {
        guard depth < Self.depthLimit else {
            throw GraphQLError.syntax("nested more than \(Self.depthLimit) levels", at: token.location)
        }
        depth += 1
        defer { depth -= 1 }
        return try body(&self)
    }

    // MARK: Definitions

    private mutating func document() throws -> Document {
        var document = Document()
        repeat {
            if token.kind == .name("fragment") {
                document.fragments.append(try fragment())
            } else {
                document.operations.append(try operation())
            }
        } while token.kind != .end
        return document
    }

    private mutating func operation() throws -> OperationDefinition {
        let location = token.location
        if token.kind == .punctuator("{") {
            return OperationDefinition(
                kind: .query, name: nil, variables: [], directives: [], selections: try selectionSet(),
                location: location)
        }
        guard case .name(let word) = token.kind, let kind = OperationDefinition.Kind(rawValue: word) else {
            throw unexpected(expected: "query, mutation or fragment")
        }
        try advance()
        var operationName: String?
        if case .name = token.kind { operationName = try name() }
        return OperationDefinition(
            kind: kind, name: operationName, variables: try variableDefinitions(), directives: try directives(),
            selections: try selectionSet(), location: location)
    }

    private mutating func variableDefinitions() throws -> [VariableDefinition] {
        guard try skip("(") else { return [] }
        var definitions: [VariableDefinition] = []
        repeat {
            let location = token.location
            try expect("$")
            let variable = try name()
            try expect(":")
            let type = try typeReference()
            let defaultValue = try skip("=") ? try literal(isConstant: true) : nil
            definitions.append(
                VariableDefinition(name: variable, type: type, defaultValue: defaultValue, location: location))
        } while token.kind == .punctuator("$")
        try expect(")")
        return definitions
    }

    /// Parses `Name`, `[Type]` and `Type!`; throws ``GraphQLError`` for anything else.
    mutating func typeReference() throws -> TypeReference {
        try nested { parser in
            let type: TypeReference
            if try parser.skip("[") {
                type = .list(try parser.typeReference())
                try parser.expect("]")
            } else {
                type = .named(try parser.name())
            }
            return try parser.skip("!") ? .nonNull(type) : type
        }
    }

    private mutating func fragment() throws -> FragmentDefinition {
        let location = token.location
        try advance()
        guard token.kind != .name("on") else { throw unexpected(expected: "the name of the fragment") }
        let fragmentName = try name()
        guard try skipKeyword("on") else { throw unexpected(expected: "\"on\"") }
        return FragmentDefinition(
            name: fragmentName, typeCondition: try name(), directives: try directives(), selections: try selectionSet(),
            location: location)
    }

    // MARK: Selections

    private mutating func selectionSet() throws -> [Selection] {
        try nested { parser in
            try parser.expect("{")
            var selections: [Selection] = []
            repeat { selections.append(try parser.selection()) } while try !parser.skip("}")
            return selections
        }
    }

    private mutating func selection() throws -> Selection {
        let location = token.location
        guard try skip("...") else { return .field(try field()) }
        if case .name(let fragment) = token.kind, fragment != "on" {
            try advance()
            return .spread(name: fragment, directives: try directives(), location: location)
        }
        let condition = try skipKeyword("on") ? try name() : nil
        return .inline(
            typeCondition: condition, directives: try directives(), selections: try selectionSet(), location: location)
    }

    private mutating func field() throws -> Field {
        let location = token.location
        var fieldName = try name()
        var alias: String?
        if try skip(":") {
            alias = fieldName
            fieldName = try name()
        }
        return Field(
            alias: alias, name: fieldName, arguments: try arguments(isConstant: false), directives: try directives(),
            selections: token.kind == .punctuator("{") ? try selectionSet() : [], location: location)
    }

    private mutating func arguments(isConstant: Bool) throws -> [Argument] {
        guard try skip("(") else { return [] }
        var arguments: [Argument] = []
        repeat { arguments.append(try argument(isConstant: isConstant)) } while try !skip(")")
        return arguments
    }

    private mutating func argument(isConstant: Bool) throws -> Argument {
        let location = token.location
        let argumentName = try name()
        try expect(":")
        return Argument(name: argumentName, value: try literal(isConstant: isConstant), location: location)
    }

    private mutating func directives() throws -> [Directive] {
        var directives: [Directive] = []
        while token.kind == .punctuator("@") {
            let location = token.location
            try advance()
            directives.append(
                Directive(name: try name(), arguments: try arguments(isConstant: false), location: location))
        }
        return directives
    }

    // MARK: Values

    /// Parses a value.
    ///
    /// - Parameter isConstant: Whether variables are refused, as in defaults.
    /// - Returns: The value.
    /// - Throws: ``GraphQLError`` where no value stands.
    mutating func literal(isConstant: Bool) throws -> Literal {
        try nested { try $0.unguardedLiteral(isConstant: isConstant) }
    }

    private mutating func unguardedLiteral(isConstant: Bool) throws -> Literal {
        let start = token
        switch start.kind {
        case .int(let text):
            try advance()
            return .int(text)
        case .float(let text):
            try advance()
            return .float(text)
        case .string(let text):
            try advance()
            return .string(text)
        case .name(let word):
            try advance()
            switch word {
            case "true": return .boolean(true)
            case "false": return .boolean(false)
            case "null": return .null
            default: return .enumeration(word)
            }
        case .punctuator("$") where !isConstant:
            try advance()
            return .variable(try name())
        case .punctuator("["):
            try advance()
            var elements: [Literal] = []
            while try !skip("]") { elements.append(try literal(isConstant: isConstant)) }
            return .list(elements)
        case .punctuator("{"):
            try advance()
            var members: [Argument] = []
            while try !skip("}") { members.append(try argument(isConstant: isConstant)) }
            return .object(members)
        default:
            throw unexpected(expected: "a value")
        }
    }
}
