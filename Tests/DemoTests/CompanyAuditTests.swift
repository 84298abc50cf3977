import CompanyAudit
import Testing

struct CompanyAuditTests {
    private static let invoice = "acme/ABC/ap-invoice/01/AIRWAY/%2045%2F7"

    private var audit = CompanyAudit(connection: "acme", company: "ABC")

    /// Audits the invoices of the hand-made company after something was done to their board.
    private mutating func findings(_ spoil: (inout [BoardSnapshot.Item]) -> Void) -> [BoardAudit.Finding] {
        var board = HandMadeCompany.board(.invoice)
        spoil(&board.items)
        return audit.audit(.invoice, HandMadeCompany.tables, board).findings
    }

    @Test(arguments: AuditedKind.allCases)
    func `a board that shows its company has no finding`(kind: AuditedKind) {
        var audit = audit
        let result = audit.audit(kind, HandMadeCompany.tables, HandMadeCompany.board(kind))
        #expect(result.findings == [])
        #expect(result.records == result.items)
        #expect(result.values >= 8 * result.items)
    }

    @Test mutating func `a missing item is found`() {
        #expect(findings { $0.removeFirst() } == [.missing(key: Self.invoice)])
    }

    @Test mutating func `an item that stands for no record is surplus`() {
        let found = findings { $0.append(BoardSnapshot.Item(id: "7", columns: ["Sage Key": "acme/ABC/ap-invoice/X"])) }
        #expect(found == [.surplus(key: "acme/ABC/ap-invoice/X", item: "7")])
    }

    @Test mutating func `an item without a key is surplus`() {
        #expect(findings { $0.append(BoardSnapshot.Item(id: "7", columns: [:])) } == [.surplus(key: "", item: "7")])
    }

    @Test mutating func `a second item for one record is a duplicate`() {
        let found = findings { $0.append(BoardSnapshot.Item(id: "7", columns: $0[0].columns)) }
        #expect(found == [.duplicate(key: Self.invoice, items: ["1000", "7"])])
    }

