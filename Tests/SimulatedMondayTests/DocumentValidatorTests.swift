import Testing

@testable import SimulatedMonday

struct DocumentValidatorTests {
    private func errors(_ text: String) throws -> [GraphQLError] {
        DocumentValidator.errors(in: try DocumentParser.parse(text), schema: MondaySchema.schema)
    }

    @Test(arguments: [
        "{ boards { id } }", "{ __typename me { __typename account { slug } } }",
        "query($b: [ID!]) { boards(ids: $b, state: all) { items_page(limit: 500) { cursor items { id } } } }",
        "query($c: [ItemsPageByColumnValuesQuery!]) { items_page_by_column_values(board_id: 1, columns: $c) { cursor } }",
        """
        { items(ids: 5) { column_values(ids: ["a"]) { id ... on StatusValue { label index } ... on NumbersValue { number }
          ... on DateValue { date time } ...Rest } } }
        fragment Rest on ColumnValue { text value type column { title settings } }
        """,
        "mutation { a: create_item(board_id: 1, item_name: \"x\") { id } b: create_item(board_id: 1, item_name: \"y\") { id } }",
        "query($n: Int = 5) { next_items_page(cursor: \"c\", limit: $n) { cursor } }",
        "query($y: Boolean!) { me @skip(if: $y) { id } version @include(if: true) { value } }",
        "{ boards { id id } boards { name } }",
        "mutation { create_column(board_id: 1, title: \"t\", column_type: status, defaults: {labels: [{label: \"a\"}]}) { id } }",
        "query A { me { id } } query B { me { name } }",
        "{ items_page_by_column_values(board_id: 1, columns: {column_id: \"c\", column_values: \"v\"}) { cursor } }",
        "query($v: [String]!) { items_page_by_column_values(board_id: 1, columns: [{column_id: \"c\", column_values: $v}]) { cursor } }",
    ])
    func `a valid document has no errors`(text: String) throws {
        #expect(try errors(text).map(\.message) == [])
    }

    @Test func `an unknown field is reported in monday's form`() throws {
        let found = try errors("{ boards { id colour } }")
        #expect(found.count == 1)
        #expect(found[0].code == "undefinedField")
        #expect(found[0].extensions == [.init("typeName", "Board"), .init("fieldName", "colour")])
        #expect(found[0].locations == [SourceLocation(line: 1, column: 15)])
    }

    @Test(arguments: [
        ("{ boards }", "must have a selection"), ("{ boards { id { x } } }", "must not have a selection"),
        ("{ boards(idz: 1) { id } }", "Unknown argument \"idz\""),
        ("{ boards(ids: 1, ids: 2) { id } }", "only one argument"),
        ("mutation { create_item(board_id: 1) { id } }", "\"item_name\" of type \"String!\" is required"),
        ("{ boards(limit: \"5\") { id } }", "Int cannot represent"),
        ("{ boards(limit: 1.5) { id } }", "Int cannot represent"),
        ("{ boards(limit: 3000000000) { id } }", "Int cannot represent"),
        ("{ boards(state: \"active\") { id } }", "Enum \"State\""),
        ("{ boards(state: gone) { id } }", "does not exist in \"State\""),
        ("{ boards(ids: [true]) { id } }", "ID cannot represent"), ("{ boards(ids: [null]) { id } }", "found null"),
        ("mutation { create_item(board_id: 1, item_name: 5) { id } }", "String cannot represent"),
        ("mutation { create_item(board_id: null, item_name: \"x\") { id } }", "found null"),
        ("query($a: ID) { me { id } }", "never used"), ("{ boards(ids: $a) { id } }", "not defined"),
        ("query($a: ID, $a: ID) { boards(ids: [$a]) { id } }", "only one variable"),
        ("query($a: String) { boards(ids: $a) { id } }", "expecting type \"[ID!]\""),
        ("query($a: ID) { boards(ids: [$a]) { id } }", "expecting type \"ID!\""),
        ("query($a: [ID]) { boards(ids: $a) { id } }", "expecting type \"[ID!]\""),
        (
            "query($a: Int) { next_items_page(cursor: \"c\", limit: $a) { cursor } } query($b: Nope) { me { id } }",
            "anonymous"
        ),
        ("query($a: Nope) { me { id } }", "Unknown type"), ("query($a: Board) { me { id } }", "non-input type"),
        ("query($a: Int = \"x\") { boards(limit: $a) { id } }", "Int cannot represent"),
        ("query Q { me { id } } query Q { me { id } }", "only one operation named"),
        ("fragment F on Board { id }", "no operation"), ("{ me { ...F } }", "Unknown fragment"),
        ("{ me { id } } fragment F on Board { id }", "never used"),
        ("{ boards { ...F } } fragment F on User { id }", "can never be of type"),
        ("{ boards { ...F } } fragment F on Board { ...F }", "within itself"),
        ("{ boards { ...F } } fragment F on Board { ...G } fragment G on Board { ...F }", "within itself"),
        ("{ boards { ...F } } fragment F on State { id }", "cannot condition"),
        ("{ boards { ...F } } fragment F on Board { id } fragment F on Board { id }", "only one fragment"),
        ("{ boards { ... on Nope { id } } }", "Unknown type"), ("{ boards { ... on User { id } } }", "can never be"),
        ("{ me @defer { id } }", "Unknown directive"),
        ("{ me @skip { id } }", "\"if\" of type \"Boolean!\" is required"),
        ("{ me @skip(if: true) @skip(if: true) { id } }", "only be used once"),
        ("query @live { me { id } }", "Unknown directive"), ("subscription { me { id } }", "not supported"),
        (
            "mutation { create_item(board_id: 1, item_name: \"x\") { id } create_item(board_id: 1, item_name: \"y\") { id } }",
            "conflict"
        ),
        ("{ x: me { id } x: version { value } }", "conflict"),
        ("{ boards { n: id } boards { n: name } }", "conflict"),
        ("{ items_page_by_column_values(board_id: 1, columns: [{column_id: \"c\"}]) { cursor } }", "required on type"),
        (
            "{ items_page_by_column_values(board_id: 1, columns: [{column_id: \"c\", column_values: [], x: 1}]) { cursor } }",
            "Unknown argument"
        ),
        (
            "mutation { create_column(board_id: 1, title: \"t\", column_type: status, defaults: {a: $x}) { id } }",
            "not defined"
        ),
    ])
    func `an invalid document is refused`(text: String, reason: String) throws {
        let found = try errors(text)
        #expect(found.contains { $0.message.contains(reason) }, "\(found.map(\.message))")
    }

    @Test func `fragments that double each other are refused before they are unfolded`() throws {
        var text = "{ boards { ...F0 } } "
        for number in 0..<40 {
            text +=
                "fragment F\(number) on Board { a\(number): id ...F\(number + 1) ... on Board { ...F\(number + 1) } } "
        }
        #expect(try errors(text + "fragment F40 on Board { id }").contains { $0.message.contains("20000 fields") })
    }

    @Test func `the number of errors is bounded`() throws {
        let text = "{ boards { " + (0..<500).map { "x\($0) " }.joined() + "} }"
        #expect(try errors(text).count == DocumentValidator.errorLimit)
    }
}
