import BusinessObjects
import Ledger
import Testing
import WireProtocol

@Suite(.timeLimit(.minutes(5)))
struct InvoiceLifeTests {
    let sage = FakeSage()
    let invoice = TestInvoice(
        number: "INV-1", amount: "7.50",
        lines: [.init(amount: "10.00"), .init(account: "000000002", amount: "-2.50", text: "Rebate")], order: "0010015")

    init() { sage.prepare() }

    private func only(_ query: ScanQuery = ScanQuery()) async throws -> APInvoice {
        let scan = try await Ledger.over(sage).collect(.apInvoice, query)
        let record = try #require(scan.records.first)
        #expect(scan.records.count == 1)
        guard case .apInvoice(let found) = record else { throw CancellationError() }
        let single = try await Ledger.over(sage).record(company: "ABC", kind: .apInvoice, key: record.key)
        #expect(single == record, "one record and a scan tell the same")
        return found
    }

    @Test func `an entered invoice is read from the entry with its lines`() async throws {
        sage.enter(invoice)
        let found = try await only()
        #expect(found.status == .entered)
        #expect(found.vendorName == "AIRWAY Ltd")
        #expect(found.amount == DecimalText("7.50"))
        #expect(found.balance == nil)
        #expect(found.batch == "00042")
        #expect(found.dueDate == SageDate("20260530"))
        #expect(found.lines.map(\.accountCode) == ["6000-01-00", "6100-02-00"])
        #expect(found.lines.map(\.amount) == [DecimalText("10.00"), DecimalText("-2.50")])
        #expect(found.lines.map(\.lineKey) == ["000001", "000002"])
    }

    @Test func `a held entry is on hold`() async throws {
        sage.enter(invoice, hold: true)
        #expect(try await only().status == .onHold)
    }

    @Test func `a posted invoice keeps lines, accounts and purchase order`() async throws {
        sage.enter(invoice)
        let entered = try await only()
        sage.post(invoice)
        let posted = try await only()
        #expect(posted.status == .posted)
        #expect(posted.balance == DecimalText("7.50"))
        #expect(posted.lines == entered.lines)
        #expect(posted.purchaseOrders == ["0010015"])
    }

    @Test func `a balance of zero is paid, and the history alone is paid with the same balance`() async throws {
        sage.post(invoice, balance: "0.00")
        let paid = try await only()
        #expect(paid.status == .paid)
        sage.purge(invoice)
        let purged = try await only()
        #expect(purged.status == .paid)
        #expect(purged.balance == DecimalText("0.00"))
        #expect(purged.amount == paid.amount)
        #expect(purged.lines == paid.lines)
    }

    @Test func `an adjustment being entered does not hide what is posted`() async throws {
        sage.post(invoice)
        sage.enter(TestInvoice(number: "INV-1", amount: "99.00"))
        let found = try await only()
        #expect(found.status == .posted)
        #expect(found.amount == DecimalText("7.50"))
    }

    @Test func `lines of a further history header get keys of their own`() async throws {
        sage.post(invoice)
        sage.writeHistory(TestInvoice(number: "INV-1", amount: "1.00"), header: "000003")
        #expect(try await only().lines.map(\.lineKey) == ["000001", "000002", "000003-000001"])
    }

    @Test func `a receipt of invoice is an entered invoice of its purchase order`() async throws {
        sage.receive(invoice, receipt: "000777")
        let found = try await only()
        #expect(found.status == .entered)
        #expect(found.purchaseOrders == ["0010015"])
        #expect(found.lines.map(\.accountCode) == ["6000-01-00", "6100-02-00"])
    }

    @Test func `a goods receipt without an invoice number is no invoice`() async throws {
        sage.receive(TestInvoice(number: ""), receipt: "000778")
        #expect(try await Ledger.over(sage).collect(.apInvoice).records.isEmpty)
    }

    @Test func `several receipts of one invoice are one invoice with all its orders`() async throws {
        var second = invoice
        second.order = "0010002"
        sage.receive(invoice, receipt: "000777")
        sage.receive(second, receipt: "000779")
        let found = try await only()
        #expect(found.purchaseOrders == ["0010002", "0010015"])
        #expect(found.amount == DecimalText("15.00"))
        #expect(Set(found.lines.map(\.lineKey)).count == 4)
    }

