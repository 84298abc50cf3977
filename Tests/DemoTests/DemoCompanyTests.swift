import Foundation
import SimulatedSage
import TestSupport
import Testing

@testable import Demo

struct DemoCompanyTests {
    @Test func `a day passes for what others changed in the folder too`() throws {
        let scratch = try ScratchFolder()
        let path = scratch.path + "/company"
        let sizes = CompanyGenerator.Sizes(vendors: 5, accounts: 20, purchaseOrders: 5, invoices: 20, customers: 3)
        let company = try DemoCompany(sizes, in: path)
        let folder = CompanyFolder(URL(filePath: path))
        let customer = CustomerName(division: "01", number: "SOAP")
        try folder.change { books in _ = books.addCustomer(customer) }
        let before = try folder.contents()
        #expect(try !company.liveADay().isEmpty)
        let after = try folder.contents()
        #expect(after.books.record("AR_Customer", key: customer.key) != nil)
        #expect(after.books.count("AR_Customer") == before.books.count("AR_Customer") + 1)
        #expect(before.clock.source != after.clock.source)
    }
}
