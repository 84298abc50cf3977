import Testing
import WireProtocol

@testable import Mapping

struct FieldDifferenceTests {
    private let long = String(repeating: "x", count: 2000)

    @Test(
        arguments: [
            ("numbers", "12.50", "12.5"), ("numbers", "12.50", "+012.500"), ("numbers", "0.00", "-0"),
            ("date", "2026-03-01", "2026-03-01 09:00"), ("text", "a\r\nb ", "a\nb"), ("text", " a", "a"),
            ("text", "", nil), ("text", "  ", nil), ("text", nil, ""), ("text", "e\u{301}", "é"),
            ("status", "On Hold", "On Hold"),
        ] as [(String, String?, String?)])
    func `values that mean the same are no difference`(type: String, written: String?, shown: String?) {
        #expect(ShownValue.isSame(written, shown, columnType: type))
    }

    @Test(
        arguments: [
            ("numbers", "12.50", "12.51"), ("numbers", "0", nil), ("numbers", "1", "one"),
            ("date", "2026-03-01", "2026-03-02"), ("text", "a", "A"), ("text", "a b", "a  b"), ("text", "007", "7"),
            ("status", "Paid", "Posted"), ("text", "a", nil), ("text", nil, "a"),
        ] as [(String, String?, String?)])
    func `values that mean something else differ`(type: String, written: String?, shown: String?) {
        #expect(!ShownValue.isSame(written, shown, columnType: type))
    }

    @Test func `a long text is held to what the column can show`() {
        #expect(ShownValue.isSame(long, long, columnType: "long_text"))
        let cut = String(long.dropLast()) + "…"
        #expect(ShownValue.isSame(long + "x", cut, columnType: "long_text"))
        #expect(!ShownValue.isSame(long + "x", cut, columnType: "text"))
    }

    private func mapping() throws -> BoardMapping {
        let columns = BoardLayout(kind: .apInvoice).fields.filter { $0.name != "batch" }.map { field in
            var labels: [String: Int] = [:]
            if case .status(let names) = field.content {
                labels = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
            }
            return BoardDescription.Column(
                id: field.name, title: field.title, type: field.content.columnType, labels: labels)
        }
        return try BoardMapping(
            layout: BoardLayout(kind: .apInvoice),
            board: BoardDescription(
                id: "1", name: "b", state: "active", itemsCount: nil, itemsLimit: nil,
                groups: [.init(id: "g", title: "g")], columns: columns), group: nil, overrides: [:])
    }

    @Test func `an item's differences name the field and both values`() throws {
        let written = ItemContent(name: "A", fields: ["amount": "1.00", "comment": "c", "batch": "7"])
        let shown = ItemContent(name: "B", fields: ["amount": "2", "vendor-name": "V"])
        #expect(
            try mapping().differences(expected: written, shown: shown) == [
                FieldDifference(field: "name", expected: "A", shown: "B"),
                FieldDifference(field: "amount", expected: "1.00", shown: "2"),
                FieldDifference(field: "comment", expected: "c", shown: nil),
                FieldDifference(field: "vendor-name", expected: nil, shown: "V"),
            ])
    }

    @Test func `a name is held to the 255 characters that an item takes`() throws {
        let name = String(repeating: "n", count: 256)
        let cut = ItemContent(name: String(name.dropLast(2)) + "…", fields: [:])
        #expect(try mapping().differences(expected: ItemContent(name: name, fields: [:]), shown: cut).isEmpty)
    }

    @Test func `a number that is only written otherwise is not sent`() throws {
        let mapping = try mapping()
        let before = ItemContent(name: "A", fields: ["amount": "12.5"])
        #expect(
            try mapping.columnValues(changing: before, to: ItemContent(name: "A", fields: ["amount": "12.50"])) == nil)
        #expect(
            try mapping.columnValues(changing: before, to: ItemContent(name: "A", fields: ["amount": "12.51"]))
                == #"{"amount":"12.51"}"#)
        #expect(
            try mapping.columnValues(changing: before, to: ItemContent(name: "A", fields: [:])) == #"{"amount":null}"#)
    }

    @Test(
        arguments: [
            ("acme/ABC/ap-invoice/00/AIRWAY/%2045%2F7", "00/AIRWAY/%2045%2F7"), ("acme/ABC/ap-invoice/00/AIRWAY", nil),
            ("acme/ABC/ap-invoice/00/AIRWAY/1/2", nil), ("acme/ABC/ap-invoice/00/airway/1", nil),
            ("acme/ABC/ap-vendor/00/AIRWAY/1", nil), ("acme/ABD/ap-invoice/00/A/1", nil),
            ("ACME/ABC/ap-invoice/00/A/1", nil),
            ("acme/ABC/ap-invoice/00/A/1 ", nil), ("acme/ABC/ap-invoice/00/A/%4", nil), ("", nil), ("acme", nil),
        ] as [(String, String?)])
    func `only the exact key of a record of the kind is taken for one`(text: String, key: String?) {
        #expect(KeyPrefix(connection: "acme", company: "ABC").recordKey(of: text, kind: .apInvoice) == key)
    }
}
