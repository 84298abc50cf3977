import BusinessObjects
import SimulatedSage
import Testing

@Suite(.timeLimit(.minutes(1)))
struct PageTests {
    private let session: any BusinessObjectSession
    private let books: Books

    init() async throws {
        let company = try company()
        books = company.books
        session = try await SimulatedSage(companies: [company]).openSession(company: "ABC")
    }

    private func read(_ object: String, _ request: PageRequest) async throws -> [BusinessRecord] {
        let object = try await session.businessObject(object)
        var request = request
        var found: [BusinessRecord] = []
        while true {
            let page = try await object.readPage(request)
            #expect(page.records.count <= request.limit)
            found += page.records
            guard let next = page.next else { return found }
            request.after = next
        }
    }

    @Test(arguments: [1, 7, 250])
    func `pages over every index give every record once and in order`(limit: Int) async throws {
        for table in SageTables.all {
            let object = try #require(table.readers.first)
            let all = books.records(table.name)
            for index in table.indexes {
                let found = try await read(object, PageRequest(index: index.name, limit: limit))
                let sorted = all.sorted { left, right in
                    for field in index.fields {
                        let texts = [left, right].map { record in
                            let text = record[field.column] ?? ""
                            return Array((field.isUppercased ? text.uppercased() : text).utf8)
                        }
                        if texts[0] != texts[1] { return texts[0].lexicographicallyPrecedes(texts[1]) }
                    }
                    return false
                }
                #expect(found == sorted, "\(table.name) \(index.name)")
            }
        }
    }

    @Test func `a leading part of a key stands for all records below it`() async throws {
        let all = books.records("AP_Vendor")
        func divisions(_ request: PageRequest) async throws -> Set<String> {
            Set(try await read("AP_Vendor_svc", request).compactMap { $0["APDivisionNo"] })
        }
        #expect(try await divisions(PageRequest(after: ["00"])) == ["01", "02"])
        #expect(try await divisions(PageRequest(from: ["01"])) == ["01", "02"])
        #expect(try await divisions(PageRequest(through: ["01"])) == ["00", "01"])
        #expect(try await divisions(PageRequest(after: ["00"], through: ["01"])) == ["01"])
        #expect(try await divisions(PageRequest(from: ["01"], through: ["01"])) == ["01"])
        #expect(try await divisions(PageRequest(from: ["03"])) == [])
        #expect(try await divisions(PageRequest(from: ["02"], through: ["01"])) == [])
        #expect(try await read("AP_Vendor_svc", PageRequest(from: [], through: [])) == all)
    }

    @Test func `of after and from the later one counts`() async throws {
        let all = books.records("AP_Vendor")
        let keys = all.map { [$0["APDivisionNo"] ?? "", $0["VendorNo"] ?? ""] }
        let later = try await read("AP_Vendor_svc", PageRequest(after: keys[3], from: keys[10]))
        #expect(later == Array(all[10...]))
        let earlier = try await read("AP_Vendor_svc", PageRequest(after: keys[10], from: keys[3]))
        #expect(earlier == Array(all[11...]))
    }

    @Test func `accounts are found by their code in capitals`() async throws {
        let code = try #require(
            books.records("GL_Account").first { $0["Account"]?.contains("0A") ?? false }?["Account"])
        let request = PageRequest(index: "kaccount", from: [code.lowercased()], through: [code.lowercased()])
        #expect(try await read("GL_Account_svc", request).map { $0["Account"] } == [code])
    }

    @Test func `filters compare to the letter and blanks are never at least`() async throws {
        let all = books.records("AP_Vendor")
        func numbers(_ filter: RecordFilter) async throws -> [[UInt8]] {
            try await read("AP_Vendor_svc", PageRequest(filter: filter, limit: 3)).map { $0.bytes(["VendorNo"])[0] }
        }
        #expect(try await numbers(.isOne(of: ["v000018", "none"], column: "VendorNo")) == [Array("v000018".utf8)])
        #expect(try await numbers(.isOne(of: [], column: "VendorNo")) == [])
        let blank = try await numbers(.isBlank(column: "DateUpdated")).count
        #expect(blank == all.filter { $0["DateUpdated"] == "" }.count)
        #expect(blank > 0)
        #expect(try await numbers(.atLeast("", column: "DateUpdated")).count == all.count - blank)
        #expect(try await numbers(.any([])) == [])
        #expect(try await numbers(.all([])).count == all.count)
    }

    @Test func `changed since passes what is newer and what has no stamps`() async throws {
        let day = "20260101"
        let found = try await read("AP_Vendor_svc", PageRequest(filter: .changedSince(day)))
        let expected = books.records("AP_Vendor").filter { record in
            let stamps = [record["DateUpdated"] ?? "", record["DateCreated"] ?? ""]
            return stamps == ["", ""] || stamps.contains { $0 >= day }
        }
        #expect(found == expected)
        #expect(!expected.isEmpty && expected.count < books.count("AP_Vendor"))
        let lines = try await read("AP_InvoiceDetail_svc", PageRequest(filter: .changedSince(day)))
        #expect(lines.count == books.count("AP_InvoiceDetail"))
    }

    @Test(arguments: [
        PageRequest(index: "KNOWN"), PageRequest(filter: .isBlank(column: "Colour")),
        PageRequest(filter: .all([.any([.isOne(of: [""], column: "DateLastUpdated")])])),
    ])
    func `an index or column that is not there is refused`(request: PageRequest) async throws {
        let object = try await session.businessObject("AP_Vendor_svc")
        let error = await #expect(throws: BusinessObjectError.self) { try await object.readPage(request) }
        #expect(error?.code == .unknownColumn)
    }

    @Test func `the limit of a page is brought to 1 to 10,000`() async throws {
        let sizes = CompanyGenerator.Sizes(vendors: 10_001, accounts: 0, purchaseOrders: 0, invoices: 0, customers: 0)
        let sage = SimulatedSage(companies: [
            SimulatedCompany(code: "ABC", contents: try generate(seed: 7, sizes: sizes))
        ])
        let object = try await sage.openSession(company: "ABC").businessObject("AP_Vendor_svc")
        for (limit, count) in [(0, 1), (-5, 1), (1, 1), (10_000, 10_000), (10_001, 10_000)] {
            let page = try await object.readPage(PageRequest(limit: limit))
            #expect(page.records.count == count)
            #expect(page.next != nil)
        }
    }

    @Test func `the last page has no next`() async throws {
        let object = try await session.businessObject("AP_Vendor_svc")
        let page = try await object.readPage(PageRequest(limit: books.count("AP_Vendor")))
        #expect(page.records.count == books.count("AP_Vendor"))
        #expect(page.next == nil)
    }
}
