/// A place in a GraphQL document; both count from 1.
struct SourceLocation: Hashable, Sendable {
    var line: Int
    var column: Int
}

/// One entry of `errors` in an answer of monday.
///
/// The form is that of API versions from 2025-01: `message`, `locations`, `path` and `extensions` with a `code`.
struct GraphQLError: Error, Sendable {
    var message: String
    var code: String
    var locations: [SourceLocation] = []
    /// Response keys and list positions down to the field that failed.
    var path: [JSONValue] = []
    /// What stands in `extensions` after the code.
    var extensions: [JSONMember] = []

    /// A document that breaks a rule of the GraphQL specification, section 5.
    static func validation(_ message: String, at locations: SourceLocation...) -> GraphQLError {
        GraphQLError(message: message, code: "GRAPHQL_VALIDATION_FAILED", locations: locations)
    }

    /// A field that the type does not have, in monday's form of a validation error.
    static func undefinedField(_ field: String, of type: String, at location: SourceLocation) -> GraphQLError {
        GraphQLError(
            message: "Cannot query field \"\(field)\" on type \"\(type)\".", code: "undefinedField",
            locations: [location], extensions: [.init("typeName", .string(type)), .init("fieldName", .string(field))])
    }

    /// A text that is not a GraphQL document.
    static func syntax(_ message: String, at location: SourceLocation) -> GraphQLError {
        GraphQLError(
            message: "Parse error on line \(location.line), column \(location.column): \(message)",
            code: "GRAPHQL_PARSE_FAILED", locations: [location])
    }

    /// The entry as JSON.
    var json: JSONValue {
        var members = [JSONMember("message", .string(message))]
        if !locations.isEmpty {
            let places = locations.map {
                JSONValue.object([.init("line", .integer($0.line)), .init("column", .integer($0.column))])
            }
            members.append(JSONMember("locations", .array(places)))
        }
        if !path.isEmpty { members.append(JSONMember("path", .array(path))) }
        members.append(JSONMember("extensions", .object([JSONMember("code", .string(code))] + extensions)))
        return .object(members)
    }
}
