import Mapping
import Testing
import WireProtocol

/// Rows of a bulk import, to the letter.
struct ImportTableTests {
    private let mapping: BoardMapping

    init() throws {
        let layout = BoardLayout(kind: .apInvoice)
        let columns = layout.fields.map { field in
            var labels: [String: Int] = [:]
            if case .status(let names) = field.content {
                labels = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
            }
            return BoardDescription.Column(
                id: field == .key ? BoardField.keyColumnID : field.name, title: field.title,
                type: field.content.columnType, labels: labels)
        }
        mapping = try BoardMapping(
            layout: layout,
            board: BoardDescription(
                id: "1", name: "b", state: "active", itemsCount: nil, itemsLimit: nil,
                groups: [.init(id: "g", title: "g")], columns: columns), group: nil, overrides: [:])
    }

    private func row(_ fields: [String: String], name: String = "Inv") throws -> String {
        try ImportTable(mapping).row(ItemContent(name: name, fields: fields))
    }

    @Test func `the header is name and then the exact column ids in their order`() {
        #expect(
            ImportTable(mapping).header
                == "name,account-codes,amount,balance,batch,comment,due-date,invoice-date,invoice-number,lines,"
                + "purchase-orders,sage_key,status,vendor-name,vendor-number\r\n")
    }

    @Test func `every type of column is written as the import takes it, and what is empty as nothing`() throws {
        let row = try row([
            "amount": "-1234.50", "due-date": "2026-03-01", "status": "On Hold", "lines": "4000  1.00\n4100  2.00",
            "account-codes": "0400-01-00", "sage-key": "a/b",
        ])
        #expect(row == "Inv,0400-01-00,-1234.50,,,,2026-03-01,,,\"4000  1.00\n4100  2.00\",,a/b,On Hold,,\r\n")
    }

    @Test(
        arguments: [
            ("a,b", "\"a,b\""), ("say \"x\"", "\"say \"\"x\"\"\""), ("a\r\nb", "\"a\r\nb\""), ("a\rb", "\"a\rb\""),
            ("=1+1", "=1+1"), ("-5", "-5"), ("@x", "@x"), ("007", "007"), ("a\tb", "a\tb"), ("Müller 漢", "Müller 漢"),
            ("NULL", "NULL"), ("x <NULL>", "x <NULL>"),
        ])
    func `a text arrives as it is`(text: String, cell: String) throws {
        #expect(try row(["comment": text]) == "Inv,,,,,\(cell),,,,,,,,,\r\n")
    }

    @Test(
        arguments: [
            "<NULL>", "<null>", " <NULL>", "<NULL>\n", "a\u{0}b", "\u{1B}[2J", "\u{FEFF}a", " a", "a ", "\ta", "a\n",
        ])
    func `a text that a reader may take for something else is refused`(text: String) {
        #expect(throws: ContentError.self) { try row(["comment": text]) }
    }

    @Test func `white space at the ends of a long text is no reason to refuse it`() throws {
        #expect(try row(["lines": " a\n"]).contains("\" a\n\""))
        #expect(throws: ContentError.self) { try row(["lines": " <NULL>\n"]) }
    }

    @Test func `a name that is empty or an order to clear is refused`() {
        #expect(throws: ContentError.self) { try row([:], name: "") }
        #expect(throws: ContentError.self) { try row([:], name: "<NULL>") }
    }

    @Test func `a label that the board does not have is refused`() {
        #expect(throws: ContentError.self) { try row(["status": "on hold"]) }
    }

    @Test func `what is more than an item may hold is refused`() throws {
        let most = String(repeating: "x", count: BoardMapping.columnValueBytes - "{\"comment\":\"\"}".count)
        #expect(try row(["comment": most]).contains(most))
        #expect(throws: ContentError.self) { try row(["comment": most + "x"]) }
    }

    @Test func `a column of a type that imports do not fill keeps its records out, and nobody else`() throws {
        var other = mapping
        other.targets["comment"]?.columnType = "world_clock"
        let table = ImportTable(other)
        #expect(!table.header.contains("comment"))
        #expect(throws: ContentError.self) { try table.row(ItemContent(name: "Inv", fields: ["comment": "x"])) }
        #expect(try table.row(ItemContent(name: "Inv", fields: ["batch": "x"])).contains("x"))
    }
}
