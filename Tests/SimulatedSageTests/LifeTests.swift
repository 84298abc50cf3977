import BusinessObjects
import SimulatedSage
import Testing
import WireProtocol

struct LifeTests {
    private var books: Books
    private let invoice = InvoiceName(division: "00", vendor: "AIRWAY", number: " 45/7")

    init() throws {
        books = Books(now: try stamp())
        books.addVendor("AIRWAY", name: "Airway Property")
        books.enter(entry(invoice, batch: "00001"))
    }

    private func entry(_ name: InvoiceName, batch: String = "", cents: [Int] = [1050, -50]) -> InvoiceEntry {
        InvoiceEntry(
            name, date: "20260301", dueDate: "20260331", batch: batch, comment: "March",
            lines: cents.map { .init(account: "000000001", comment: "Rent", cents: $0) })
    }

    private func entered() -> BusinessRecord? { books.record("AP_InvoiceHeader", key: invoice.key) }
    private func open() -> BusinessRecord? { books.record("AP_OpenInvoice", key: invoice.key) }
    private func history() -> [BusinessRecord] {
        books.records("AP_InvoiceHistoryHeader", index: "KVENDOR", under: invoice.key)
    }

    @Test func `an entered invoice has a header lines and stamps in decimal hours`() {
        let header = entered()
        #expect(header?["InvoiceAmt"] == "10.00")
        #expect(header?["DateCreated"] == "20260310")
        #expect(header?["TimeUpdated"] == "12.00000")
        let lines = books.records("AP_InvoiceDetail", under: invoice.key)
        #expect(lines.map { $0["DistributionAmt"] } == ["10.50", "-0.50"])
        #expect(lines.map { $0["LineKey"] } == ["000001", "000002"])
    }

    @Test mutating func `an invoice is entered only once`() {
        #expect(books.enter(entry(invoice, cents: [1])) == false)
        #expect(entered()?["InvoiceAmt"] == "10.00")
        #expect(books.count("AP_InvoiceDetail") == 2)
    }