    @Test func `posted receipts add their purchase orders, each once and ascending`() async throws {
        sage.post(invoice)
        for (order, receipt) in [("0010015", "000001"), ("0009000", "000002"), ("0010015", "000003")] {
            sage.put(
                "PO_ReceiptHistoryHeader",
                [
                    invoice.key + [
                        "PurchaseOrderNo": order, "ReceiptType": "I", "ReceiptNo": receipt, "HeaderSeqNo": "000000",
                    ]
                ])
        }
        #expect(try await only().purchaseOrders == ["0009000", "0010015"])
    }

    @Test func `a line without an account takes that of the order's line, and says so`() async throws {
        let bare = TestInvoice(
            number: "INV-2", lines: [.init(account: "", item: "PAPER"), .init(account: "", orderLine: "000002")],
            order: "0010015")
        sage.put(
            "PO_PurchaseOrderDetail",
            [
                [
                    "PurchaseOrderNo": "0010015", "LineKey": "000001", "ItemCode": "PAPER",
                    "PurchasesAcctKey": "000000002",
                ],
                ["PurchaseOrderNo": "0010015", "LineKey": "000002", "PurchasesAcctKey": "000000001"],
            ])
        sage.receive(bare, receipt: "000001")
        let received = try await only()
        sage.post(bare)
        let posted = try await only()
        for found in [received, posted] {
            #expect(found.lines.map(\.accountCode) == ["6100-02-00", "6000-01-00"])
            #expect(found.lines.allSatisfy { $0.accountFromPurchaseOrder == true })
            #expect(found.lines.map(\.purchaseOrderLineKey) == ["000001", "000002"])
        }
    }

    @Test func `an order whose lines of the item have different accounts names none`() async throws {
        sage.put(
            "PO_PurchaseOrderDetail",
            [("000001", "000000001"), ("000002", "000000002")].map {
                ["PurchaseOrderNo": "0010015", "LineKey": $0, "ItemCode": "PAPER", "PurchasesAcctKey": $1]
            })
        sage.receive(
            TestInvoice(number: "INV-2", lines: [.init(account: "", item: "PAPER")], order: "0010015"), receipt: "1")
        let line = try #require(try await only().lines.first)
        #expect(line.accountCode == nil)
        #expect(line.accountFromPurchaseOrder == nil)
        #expect(line.purchaseOrderLineKey == nil)
    }

    @Test func `one invoice number of two vendors is two invoices, each with its own history`() async throws {
        var other = TestInvoice(number: "INV-1", amount: "3.00", lines: [.init(amount: "3.00", text: "Bricks")])
        other.vendor = "BRICK"
        sage.post(invoice, header: "000001")
        sage.post(other, header: "000002")
        let scan = try await Ledger.over(sage).collect(.apInvoice)
        #expect(scan.keys == ["00/AIRWAY/INV-1", "00/BRICK/INV-1"])
        sage.purge(invoice)
        sage.purge(other)
        let purged = try await Ledger.over(sage).collect(.apInvoice)
        #expect(purged.keys == ["00/AIRWAY/INV-1", "00/BRICK/INV-1"])
        #expect(
            purged.records.compactMap { if case .apInvoice(let found) = $0 { found.lines.count } else { nil } } == [
                2, 1,
            ])
    }

    @Test func `keys that differ by case or blanks are different invoices`() async throws {
        for number in ["45/7", " 45/7", "45/7 ", "abc", "ABC"] { sage.post(TestInvoice(number: number)) }
        let keys = try await Ledger.over(sage).collect(.apInvoice).keys
        #expect(
            keys == [
                "00/AIRWAY/%2045%2F7", "00/AIRWAY/45%2F7", "00/AIRWAY/45%2F7%20", "00/AIRWAY/ABC",
                "00/AIRWAY/%61%62%63",
            ])
    }

    @Test func `a broken date is an absent field, and a broken amount a problem`() async throws {
        sage.post(TestInvoice(number: "A"))
        sage.post(TestInvoice(number: "B", amount: "ten"))
        sage.post(TestInvoice(number: "C"))
        sage.put("AP_OpenInvoice", [TestInvoice(number: "A").key + ["InvoiceDueDate": "20261341", "Balance": "1.00"]])
        let scan = try await Ledger.over(sage).collect(.apInvoice)
        #expect(scan.keys == ["00/AIRWAY/A", "00/AIRWAY/B", "00/AIRWAY/C"])
        guard case .failure(let problem) = scan.items[1].result else {
            Issue.record("the broken amount was read")
            return
        }
        #expect(problem.code == .recordUnreadable)
        #expect(problem.detail.contains("InvoiceAmt") && problem.detail.contains("ten"))
        #expect(scan.end?.records == 2)
        #expect(scan.end?.problems == 1)
    }
}
