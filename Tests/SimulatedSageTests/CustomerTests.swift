import BusinessObjects
import Foundation
import SimulatedSage
import Testing
import WireProtocol

struct CustomerTests {
    private var books: Books
    private let customer = CustomerName(division: "01", number: "ABF")

    init() throws {
        books = Books(now: try stamp())
        books.addCustomer(customer, ["CustomerName": "American Business Futures"])
    }

    private func record() -> BusinessRecord? { books.record("AR_Customer", key: customer.key) }

    private func cents(_ column: String) -> Int {
        Int((record()?[column] ?? "").replacing(".", with: "")) ?? .min
    }

    @Test func `a customer that is entered is active, established today and stamped`() {
        #expect(record()?["CustomerStatus"] == "A")
        #expect(record()?["DateEstablished"] == "20260310")
        #expect(record()?["TimeCreated"] == "12.00000")
        #expect(record()?["CurrentBalance"] == "0.00")
    }

    @Test mutating func `a customer is entered only once`() {
        #expect(books.addCustomer(customer, ["CustomerName": "Other"]) == false)
        #expect(record()?["CustomerName"] == "American Business Futures")
        #expect(books.addCustomer(CustomerName(division: "02", number: "ABF")) == true)
    }

    @Test mutating func `a customer that is imported has no stamp`() {
        let imported = CustomerName(division: "01", number: "VI")
        books.addCustomer(imported, stamp: .none)
        #expect(books.record("AR_Customer", key: imported.key)?["DateUpdated"] == "")
    }

    @Test mutating func `a change is stamped and one of nobody is none`() throws {
        #expect(books.changeCustomer(customer, ["City": "Irvine"], stamp: .blankTime) == true)
        #expect(record()?["City"] == "Irvine")
        #expect(record()?["TimeUpdated"] == "")
        #expect(books.changeCustomer(CustomerName(division: "02", number: "ABF"), ["City": "Irvine"]) == false)
    }

    @Test mutating func `posting changes balance and aging and leaves the stamp`() throws {
        let before = (record()?["DateUpdated"], record()?["TimeUpdated"])
        #expect(books.postBalance(of: customer, cents: 12_345) == true)
        #expect(record()?["CurrentBalance"] == "123.45")
        #expect(record()?["AgingCategory1"] == "123.45")
        #expect(books.postBalance(of: customer, cents: -2_345) == true)
        #expect(record()?["CurrentBalance"] == "100.00")
        #expect(record()?["LastPaymentAmt"] == "23.45")
        #expect((record()?["DateUpdated"], record()?["TimeUpdated"]) == before)
        #expect(books.postBalance(of: CustomerName(division: "09", number: "X"), cents: 1) == false)
    }

    @Test mutating func `a payment takes the oldest first, and more than the balance is a credit`() {
        books.changeCustomer(
            customer,
            ["AgingCategory1": "10.00", "AgingCategory3": "20.00", "AgingCategory4": "5.00", "CurrentBalance": "35.00"])
        books.postBalance(of: customer, cents: -700)
        #expect((1...4).map { cents("AgingCategory\($0)") } == [1000, 0, 1800, 0])
        books.postBalance(of: customer, cents: -10_000)
        #expect((1...4).map { cents("AgingCategory\($0)") } == [-7200, 0, 0, 0])
        #expect(cents("CurrentBalance") == -7200)
    }

    @Test mutating func `a customer is deleted with its contacts and no other's`() {
        let other = CustomerName(division: "01", number: "ABFX")
        books.addCustomer(other)
        #expect(books.addContact("JSMITH", of: customer) == true)
        #expect(books.addContact("JSMITH", of: other) == true)
        #expect(books.addContact("JSMITH", of: other) == false)
        #expect(books.addContact("JSMITH", of: CustomerName(division: "01", number: "NOBODY")) == false)
        #expect(books.deleteCustomer(customer) == true)
        #expect(books.deleteCustomer(customer) == false)
        #expect(books.records("AR_CustomerContact").map { $0["CustomerNo"] } == ["ABFX"])
    }

    // MARK: Numbers

    @Test mutating func `a number is given once, used or not`() {
        books.addCustomer(CustomerName(division: "01", number: "C000099"))
        #expect(books.takeCustomerNumber() == "C000100")
        #expect(books.takeCustomerNumber() == "C000101")
        #expect(books.takeSalesOrderNumber() == "0000001")
        #expect(books.takeSalesOrderNumber() == "0000002")
    }

    @Test mutating func `a number that a customer has already is passed over, in any division`() {
        books.addCustomer(CustomerName(division: "01", number: "C000001"))
        #expect(books.takeCustomerNumber() == "C000002")
        books.addCustomer(CustomerName(division: "02", number: "C000003"))
        #expect(books.takeCustomerNumber() == "C000004")
    }

    @Test(arguments: ["C999999", "NODIGITS", "99X"])
    mutating func `a number that cannot be counted on gives none`(number: String) {
        books.deleteCustomer(customer)
        books.addCustomer(CustomerName(division: "01", number: number))
        #expect(books.takeCustomerNumber() == nil)
    }

    @Test mutating func `what no aging category has of a balance stays in it`() {
        let blank = Dictionary(uniqueKeysWithValues: (1...4).map { ("AgingCategory\($0)", "") })
        books.changeCustomer(customer, blank.merging(["CurrentBalance": "500.00", "AgingCategory3": "20.00"]) { $1 })
        books.postBalance(of: customer, cents: 100_00)
        #expect(cents("CurrentBalance") == 600_00)
        #expect((1...4).map { cents("AgingCategory\($0)") } == [580_00, 0, 20_00, 0])
        books.postBalance(of: customer, cents: -30_00)
        #expect(cents("CurrentBalance") == 570_00)
        #expect((1...4).map { cents("AgingCategory\($0)") } == [570_00, 0, 0, 0])
    }

