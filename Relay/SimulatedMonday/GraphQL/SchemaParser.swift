/// Reads the part of GraphQL's schema language that the excerpt uses: scalars, enums, inputs, interfaces, unions, types
/// and extensions of types.
struct SchemaParser {
    private var words: DocumentParser

    /// Reads a schema.
    ///
    /// - Parameter text: Definitions without descriptions and directives.
    /// - Returns: The schema.
    /// - Throws: ``GraphQLError`` with the place of the first word that does not fit.
    static func parse(_ text: String) throws -> Schema {
        var parser = SchemaParser(words: try DocumentParser(text))
        var schema = Schema()
        for builtIn in ["Int", "Float", "String", "Boolean", "ID"] { schema.define(builtIn, .scalar) }
        while parser.words.token.kind != .end {
            let start = parser.words.token.location
            let keyword = try parser.words.name()
            if keyword == "extend" {
                guard try parser.words.skipKeyword("type") else { throw parser.words.unexpected(expected: "\"type\"") }
                guard schema.extend(try parser.words.name(), with: try parser.fields()) else {
                    throw GraphQLError.syntax("the type is not there, or has one of these fields already", at: start)
                }
                continue
            }
            let name = try parser.words.name()
            schema.define(name, try parser.definition(keyword))
        }
        return schema
    }

    private mutating func definition(_ keyword: String) throws -> Schema.TypeDefinition {
        switch keyword {
        case "scalar":
            return .scalar
        case "enum":
            try words.expect("{")
            var values: Set<String> = []
            repeat { values.insert(try words.name()) } while try !words.skip("}")
            return .enumeration(values)
        case "input":
            try words.expect("{")
            return .input(try inputs(until: "}"))
        case "interface":
            return .interface(fields: try fields())
        case "union":
            try words.expect("=")
            var members: Set<String> = []
            repeat { members.insert(try words.name()) } while try words.skip("|")
            return .union(members)
        case "type":
            let interfaces: Set<String> = try words.skipKeyword("implements") ? [try words.name()] : []
            return .object(fields: try fields(), interfaces: interfaces)
        default:
            throw words.unexpected(expected: "a definition")
        }
    }

    private mutating func fields() throws -> [String: FieldDefinition] {
        try words.expect("{")
        var fields: [String: FieldDefinition] = [:]
        repeat {
            let name = try words.name()
            let arguments = try words.skip("(") ? try inputs(until: ")") : []
            try words.expect(":")
            fields[name] = FieldDefinition(type: try words.typeReference(), arguments: arguments)
        } while try !words.skip("}")
        return fields
    }

    private mutating func inputs(until end: String) throws -> [InputDefinition] {
        var inputs: [InputDefinition] = []
        repeat {
            let name = try words.name()
            try words.expect(":")
            let type = try words.typeReference()
            let defaultValue = try words.skip("=") ? try words.literal(isConstant: true) : nil
            inputs.append(InputDefinition(name: name, type: type, defaultValue: defaultValue))
        } while try !words.skip(end)
        return inputs
    }
}
