import Mapping
import Testing
import WireProtocol

struct RecordMapperTests {
    private let mapper = RecordMapper(identity: KeyPrefix(connection: "acme", company: "ABC"))

    private func money(_ text: String) throws -> DecimalText { try #require(DecimalText(text)) }

    private func invoice(lines: [APInvoice.Line]) throws -> APInvoice {
        APInvoice(
            division: "00", vendorNumber: "AIRWAY", vendorName: "Airway & Söhne", invoiceNumber: " 45/7",
            invoiceDate: SageDate("20260131"), dueDate: SageDate("20260301"), amount: try money("12345678.90"),
            balance: try money("0.30"), purchaseOrders: ["0010015", "0010021"], status: .onHold, lines: lines)
    }

    @Test func `an invoice shows every field as Sage holds it`() throws {
        let lines = [
            APInvoice.Line(
                lineKey: "000001", accountCode: "5000-01-00", description: "Paper", amount: try money("1200.00")),
            APInvoice.Line(
                lineKey: "000002", accountCode: "4000-01-00", accountFromPurchaseOrder: true, amount: try money("-5.10")
            ),
        ]
        let content = mapper.content(of: .apInvoice(try invoice(lines: lines)))
        #expect(content.name == " 45/7 · Airway & Söhne")
        let expected: [String: String] = [
            "sage-key": "acme/ABC/ap-invoice/00/AIRWAY/%2045%2F7", "vendor-name": "Airway & Söhne",
            "vendor-number": "00-AIRWAY", "invoice-number": " 45/7", "invoice-date": "2026-01-31",
            "due-date": "2026-03-01", "amount": "12345678.90", "balance": "0.30",
            "purchase-orders": "0010015, 0010021", "account-codes": "4000-01-00, 5000-01-00", "status": "On Hold",
            "lines": "5000-01-00  1200.00  Paper\n4000-01-00  \u{2007}\u{2007}-5.10  (PO)",
        ]
        #expect(content.fields == expected)
    }

    @Test func `lines that are shown in another order are the same codes`() throws {
        let lines = ["4000-01-00", "5000-01-00"].map { APInvoice.Line(lineKey: "1", accountCode: $0) }
        let one = mapper.content(of: .apInvoice(try invoice(lines: lines)))
        let other = mapper.content(of: .apInvoice(try invoice(lines: lines.reversed())))
        #expect(one.fields["account-codes"] == other.fields["account-codes"])
    }

    @Test func `line detail that does not fit says how much is missing`() throws {
        let lines = (0..<200).map {
            APInvoice.Line(lineKey: "\($0)", accountCode: "4000-01-00", description: "Line number \($0)")
        }
        let text = try #require(mapper.content(of: .apInvoice(try invoice(lines: lines))).fields["lines"])
        #expect(text.utf16.count <= 2000)
        let shown = text.split(separator: "\n").count - 1
        #expect(text.hasSuffix("\n… \(200 - shown) more lines (200 in all)"))
    }

    @Test func `line detail that is cut says what all lines come to`() throws {
        let lines = try (0..<200).map {
            APInvoice.Line(
                lineKey: "\($0)", accountCode: "4000-01-00", description: "A", amount: try money("10000000.01"))
        }
        let text = try #require(mapper.content(of: .apInvoice(try invoice(lines: lines))).fields["lines"])
        #expect(text.utf16.count <= 2000)
        #expect(text.hasSuffix(" more lines (200 in all, total 2000000002.00)"))
    }

    @Test func `digits are aligned by spaces of their width, and letters stand behind them`() throws {
        let lines = [
            APInvoice.Line(lineKey: "1", accountCode: "4000", description: "One", amount: try money("1.00")),
            APInvoice.Line(lineKey: "2", accountCode: "40", description: "Two words", amount: try money("100.00")),
            APInvoice.Line(lineKey: "3", description: "None", amount: try money("1.00")),
        ]
        #expect(
            mapper.content(of: .apInvoice(try invoice(lines: lines))).fields["lines"]
                == "4000  \u{2007}\u{2007}1.00  One\n40\u{2007}\u{2007}  100.00  Two words\n"
                + "\u{2007}\u{2007}\u{2007}\u{2007}  \u{2007}\u{2007}1.00  None")
    }