    @Test mutating func `an import stamps nothing`() {
        let imported = InvoiceName(division: "00", vendor: "AIRWAY", number: "VI")
        books.enter(entry(imported), stamp: .none)
        let record = books.record("AP_InvoiceHeader", key: imported.key)
        #expect(
            ["DateCreated", "TimeCreated", "UserCreatedKey", "DateUpdated"].map { record?[$0] } == ["", "", "", ""])
    }

    @Test mutating func `posting moves an invoice from the entries to the open invoices and the history`() {
        #expect(books.post(batch: "00001") == [invoice])
        #expect(entered() == nil)
        #expect(books.count("AP_InvoiceDetail") == 0)
        #expect(open()?["Balance"] == "10.00")
        #expect(open()?["DateCreated"] == "20260310")
        #expect(history().map { $0["HeaderSeqNo"] } == ["000001"])
        #expect(history().map { $0["PurchaseOrderNo"] } == [""])
        let lines = books.records("AP_InvoiceHistoryDetail", under: [invoice.number, "000001"])
        #expect(lines.map { $0["ExtensionAmt"] } == ["10.50", "-0.50"])
        #expect(lines.map { $0["AccountKey"] } == ["000000001", "000000001"])
    }

    @Test mutating func `posting by a bulk tool leaves no stamps`() {
        books.post(batch: "00001", stamp: .none)
        #expect(open()?["DateUpdated"] == "")
        #expect(history().first?["DateCreated"] == "")
    }

    @Test mutating func `posting one batch leaves the others`() {
        let other = InvoiceName(division: "00", vendor: "AIRWAY", number: "46")
        books.enter(entry(other, batch: "000011"))
        #expect(books.post(batch: "00001") == [invoice])
        #expect(books.record("AP_InvoiceHeader", key: other.key) != nil)
        #expect(books.post(batch: "00001") == [])
    }

    @Test mutating func `invoices of two vendors with one number have two history headers`() {
        let other = InvoiceName(division: "00", vendor: "OTHER", number: invoice.number)
        books.enter(entry(other, batch: "00001", cents: [777]))
        books.post(batch: "00001")
        let headers = books.records("AP_InvoiceHistoryHeader", under: [invoice.number])
        #expect(headers.map { $0["HeaderSeqNo"] } == ["000001", "000002"])
        #expect(headers.map { $0["VendorNo"] } == ["AIRWAY", "OTHER"])
    }

    @Test mutating func `due date and hold change where the invoice stands`() {
        #expect(books.changeDueDate(of: invoice, to: "20260415", stamp: .blankTime) == true)
        #expect(entered()?["InvoiceDueDate"] == "20260415")
        #expect(entered()?["TimeUpdated"] == "")
        books.post(batch: "00001")
        #expect(open()?["InvoiceDueDate"] == "20260415")
        #expect(books.setHold(true, on: invoice) == true)
        #expect(open()?["HoldPayment"] == "Y")
        #expect(books.setHold(false, on: invoice, stamp: .padded) == true)
        #expect(open()?["HoldPayment"] == "N")
        #expect(books.setHold(true, on: InvoiceName(division: "00", vendor: "NONE", number: "1")) == false)
    }

    @Test mutating func `a paid invoice keeps a zero balance until it is purged to the history`() {
        books.post(batch: "00001")
        #expect(books.pay(invoice, cents: 400, check: "1") == true)
        #expect(open()?["Balance"] == "6.00")
        #expect(books.purgePaidInvoices() == 0)
        #expect(books.pay(invoice, check: "2") == true)
        #expect(open()?["Balance"] == "0.00")
        #expect(open()?["CheckNo"] == "2")
        #expect(books.purgePaidInvoices() == 1)
        #expect(open() == nil)
        #expect(history().count == 1)
        #expect(books.pay(invoice, check: "3") == false)
    }

    @Test mutating func `a voided invoice has an adjustment of the opposite amount in the history`() {
        books.post(batch: "00001")
        #expect(books.void(invoice) == true)
        #expect(open()?["Balance"] == "0.00")
        #expect(history().map { $0["InvoiceAmt"] } == ["10.00", "-10.00"])
    }

    @Test mutating func `a deleted entry takes its lines with it`() {
        #expect(books.deleteEntry(invoice) == true)
        #expect(books.count("AP_InvoiceHeader") == 0)
        #expect(books.count("AP_InvoiceDetail") == 0)
        #expect(books.deleteEntry(invoice) == false)
    }

    @Test mutating func `a change of a vendor stamps it and an unstamped one does not`() {
        #expect(books.changeVendor("AIRWAY", ["City": "Racine"], stamp: .none) == true)
        #expect(books.record("AP_Vendor", key: ["00", "AIRWAY"])?["TimeUpdated"] == "12.00000")
        #expect(books.record("AP_Vendor", key: ["00", "AIRWAY"])?["City"] == "Racine")
        #expect(books.changeVendor("NOBODY", ["City": "Racine"]) == false)
    }

    @Test func `time is stamped in decimal hours also at midnight and after the clock was put forward`() throws {
        let company = try company()
        company.advance(by: .seconds(12 * 3600))
        company.change { books in _ = books.changeVendor("V000001", ["City": "Midnight"]) }
        let vendor = company.books.record("AP_Vendor", key: ["00", "V000001"])
        #expect(vendor?["DateUpdated"] == "20260311")
        #expect(vendor?["TimeUpdated"] == "0.00000")
    }

    @Test func `an invoice matched to two orders becomes one open invoice with both in its history`() throws {
        var books = try contents().books
        let orders = books.records("PO_PurchaseOrderHeader").filter { $0["VendorNo"] == "V000003" }.prefix(2)
        try #require(orders.count == 2)
        let receipts = orders.map { order in
            ReceiptOfInvoice(
                purchaseOrder: order["PurchaseOrderNo"] ?? "", invoiceNumber: "MATCHED", date: "20260309",
                dueDate: "20260408", batch: "00777")
        }
        let names = receipts.compactMap { books.matchInvoice($0) }
        #expect(Set(names).count == 1)
        let name = try #require(names.first)
        let waiting = books.records("PO_ReceiptHeader", index: "KINVOICE", under: name.key)
        #expect(waiting.count == 2)
        #expect(Set(waiting.map { $0["ReceiptNo"] }).count == 2)
        #expect(books.post(batch: "00777") == [name])
        #expect(books.records("PO_ReceiptHeader", index: "KINVOICE", under: name.key) == [])
        let headers = books.records("AP_InvoiceHistoryHeader", index: "KVENDOR", under: name.key)
        #expect(headers.map { $0["PurchaseOrderNo"] } == receipts.map(\.purchaseOrder))
        #expect(headers.allSatisfy { $0["ModuleCode"] == "P/O" })
        let posted = books.records("PO_ReceiptHistoryHeader", index: "KINVOICE", under: ["MATCHED"])
        #expect(posted.map { $0["PurchaseOrderNo"] } == receipts.map(\.purchaseOrder))
        let order = books.record("PO_PurchaseOrderHeader", key: [receipts[0].purchaseOrder])
        #expect(order?["LastInvoiceNo"] == "MATCHED")
        let sum = waiting.compactMap { $0["InvoiceAmt"].flatMap { DecimalText($0) } }.reduce(DecimalText.zero, +)
        #expect(books.record("AP_OpenInvoice", key: name.key)?["InvoiceAmt"] == sum.text)
        #expect(
            books.matchInvoice(
                ReceiptOfInvoice(purchaseOrder: "none", invoiceNumber: "1", date: "", dueDate: "")) == nil)
    }

    @Test func `goods are received orders completed and accounts made inactive`() throws {
        var books = try contents().books
        #expect(books.receiveGoods("0010001") == true)
        let order = books.record("PO_PurchaseOrderHeader", key: ["0010001"])
        #expect(order?["OrderStatus"] == "O")
        #expect(order?["ReceivedAmt"] == order?["NonTaxableAmt"])
        let lines = books.records("PO_PurchaseOrderDetail", under: ["0010001"])
        #expect(lines.allSatisfy { $0["QuantityReceived"] == $0["QuantityOrdered"] })
        let completed = [books.complete("0010001"), books.complete("none")]
        #expect(completed == [true, false])
        #expect(books.record("PO_PurchaseOrderHeader", key: ["0010001"])?["OrderStatus"] == "X")
        books.inactivateAccount(key: "000000002")
        #expect(books.record("GL_Account", key: ["000000002"])?["Status"] == "I")
    }

    @Test func `a little life does every kind of thing and the same for the same seed`() throws {
        let (left, right) = (try company(), try company())
        let report = left.liveALittle(seed: 3)
        let kinds = Set(LifeReport.Event.allCases).subtracting([.stampedLate, .stampedByDay, .unstamped])
        #expect(Set(report.counts.keys) == kinds)
        #expect(report == right.liveALittle(seed: 3))
        for table in SageTables.all {
            #expect(left.books.records(table.name) == right.books.records(table.name))
        }
        #expect(report.description.contains("invoices posted without stamps"))
    }

    @Test(arguments: 1...5 as ClosedRange<UInt64>)
    func `with poor stamps a life is the same for the same seed, and its invoices are there`(seed: UInt64) throws {
        let (left, right) = (try company(), try company())
        let report = left.liveALittle(seed: seed, poorStamps: true)
        #expect(report == right.liveALittle(seed: seed, poorStamps: true))
        for table in SageTables.all {
            #expect(left.books.records(table.name) == right.books.records(table.name))
        }
        #expect(report.counts[.entered] == 5)
        let entered = left.books.records("AP_InvoiceHeader", index: "KBATCH", under: ["00099"])
        #expect(entered.count == 6)
        for record in entered {
            #expect(["", "20260310"].contains(record["DateCreated"]))
            let time = record["TimeCreated"] ?? ""
            let hours = Double(time)
            #expect(time.isEmpty || hours.map { 8...12 ~= $0 } == true)
        }
    }

    @Test func `poor stamps are late, without a time, missing, and at times as they should be`() throws {
        var (events, all) = ([LifeReport.Event: Int](), 0)
        for seed in 1...10 as ClosedRange<UInt64> {
            let counts = try company().liveALittle(seed: seed, poorStamps: true).counts
            for (event, count) in counts { events[event, default: 0] += count }
            all += [.entered, .dueDateChanged, .held, .paid].reduce(0) { $0 + (counts[$1] ?? 0) }
        }
        let poor = [LifeReport.Event.stampedLate, .stampedByDay, .unstamped].map { events[$0] ?? 0 }
        #expect(poor.allSatisfy { $0 > 10 })
        #expect(poor.reduce(0, +) < all)
    }

    @Test func `a company without anything can live`() throws {
        let empty = SimulatedCompany.Contents(
            name: "Empty", clock: .standing(try stamp()), books: Books(now: try stamp()))
        #expect(SimulatedCompany(code: "NIL", contents: empty).liveALittle(seed: 1).counts.isEmpty)
    }
}
