import Testing

@testable import SimulatedMonday

struct DocumentParserTests {
    @Test func `an operation keeps its name, variables and selections`() throws {
        let document = try DocumentParser.parse(
            """
            # a comment
            query Find($ids: [ID!]! = ["1"], $all: Boolean) {
              mine: boards(ids: $ids, limit: 5) { id ...Rest @include(if: $all) ... on Board { name } }
            }
            fragment Rest on Board { url }
            """)
        let operation = try #require(document.operations.first)
        #expect(operation.name == "Find")
        #expect(operation.variables.map(\.type.description) == ["[ID!]!", "Boolean"])
        #expect(operation.variables[0].defaultValue == .list([.string("1")]))
        guard case .field(let field) = operation.selections[0] else {
            Issue.record("the selection is no field")
            return
        }
        #expect(field.responseKey == "mine")
        #expect(field.name == "boards")
        #expect(field.arguments.map(\.value) == [.variable("ids"), .int("5")])
        #expect(field.location == SourceLocation(line: 3, column: 3))
        #expect(field.selections.count == 3)
        #expect(document.fragments.map(\.typeCondition) == ["Board"])
    }

    @Test func `values of every kind are read`() throws {
        let document = try DocumentParser.parse(
            #"{ f(a: -1, b: 1.5e3, c: "x\n\u0041", d: true, e: null, f: some, g: [1, [2]], h: {k: "v"}) }"#)
        guard case .field(let field)? = document.operations.first?.selections.first else {
            Issue.record("the selection is no field")
            return
        }
        #expect(
            field.arguments.map(\.value).prefix(7) == [
                .int("-1"), .float("1.5e3"), .string("x\nA"), .boolean(true), .null, .enumeration("some"),
                .list([.int("1"), .list([.int("2")])]),
            ])
        guard case .object(let members)? = field.arguments.last?.value else {
            Issue.record("the last value is no object")
            return
        }
        #expect(members.map(\.name) == ["k"])
    }

    @Test func `a block string loses its common indentation`() throws {
        let document = try DocumentParser.parse("{ f(a: \"\"\"\n    one\n      two \\\"\"\"\n  \"\"\") }")
        guard case .field(let field)? = document.operations.first?.selections.first else {
            Issue.record("the selection is no field")
            return
        }
        #expect(field.arguments[0].value == .string("one\n  two \"\"\""))
    }

    @Test(arguments: [
        "", "   ", "{", "{}", "{ a", "{ a( }", "{ a() }", "{ a(b) }", "{ a(b:) }", "{ a(b: $) }", "query", "query (",
        "query () { a }",
        "query ($a) { b }", "query ($a: ) { b }", "query ($a: [ID) { b }", "query ($a: ID = $b) { c }",
        "fragment on X { a }",
        "fragment F X { a }", "{ ... }", "{ a: }", "{ a { } }", "mutation", "type X { a: Int }", "{ a } }", "{ a @ }",
        "{ a(b: 01) }", "{ a(b: 1.) }", "{ a(b: 1x) }", "{ a(b: \"x) }", "{ a(b: \"\"\"x) }", "{ a(b: \"\\q\") }",
        "{ a ; }",
        "{ .. }", "{ a(b: [1) }", "{ a(b: {c}) }", "\u{0}", "{ é }",
    ])
    func `what is not a document is refused with a place`(text: String) {
        let error = #expect(throws: GraphQLError.self) { try DocumentParser.parse(text) }
        #expect(error?.code == "GRAPHQL_PARSE_FAILED")
        #expect(error?.locations.count == 1)
        #expect(error?.message.hasPrefix("Parse error on line") == true)
    }

    @Test func `selections nest to the limit and are refused beyond`() throws {
        let limit = DocumentParser.depthLimit
        func nested(_ depth: Int) -> String {
            String(repeating: "{ a ", count: depth) + String(repeating: "}", count: depth)
        }
        _ = try DocumentParser.parse(nested(limit))
        #expect(throws: GraphQLError.self) { try DocumentParser.parse(nested(limit + 1)) }
    }

    @Test func `a value nested without end is refused`() {
        #expect(throws: GraphQLError.self) {
            try DocumentParser.parse("{ a(b: " + String(repeating: "[", count: 100_000))
        }
    }
}