    // MARK: The generator

    @Test func `of every generated customer the aging sums up to the balance`() throws {
        for customer in try contents().books.records("AR_Customer") {
            let units = (1...4).map { place in
                Int((customer["AgingCategory\(place)"] ?? "").replacing(".", with: "")) ?? .min
            }
            #expect(
                "\(units.reduce(0, +))"
                    == customer["CurrentBalance"].map { "\(Int($0.replacing(".", with: "")) ?? .min)" })
        }
    }

    @Test func `every generated customer refers to what is there`() throws {
        let books = try contents().books
        for customer in books.records("AR_Customer") {
            func text(_ column: String) -> String { customer[column] ?? "" }
            let salesperson = [text("SalespersonDivisionNo"), text("SalespersonNo")]
            #expect(books.record("AR_Salesperson", key: salesperson) != nil)
            #expect(books.record("AR_TermsCode", key: [text("TermsCode")]) != nil)
            #expect(books.record("SY_ZipCode", key: [text("ZipCode")]) != nil)
            guard !text("ContactCode").isEmpty else { continue }
            let contact = [text("ARDivisionNo"), text("CustomerNo"), text("ContactCode")]
            #expect(books.record("AR_CustomerContact", key: contact) != nil)
        }
        #expect(books.records("AR_Customer").contains { $0["CreditHold"] == "Y" })
        #expect(books.count("SO_SalesOrderHeader") == 6)
        for order in books.records("SO_SalesOrderHeader") {
            #expect(!books.records("SO_SalesOrderDetail", under: [order["SalesOrderNo"] ?? ""]).isEmpty)
            #expect(books.record("AR_Customer", key: [order["ARDivisionNo"] ?? "", order["CustomerNo"] ?? ""]) != nil)
        }
        var next = books
        #expect(next.takeCustomerNumber() == "C000012")
        #expect(next.takeSalesOrderNumber() == "0000007")
    }
}

struct LiveCompanyTests {
    private struct GivenUp: Error {}

    private let customer = CustomerName(division: "01", number: "NEW")

    @Test func `a change of a folder is seen by whoever reads it, and a foreign one here`() throws {
        let folder = try ScratchFolder()
        try CompanyFolder(folder.url).save(try contents())
        let live = LiveCompany(code: "ABC", folder: folder.url)
        #expect(try live.contents().books.count("AR_Customer") == 12)
        let isNew = try live.change { books in books.addCustomer(customer) }
        #expect(isNew)
        #expect(try CompanyFolder(folder.url).contents().books.record("AR_Customer", key: customer.key) != nil)
        #expect(try live.contents().books.count("AR_Customer") == 13)
        var foreign = try CompanyFolder(folder.url).contents()
        foreign.books.deleteCustomer(customer)
        try CompanyFolder(folder.url).save(foreign)
        #expect(try live.contents().books.count("AR_Customer") == 12)
    }

    @Test func `what was changed here is read here, also while somebody else writes`() throws {
        let folder = try ScratchFolder()
        try CompanyFolder(folder.url).save(try contents())
        let live = LiveCompany(code: "ABC", folder: folder.url)
        #expect(try live.contents().books.count("AR_Customer") == 12)
        try live.change { books in _ = books.addCustomer(customer) }
        try folder.write(CompanyFolder.writing, to: "VERSION")
        #expect(try live.contents().books.record("AR_Customer", key: customer.key) != nil)
    }

    @Test func `what throws is not written`() throws {
        let folder = try ScratchFolder()
        try CompanyFolder(folder.url).save(try contents())
        let live = LiveCompany(code: "ABC", folder: folder.url)
        let version = try folder.read("VERSION")
        #expect(throws: GivenUp.self) {
            try live.change { books in
                books.addCustomer(customer)
                throw GivenUp()
            }
        }
        #expect(try folder.read("VERSION") == version)
        #expect(try live.contents().books.record("AR_Customer", key: customer.key) == nil)
    }

    @Test func `changes made at once are all there`() async throws {
        let folder = try ScratchFolder()
        try CompanyFolder(folder.url).save(
            .init(name: "Empty", clock: .standing(try stamp()), books: Books(now: try stamp())))
        await withTaskGroup { group in
            for number in 0..<8 {
                group.addTask {
                    // A company of its own each, as processes of their own would have.
                    _ = try? LiveCompany(code: "ABC", folder: folder.url).change { books in
                        books.addCustomer(CustomerName(division: "01", number: "\(number)"))
                    }
                }
            }
        }
        #expect(try CompanyFolder(folder.url).contents().books.count("AR_Customer") == 8)
    }

    @Test func `a folder that is not there is no company`() throws {
        let folder = try ScratchFolder()
        let live = LiveCompany(code: "ABC", folder: folder.url.appending(path: "nothing"))
        #expect(throws: BusinessObjectError.self) { try live.contents() }
        #expect(throws: CompanyFolderError.self) { try live.change { _ in } }
    }

    @Test func `a company of this process is changed in place`() throws {
        let company = try company()
        let live = LiveCompany(company)
        try live.change { books in _ = books.addCustomer(customer) }
        #expect(company.books.record("AR_Customer", key: customer.key) != nil)
    }
}