    @Test func `a line of 2,000 characters stands whole and one more is cut with a mark`() throws {
        let exact = APInvoice.Line(lineKey: "1", description: String(repeating: "x", count: 2000))
        let longer = APInvoice.Line(lineKey: "1", description: String(repeating: "x", count: 2001))
        let fits = mapper.content(of: .apInvoice(try invoice(lines: [exact]))).fields["lines"]
        let cut = mapper.content(of: .apInvoice(try invoice(lines: [longer]))).fields["lines"]
        #expect(fits == exact.description)
        #expect(cut == String(repeating: "x", count: 1999) + "…")
    }

    @Test func `an item name of 255 characters stands whole and one more is cut with a mark`() {
        func name(_ length: Int) -> String {
            mapper.content(
                of: .apVendor(
                    APVendor(division: "00", vendorNumber: "V", name: String(repeating: "é", count: length)))
            ).name
        }
        #expect(name(255) == String(repeating: "é", count: 255))
        #expect(name(256) == String(repeating: "é", count: 254) + "…")
    }

    @Test func `a vendor without a visible name still has an item name`() {
        let content = mapper.content(of: .apVendor(APVendor(division: "00", vendorNumber: "V", name: "  ")))
        #expect(content.name == "(no name)")
    }

    @Test func `an account keeps its code to the letter and shows each segment`() {
        let account = GLAccount(
            accountCode: "0400-01-00", rawAccount: "04000100", description: "Sales", status: .inactive,
            segments: [.init(number: "01", code: "0400", name: "Sales"), .init(number: "02", code: "01")])
        let fields = mapper.content(of: .glAccount(account)).fields
        #expect(fields["account-code"] == "0400-01-00")
        #expect(fields["segment-01"] == "0400 Sales" && fields["segment-02"] == "01")
        #expect(fields["status"] == "Inactive")
    }

    @Test func `what is gone keeps everything but its status`() {
        let content = mapper.content(of: .apVendor(APVendor(division: "00", vendorNumber: "V", name: "A")))
        #expect(content.gone.fields.filter { content.fields[$0.key] != $0.value } == ["status": "Gone"])
    }

    @Test func `content survives being written down`() throws {
        let content = ItemContent(name: "a\"\n/é\u{0}", fields: ["x": "\u{1F600}\\"])
        #expect(try ItemContent(json: content.json) == content)
    }

    @Test func `a customer shows what the SOAP service said, amounts to the letter`() {
        var details = ARCustomer.Details(status: .temporary, creditHold: true)
        details.name = "American Business Futures"
        details.termsCode = "01"
        details.creditLimit = DecimalText("50000.00")
        details.balance = DecimalText("-12.50")
        details.aging = [DecimalText("0.00"), nil, DecimalText("3.10"), DecimalText("4")]
        details.lastPaymentDate = SageDate("20260502")
        details.salesperson = "01-0100"
        details.contact = "Artie Johnson"
        details.addressLines = ["1 Main St", ""]
        details.city = "Milwaukee"
        details.state = "WI"
        let content = mapper.content(
            of: .arCustomer(ARCustomer(division: "01", customerNumber: "ABF", details: details)))
        #expect(content.name == "American Business Futures")
        #expect(
            content.fields == [
                "customer-number": "01-ABF", "customer-name": "American Business Futures", "status": "Temporary",
                "credit-hold": "Yes", "terms-code": "01", "credit-limit": "50000.00", "balance": "-12.50",
                "aging-1": "0.00", "aging-3": "3.10", "aging-4": "4", "last-payment": "2026-05-02",
                "salesperson": "01-0100", "contact": "Artie Johnson", "address": "1 Main St, Milwaukee WI",
                "sage-key": "acme/ABC/ar-customer/01/ABF",
            ])
    }

    @Test func `every field of a customer is one of its board's`() {
        var details = ARCustomer.Details()
        details.aging = [DecimalText("1"), DecimalText("1"), DecimalText("1"), DecimalText("1")]
        let content = mapper.content(of: .arCustomer(ARCustomer(division: "01", customerNumber: "A", details: details)))
        let layout = BoardLayout(kind: .arCustomer)
        #expect(content.fields.keys.allSatisfy { layout.field(named: $0) != nil })
    }
}
