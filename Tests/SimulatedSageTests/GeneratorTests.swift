import BusinessObjects
import SimulatedSage
import Testing

struct GeneratorTests {
    @Test func `the same seed gives the same company and another one another`() throws {
        let (first, again, other) = (
            try contents(), try generate(seed: 7, sizes: .small), try generate(seed: 8, sizes: .small)
        )
        for table in SageTables.all {
            #expect(first.books.records(table.name) == again.books.records(table.name))
        }
        #expect(first.books.records("AP_OpenInvoice") != other.books.records("AP_OpenInvoice"))
    }

    @Test func `there is as much of everything as was asked for`() throws {
        let books = try contents().books
        let sizes = CompanyGenerator.Sizes.small
        #expect(books.count("AP_Vendor") == sizes.vendors)
        #expect(books.count("GL_Account") == sizes.accounts)
        #expect(books.count("PO_PurchaseOrderHeader") == sizes.purchaseOrders)
        #expect(books.count("AR_Customer") == sizes.customers)
        let invoices = ["AP_InvoiceHeader", "PO_ReceiptHeader", "AP_OpenInvoice", "AP_InvoiceHistoryHeader"]
            .flatMap { books.records($0) }.map(\.invoice.key).map { $0.map { Array($0.utf8) } }
        #expect(Set(invoices).count == sizes.invoices)
    }

    @Test(arguments: [
        CompanyGenerator.Sizes(vendors: 0, accounts: 0, purchaseOrders: 0, invoices: 0, customers: 0),
        CompanyGenerator.Sizes(vendors: 1, accounts: 1, purchaseOrders: 1, invoices: 40, customers: 1),
        CompanyGenerator.Sizes(vendors: 3, accounts: 0, purchaseOrders: 5, invoices: 5, customers: 0),
    ])
    func `small sizes work too`(sizes: CompanyGenerator.Sizes) throws {
        #expect(try generate(seed: 1, sizes: sizes).books.count("AP_Vendor") == sizes.vendors)
    }

    @Test func `every line refers to an account every invoice to a vendor and every segment to a name`() throws {
        let books = try contents().books
        let accounts = Set(books.records("GL_Account").map { $0["AccountKey"] })
        for line in books.records("AP_InvoiceDetail") + books.records("AP_InvoiceHistoryDetail") {
            #expect(accounts.contains(line["AccountKey"]))
        }
        for table in ["AP_InvoiceHeader", "AP_OpenInvoice", "AP_InvoiceHistoryHeader", "PO_PurchaseOrderHeader"] {
            for record in books.records(table) {
                #expect(
                    books.record("AP_Vendor", key: [record["APDivisionNo"] ?? "", record["VendorNo"] ?? ""]) != nil)
            }
        }
        for segment in books.records("GL_AccountSegment") {
            let key = [segment["SegmentNo"] ?? "", segment["SubAccountCode"] ?? ""]
            #expect(books.record("GL_SubAccount", key: key) != nil)
        }
        for account in books.records("GL_Account") {
            #expect(account["Account"]?.replacing("-", with: "") == account["RawAccount"])
        }
    }

    @Test func `the data holds what makes Sage hard`() throws {
        let books = try contents().books
        let open = books.records("AP_OpenInvoice")
        #expect(open.contains { $0["InvoiceAmt"]?.hasPrefix("-") ?? false })
        #expect(open.contains { $0["Balance"] == "0.00" })
        #expect(open.contains { $0["HoldPayment"] == "Y" })
        #expect(open.contains { $0["Balance"] != $0["InvoiceAmt"] && $0["Balance"] != "0.00" })
        let names = books.records("AP_InvoiceHistoryHeader")
        #expect(names.contains { $0["InvoiceNo"]?.hasPrefix(" ") ?? false })
        #expect(
            Dictionary(grouping: names, by: { $0["InvoiceNo"] ?? "" }).values.contains { headers in
                Set(headers.map { $0["VendorNo"] }).count > 1
            })
        let matched = Dictionary(grouping: names.filter { $0["PurchaseOrderNo"] != "" }, by: \.invoice)
        #expect(matched.values.contains { $0.count > 1 })
        #expect(books.count("PO_ReceiptHeader") > 0)
        let vendors = books.records("AP_Vendor")
        #expect(Set(vendors.compactMap { $0["VendorNo"]?.uppercased() }).count < vendors.count)
        #expect(Set(books.records("PO_PurchaseOrderHeader").compactMap { $0["OrderStatus"] }).count == 5)
        #expect(vendors.contains { $0["DateUpdated"] != "" && $0["TimeUpdated"] == "" })
        #expect(vendors.contains { $0["DateUpdated"] == "" })
    }

    @Test func `no text is longer than its column and every number has its scale`() throws {
        let books = try contents().books
        for table in SageTables.all {
            for record in books.records(table.name) {
                for (column, value) in zip(record.layout.columns, record.values) {
                    switch column.content {
                    case .text(let length): #expect(value.count <= length ?? .max, "\(table.name) \(column.name)")
                    case .number(let scale?):
                        let decimals = value.split(separator: ".", omittingEmptySubsequences: false)
                        #expect((decimals.count == 2 ? decimals[1].count : 0) == scale, "\(table.name) \(column.name)")
                    case .number(nil): Issue.record("\(table.name) \(column.name) has no scale")
                    }
                }
            }
        }
    }
}
