import Foundation
import Testing
import WireProtocol

@testable import Mapping

/// Lines of records as subitems, and what the text holds besides.
struct LineContentTests {
    private func invoice(lines count: Int) -> AnyRecord {
        .apInvoice(
            APInvoice(
                division: "00", vendorNumber: "AIRWAY", invoiceNumber: "45", status: .posted,
                lines: (0..<count).map {
                    APInvoice.Line(
                        lineKey: "00000\($0)", accountCode: "4000-01-00", accountFromPurchaseOrder: $0 == 0,
                        description: "Line \($0)", amount: DecimalText("1.50"))
                }))
    }

    private func content(_ record: AnyRecord, _ form: LineDetail.Form, most: Int = 100) -> ItemContent {
        RecordMapper(
            identity: KeyPrefix(connection: "acme", company: "ABC"), detail: LineDetail(form, most: most)
        ).content(of: record)
    }

    @Test func `a line shows its fields under a key of its own below the record's`() throws {
        let content = content(invoice(lines: 2), .subitems)
        let line = try #require(content.lines?.first)
        #expect(line.key == "000000" && line.name == "Line 0")
        #expect(line.fields == ["account-code": "4000-01-00", "amount": "1.50", "account-source": "PO"])
        let item = line.item(below: content.sageKey)
        #expect(item.sageKey == "acme/ABC/ap-invoice/00/AIRWAY/45/000000")
        #expect(LineContent.key(in: item.sageKey, below: content.sageKey) == "000000")
        #expect(content.fields["lines"] == nil, "every line is a subitem")
    }

    @Test func `in the text form there are no subitems, and both forms have the whole text`() {
        let text = content(invoice(lines: 2), .text)
        #expect(text.lines == nil)
        let both = content(invoice(lines: 2), .both)
        #expect(both.withoutLines == text && both.lines?.count == 2)
    }

    @Test func `a record with as many lines as an item takes has no sentence, and one more has`() throws {
        #expect(content(invoice(lines: 5), .subitems, most: 5).fields["lines"] == nil)
        let over = content(invoice(lines: 6), .subitems, most: 5)
        #expect(over.lines?.count == 5)
        let text = try #require(over.fields["lines"])
        #expect(text.hasPrefix("The first 5 of 6 lines are subitems; these are the others:\n"))
        #expect(text.contains("Line 5") && !text.contains("Line 4"))
        let both = try #require(content(invoice(lines: 6), .both, most: 5).fields["lines"])
        #expect(both.hasPrefix("The first 5 of 6 lines are subitems too.\n") && both.contains("Line 0"))
    }

    @Test func `what does not fit into the text is counted with all lines' total`() throws {
        let text = try #require(content(invoice(lines: 200), .subitems, most: 5).fields["lines"])
        #expect(text.utf16.count <= LineText.length)
        #expect(text.contains("(200 in all, total 300.00)"))
    }

    @Test func `keys are compared to the letter, and a record's own key is no line's`() {
        let above = "acme/ABC/ap-invoice/00/AIRWAY/45"
        #expect(LineContent.key(in: above, below: above) == nil)
        #expect(LineContent.key(in: "\(above)/", below: above) == "")
        #expect(LineContent.key(in: "\(above)6/1", below: above) == nil)
        #expect(LineContent.key(in: "\(above)/1/2", below: above) == nil)
        #expect(LineContent.key(in: "\(above)/a", below: above) == nil, "lower case is always escaped")
        #expect(LineContent.key(in: "ACME/ABC/ap-invoice/00/AIRWAY/45/1", below: above) == nil)
        #expect(LineContent.key(in: "", below: above) == nil)
    }

    @Test func `a line key that comes twice makes two lines`() {
        var twice = APInvoice(division: "00", vendorNumber: "A", invoiceNumber: "1", status: .posted)
        twice.lines = [APInvoice.Line(lineKey: "1"), APInvoice.Line(lineKey: "1")]
        let lines = content(.apInvoice(twice), .subitems).lines ?? []
        #expect(Set(lines.map(\.key)).count == 2 && lines.allSatisfy { $0.name == "(no name)" })
    }

    @Test func `lines go through the store's form unharmed, and old forms have none`() throws {
        let content = content(invoice(lines: 2), .subitems)
        #expect(try ItemContent(json: content.json) == content)
        #expect(try ItemContent(json: #"{"fields":{},"name":"a"}"#).lines == nil)
    }

    @Test(arguments: [RecordKind.apInvoice, .purchaseOrder])
    func `the page lists the columns of subitems`(kind: RecordKind) throws {
        let page = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/mapping.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        for field in try #require(BoardLayout(linesOf: kind)).fields {
            let need = field.isRequired ? "yes " : ""
            let row = "| `\(field.ownColumnID)` | \(field.title) | \(field.content.columnType) | \(need)|"
            #expect(text.contains(row), "\(row)")
        }
    }

    @Test func `a board without a column of subitems lacks it, and keeps its items`() {
        var wish = BoardInspection.Wish(layout: BoardLayout(kind: .apInvoice))
        wish.wantsSubitems = true
        var board = BoardDescription(
            id: "1", name: "b", state: "active", itemsCount: 0, itemsLimit: nil,
            groups: [BoardDescription.Group(id: "g", title: "G")], columns: [])
        let missing = BoardInspection(board, against: wish)
        #expect(missing.findings.contains { $0.mend == .subitems && $0.weight == .field })
        board.columns = [BoardDescription.Column(id: "s", title: "S", type: "subtasks", linkedBoards: ["7"])]
        #expect(BoardInspection(board, against: wish).subitemBoardID == "7")
        board.columns[0].linkedBoards = []
        #expect(
            BoardInspection(board, against: wish).findings.contains { $0.sentence.contains("no board of subitems") })
    }
}
