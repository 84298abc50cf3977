import BusinessObjects
import SimulatedSage
import Testing
import WireProtocol

@testable import Ledger

struct ProbeTests {
    @Test(arguments: SageTable.allCases)
    func `every column that is read is one of Sage's layouts`(table: SageTable) throws {
        let layout = try #require(SageTables.table(table.rawValue)).layout
        for column in table.columns {
            #expect(layout.position(of: column) != nil, "\(table.rawValue) \(column)")
        }
        #expect(Set(table.columns).count == table.columns.count)
    }

    @Test func `a probe tells of every table what is there, and of no record`() async throws {
        let clock = SageClock.standing(try #require(SageStamp("20260310T12:00:00.000")))
        let sizes = CompanyGenerator.Sizes(vendors: 5, accounts: 10, purchaseOrders: 3, invoices: 8, customers: 2)
        let company = SimulatedCompany(
            code: "ABC", contents: CompanyGenerator(seed: 3, sizes: sizes, clock: clock).generate())
        let ledger = Ledger(
            server: SimulatedSage(companies: [company]), companies: [Ledger.Company(code: "ABC")],
            objects: ["AP_Vendor": "AP_Vendor_bus", "AR_Customer": "AR_Nothing_svc"])
        let probe = await ledger.probe(company: "ABC")
        #expect(probe.fault == nil && probe.clock?.zone != nil)
        #expect(probe.tables.map(\.table) == Ledger.tables)
        let vendors = try #require(probe.tables.first { $0.table == "AP_Vendor" })
        #expect(vendors.object == "AP_Vendor_bus" && vendors.fault == nil && vendors.missing.isEmpty)
        #expect(vendors.columns.contains("VendorName") && vendors.pageRecords == 5 && vendors.indexes == ["KPRIMARY"])
        let customers = try #require(probe.tables.first { $0.table == "AR_Customer" })
        #expect(customers.fault?.contains("AR_Nothing_svc") == true && customers.columns.isEmpty)
        #expect(customers.isAbsent && probe.isGood, "a module that is not installed is no fault")
        #expect(probe.tables.first { $0.table == "GL_AccountSegment" }?.indexes == ["KPRIMARY", "KACCOUNTKEY"])
    }

    @Test func `a table whose object fails is told with the object that was configured`() async throws {
        let sage = FakeSage()
        sage.add("AP_Vendor", index: ["VendorNo"], [["VendorNo": "1"]])
        sage.with { $0.failure = { _, _ in BusinessObjectError(.unavailable, "No licence is left.") } }
        let ledger = Ledger(
            server: sage, companies: [Ledger.Company(code: "ABC")], objects: ["AP_Vendor": "AP_Vendor_bus"],
            sleep: { _ in })
        let vendors = await ledger.probe(company: "ABC").tables.first { $0.table == "AP_Vendor" }
        #expect(vendors?.isAbsent == false)
        #expect(vendors?.object == "AP_Vendor_bus" && vendors?.fault?.contains("No licence is left.") == true)
    }

    @Test func `a probe of a company that cannot be opened says why`() async throws {
        let ledger = Ledger(server: SimulatedSage(companies: []), companies: [Ledger.Company(code: "ABC")])
        let probe = await ledger.probe(company: "ABC")
        #expect(probe.fault?.contains("There is no company ABC.") == true)
        #expect(probe.tables.isEmpty && !probe.isGood)
    }

    @Test func `a company is good when its modules are whole or not there`() {
        func isGood(_ tables: [TableProbe]) -> Bool { CompanyProbe(company: "ABC", tables: tables).isGood }
        let (vendors, invoices) = (
            TableProbe(table: "AP_Vendor", object: "x"), TableProbe(table: "AP_OpenInvoice", object: "x")
        )
        func absent(_ name: String) -> TableProbe {
            TableProbe(table: name, object: "x", fault: "none", isAbsent: true)
        }
        let failing = TableProbe(table: "PO_ReceiptHeader", object: "x", fault: "No licence is left.")
        #expect(isGood([vendors, invoices]))
        #expect(isGood([vendors, absent("PO_ReceiptHeader"), absent("PO_PurchaseOrderHeader")]))
        #expect(!isGood([vendors, absent("AP_OpenInvoice")]), "a module in part")
        #expect(!isGood([vendors, invoices, failing]), "a table that fails is not one that is not there")
        #expect(!isGood([absent("AP_Vendor")]) && !isGood([]), "nothing at all")
    }
}