    @Test mutating func `a key of another connection is both missing and surplus`() {
        let other = Self.invoice.replacing("acme/", with: "Acme/")
        #expect(
            findings { $0[0].columns["Sage Key"] = other }
                == [.missing(key: Self.invoice), .surplus(key: other, item: "1000")])
    }

    @Test(arguments: [
        ("Amount", "20.51"), ("Amount", "20.5"), ("Balance", "0.00"), ("Due Date", "2026-07-02"),
        ("Invoice No", "45/7"), ("Vendor No", "1-AIRWAY"), ("Vendor", "AIRWAY Property"), ("Comment", "january"),
        ("G/L Account", "100-01, 0200-02"), ("G/L Account", "0200-02, 0100-01"), ("Status", "Posted"),
        ("PO No", "0010001"), ("Name", " 45/7"), ("Lines", "0200-02  20.00  Two words"),
        ("Lines", "0200-02  20.00  Two words\n0100-01  0.51"), ("Lines", "0100-01  0.50\n0200-02  20.00  Two words"),
        ("Lines", "0200-02  20.00  Two words\n… 2 more lines"), ("Lines", ""), ("Lines", "0200-02  20.00…"),
    ])
    func `one wrong column is found`(column: String, shown: String) throws {
        var audit = self
        let found = audit.findings { $0[0].columns[column] = shown }
        #expect(found.count == 1)
        guard case .differing(Self.invoice, column, _, shown) = try #require(found.first) else {
            Issue.record("the finding is another one: \(found)")
            return
        }
    }

    @Test mutating func `a column that is not on the board is found in every item`() {
        let found = findings { items in
            for index in items.indices { items[index].columns["Batch"] = nil }
        }
        #expect(found.count == 5)
    }

    @Test mutating func `detail that says how many lines it leaves out is right`() {
        #expect(findings { $0[0].columns["Lines"] = "0200-02  20.00  Two words\n… 1 more lines" } == [])
    }

    @Test(arguments: [("0100-01", "0100-1"), ("01", "1"), ("0100 Buildings", "0100 buildings")])
    func `a segment or code that is not to the letter is found`(right: String, wrong: String) throws {
        var audit = audit
        var board = HandMadeCompany.board(.account)
        let column = try #require(board.items[0].columns.first { $0.value == right }?.key)
        board.items[0].columns[column] = wrong
        #expect(
            audit.audit(.account, HandMadeCompany.tables, board).findings
                == [
                    .differing(key: "acme/ABC/gl-account/0100-01", column: column, expected: right, found: wrong)
                ])
    }

    @Test mutating func `two spellings of one letter differ`() {
        let tables = CompanyTables([
            "AP_Vendor": HandMadeCompany.table("APDivisionNo,VendorNo,VendorName\n00,A,Caf\u{E9}")
        ])
        var columns = HandMadeCompany.board(.vendor).items[1].columns
        for (column, text) in [
            "Name": "Caf\u{E9}", "Vendor": "Cafe\u{301}", "Vendor No": "00-A", "Status": "Active",
            "Hold Payment": "No", "Sage Key": "acme/ABC/ap-vendor/00/A",
        ] { columns[column] = text }
        let found = audit.audit(.vendor, tables, BoardSnapshot(items: [.init(id: "1", columns: columns)])).findings
        #expect(found.count == 1)
    }

    // MARK: Deleted records

    /// The findings of a second audit, after the company has lost its paid invoice.
    private mutating func findingsAfterDeletion(
        _ spoil: (inout BoardSnapshot.Item) -> Void
    ) -> [BoardAudit.Finding] {
        var board = HandMadeCompany.board(.invoice)
        _ = audit.audit(.invoice, HandMadeCompany.tables, board)
        spoil(&board.items[4])
        return audit.audit(.invoice, HandMadeCompany.tables.without("P-2"), board).findings
    }

    @Test mutating func `an item of a deleted record is right when it says so and is else unchanged`() {
        #expect(findingsAfterDeletion { $0.columns["Status"] = "Gone" } == [])
    }

    @Test mutating func `an item of a deleted record that does not say so is found`() {
        #expect(
            findingsAfterDeletion { _ in } == [
                .differing(
                    key: "acme/ABC/ap-invoice/01/AIRWAY/P-2", column: "Status", expected: "Gone", found: "Paid")
            ])
    }

    @Test mutating func `an item of a deleted record that lost its amount is found`() {
        let found = findingsAfterDeletion {
            $0.columns["Status"] = "Gone"
            $0.columns["Amount"] = ""
        }
        #expect(found.count == 1)
    }

    @Test mutating func `an item of a deleted record that was removed is missing`() {
        var board = HandMadeCompany.board(.invoice)
        _ = audit.audit(.invoice, HandMadeCompany.tables, board)
        board.items.removeLast()
        let found = audit.audit(.invoice, HandMadeCompany.tables.without("P-2"), board).findings
        #expect(found == [.missing(key: "acme/ABC/ap-invoice/01/AIRWAY/P-2")])
    }

    // MARK: Between two audits

    /// The findings after the company had a second vendor for a while, under one name and then another, that is gone.
    private mutating func findingsAfterPassing(_ shown: String?, status: String = "Gone") -> [BoardAudit.Finding] {
        var board = HandMadeCompany.board(.vendor)
        for name in ["First", "Second"] {
            audit.remember(
                .vendor,
                CompanyTables([
                    "AP_Vendor": HandMadeCompany.table("APDivisionNo,VendorNo,VendorName\n00,PASSING,\(name)")
                ]))
        }
        if let shown {
            var columns = board.items[1].columns
            for (column, text) in [
                "Name": shown, "Vendor": shown, "Vendor No": "00-PASSING", "Status": status, "Hold Payment": "No",
                "Sage Key": "acme/ABC/ap-vendor/00/PASSING",
            ] { columns[column] = text }
            for column in columns.keys where !Self.shownOfPassing.contains(column) { columns[column] = "" }
            board.items.append(BoardSnapshot.Item(id: "7", columns: columns))
        }
        return audit.audit(.vendor, HandMadeCompany.tables, board).findings
    }

    private static let shownOfPassing = ["Name", "Vendor", "Vendor No", "Status", "Hold Payment", "Sage Key"]

    @Test mutating func `a record that came and went unread needs no item`() {
        #expect(findingsAfterPassing(nil) == [])
    }

    @Test(arguments: ["First", "Second"])
    func `an item of a record that came and went shows any of what it was`(name: String) {
        var copy = self
        #expect(copy.findingsAfterPassing(name) == [])
    }

    @Test mutating func `an item of a record that came and went shows nothing that it never was`() {
        #expect(findingsAfterPassing("Third").count == 2)
    }

    @Test mutating func `an item of a record that came and went says that it is gone`() {
        #expect(findingsAfterPassing("First", status: "Active").isEmpty == false)
    }

    @Test mutating func `an item that says gone of a record that is there is found`() {
        #expect(findings { $0[0].columns["Status"] = "Gone" }.count == 1)
    }

    @Test func `a summary shows ten findings of a sort and counts the others`() {
        var audit = audit
        let empty = audit.audit(.invoice, HandMadeCompany.tables, BoardSnapshot(items: []))
        #expect(empty.summary.count == 5)
        let many = CompanyTables([
            "AP_Vendor": HandMadeCompany.table(
                "APDivisionNo,VendorNo\n" + (10..<25).map { "00,V\($0)\n" }.joined())
        ])
        let summary = audit.audit(.vendor, many, BoardSnapshot(items: [])).summary
        #expect(summary.count == 11)
        #expect(summary.last == "missing    … and 5 more")
    }
}

extension CompanyTables {
    /// The same company without one invoice of the history.
    fileprivate func without(_ invoice: String) -> CompanyTables {
        var tables: [String: SageTableFile] = [:]
        for name in ["AP_Vendor", "GL_Account", "PO_PurchaseOrderDetail", "PO_ReceiptHeader", "PO_ReceiptDetail"] {
            tables[name] = SageTableFile(rows: rows(name))
        }
        for name in [
            "AP_InvoiceHeader", "AP_InvoiceDetail", "AP_OpenInvoice", "AP_InvoiceHistoryHeader",
            "AP_InvoiceHistoryDetail",
        ] {
            tables[name] = SageTableFile(rows: rows(name).filter { $0.raw("InvoiceNo") != invoice })
        }
        return CompanyTables(tables)
    }
}
