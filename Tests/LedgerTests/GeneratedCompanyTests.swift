import BusinessObjects
import Ledger
import SimulatedSage
import Testing
import WireProtocol

/// The ledger over the simulated Sage, whose posting is not written by these tests.
@Suite(.timeLimit(.minutes(2)))
struct GeneratedCompanyTests {
    let company: SimulatedCompany
    let ledger: Ledger

    init() throws {
        let now = try #require(SageStamp("20260601T12:00:00.000"))
        company = SimulatedCompany(
            code: "ABC",
            contents: CompanyGenerator(
                seed: 11, sizes: .init(vendors: 40, accounts: 60, purchaseOrders: 40, invoices: 300, customers: 5),
                clock: .standing(now)
            ).generate())
        ledger = Ledger(
            server: SimulatedSage(companies: [company]), companies: [Ledger.Company(code: "ABC")], sleep: { _ in })
    }

    private func invoice(_ name: InvoiceName) async throws -> APInvoice {
        let record = try await ledger.record(company: "ABC", kind: .apInvoice, key: RecordKey(name.key))
        guard case .apInvoice(let found) = record else { throw Problem(.recordNotFound, detail: "\(name)") }
        return found
    }

    @Test func `every invoice of every table is told exactly once`() async throws {
        let books = company.books
        let held = ["AP_InvoiceHeader", "PO_ReceiptHeader", "AP_OpenInvoice", "AP_InvoiceHistoryHeader"]
            .flatMap { books.records($0) }
            .map { row in RecordKey(["APDivisionNo", "VendorNo", "InvoiceNo"].map { row[$0] ?? "" }) }
            .filter { !$0.parts[2].isEmpty }
        let scan = try await ledger.collect(.apInvoice)
        #expect(scan.items.count == Set(held).count)
        #expect(Set(scan.items.map(\.key)) == Set(held))
        #expect(scan.end?.problems == 0)
        #expect(Set(scan.records.compactMap { if case .apInvoice(let one) = $0 { one.status } else { nil } }).count > 2)
    }

    @Test func `every kind is read whole, and one by one`() async throws {
        for kind in RecordKind.allCases {
            for item in try await ledger.collect(kind).items.prefix(40) {
                let record = try await ledger.record(company: "ABC", kind: kind, key: item.key)
                #expect(record == (try item.result.get()))
            }
        }
    }

    @Test func `an invoice matched to an order keeps all it is through posting, payment and purge`() async throws {
        let order = try #require(company.books.records("PO_PurchaseOrderHeader").first?["PurchaseOrderNo"])
        let name = try #require(
            company.change { books in
                books.matchInvoice(
                    ReceiptOfInvoice(
                        purchaseOrder: order, invoiceNumber: "Life 1", date: "20260530", dueDate: "20260630",
                        batch: "LIFE1"))
            })
        let received = try await invoice(name)
        #expect(received.status == .entered)
        #expect(received.purchaseOrders == [order])
        #expect(!received.lines.isEmpty)
        company.advance(by: .seconds(60))
        #expect(company.change { $0.post(batch: "LIFE1") } == [name])
        let since = try #require(SageStamp("20260601T12:00:30.000"))
        #expect(
            try await ledger.collect(.apInvoice, ScanQuery(changedSince: since)).keys.contains(
                RecordKey(name.key).text))
        let posted = try await invoice(name)
        #expect(posted.status == .posted)
        company.change { _ = $0.pay(name, check: "000123") }
        let paid = try await invoice(name)
        #expect(paid.status == .paid)
        company.change { _ = $0.purgePaidInvoices() }
        let purged = try await invoice(name)
        #expect(purged.status == .paid)
        for later in [posted, paid, purged] {
            #expect(later.purchaseOrders == [order])
            #expect(later.lines.map(\.accountCode) == received.lines.map(\.accountCode))
            #expect(later.lines.map(\.amount) == received.lines.map(\.amount))
            #expect(later.lines.map(\.description) == received.lines.map(\.description))
            #expect(later.lines.map(\.purchaseOrderLineKey) == received.lines.map(\.purchaseOrderLineKey))
            #expect(later.amount == received.amount)
            #expect(later.dueDate == received.dueDate)
        }
        #expect(purged.balance == paid.balance)
    }

    @Test func `an entered invoice keeps its lines when it is posted`() async throws {
        let account = try #require(company.books.records("GL_Account").first?["AccountKey"])
        let vendor = try #require(company.books.records("AP_Vendor").first?["VendorNo"])
        let name = InvoiceName(division: "00", vendor: vendor, number: "life 2 ")
        company.change { books in
            _ = books.enter(
                InvoiceEntry(
                    name, date: "20260530", dueDate: "20260630", batch: "LIFE2",
                    lines: [
                        .init(account: account, comment: "Rent", cents: 1250),
                        .init(account: account, comment: "Rebate", cents: -250),
                    ]))
        }
        let entered = try await invoice(name)
        company.change { _ = $0.post(batch: "LIFE2") }
        let posted = try await invoice(name)
        #expect(entered.lines.map(\.amount?.text) == ["12.50", "-2.50"])
        #expect(posted.lines == entered.lines)
        #expect(posted.amount == entered.amount)
        #expect(posted.status == .posted)
    }
}
