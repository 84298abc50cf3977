import Testing
import WireProtocol

struct RouteTests {
    private static let companies = ["ABC", "A1Z"]
    private static let abc = served("ABC")
    private static let a1z = served("A1Z")
    private static let vendors = "/v1/companies/ABC/ap-vendors"

    @Test(arguments: [
        (Route.info, "/v1/info"),
        (.scan(company: Self.abc, kind: .apInvoice, ScanQuery()), "/v1/companies/ABC/ap-invoices"),
        (.scan(company: Self.a1z, kind: .glAccount, ScanQuery(view: .keys)), "/v1/companies/A1Z/gl-accounts?view=keys"),
        (
            .scan(
                company: Self.abc, kind: .apVendor,
                ScanQuery(
                    changedSince: SageStamp("20260501T09:30:00.000"), after: "a+b/c=&d", limit: 1_000_000, view: .keys)),
            vendors + "?changed-since=20260501T09%3A30%3A00.000&after=%61%2B%62%2F%63%3D%26%64&limit=1000000&view=keys"
        ),
        (
            .record(company: Self.abc, kind: .apInvoice, RecordKey(["00", "AIRWAY", " 45/7"])),
            "/v1/companies/ABC/ap-invoices/00/AIRWAY/%2045%2F7"
        ),
        (.record(company: Self.abc, kind: .apVendor, RecordKey(["00", "?&=é"])), vendors + "/00/%3F%26%3D%C3%A9"),
        (.record(company: Self.abc, kind: .glAccount, RecordKey(["4000-01"])), "/v1/companies/ABC/gl-accounts/4000-01"),
        (
            .record(company: Self.abc, kind: .purchaseOrder, RecordKey(["0010"])),
            "/v1/companies/ABC/purchase-orders/0010"
        ),
        (.record(company: Self.abc, kind: .arCustomer, RecordKey(["01", ""])), "/v1/companies/ABC/ar-customers/01/"),
    ])
    func `a route and its path turn into each other`(route: Route, path: String) throws {
        #expect(route.path == path)
        #expect(try Route(method: "GET", target: path, serving: Self.companies) == route)
    }

    @Test(arguments: [
        "", "/", "*", "v1/info", "x/v1/info", "http://host/v1/info", "/v2/info", "/V1/info", "/v1", "/v1/info/",
        "/v1//info", "/v1/companies", "/v1/companies/ABC", "/v1/%69nfo", "?limit=1",
    ])
    func `a path that leads nowhere is an unknown route`(target: String) {
        #expect(refusal("GET", target)?.code == .unknownRoute)
    }

    @Test(arguments: ["", "ap-vendor", "AP-VENDORS", "ap-payments", "ap%2Dvendors"])
    func `a collection that there is not is an unknown kind, whatever follows`(collection: String) {
        #expect(refusal("GET", "/v1/companies/ABC/" + collection)?.code == .unknownKind)
        #expect(refusal("GET", "/v1/companies/ABC/\(collection)/00/A?limit=0")?.code == .unknownKind)
    }

    @Test(arguments: ["", "abc", "ABCD", "AB", "%C3%A9A", "AB%", "A%2FC"])
    func `what is no company code is malformed`(company: String) {
        #expect(refusal("GET", "/v1/companies/\(company)/ap-vendors")?.code == .badRequest)
    }

    @Test(arguments: ["", "00", "00/A/B", "00/a", "00/%2", "00/%FF", "00/%c3%a9", "00/%41", "00/é", "00/A/"])
    func `what is no key of the kind is malformed`(key: String) {
        #expect(refusal("GET", Self.vendors + "/" + key)?.code == .badRequest)
    }

    @Test(arguments: [
        "limit", "limit=%", "after", "after=%3a", "after=%FF", "view=Full", "view=", "changed-since=20260501",
        "changed-since=", "limit=1&view=half", "limit=1&limit=0",
    ])
    func `a parameter without the value it must have is malformed`(query: String) {
        #expect(refusal("GET", Self.vendors + "?" + query)?.code == .badRequest)
    }

    @Test(arguments: ["HEAD", "POST", "PUT", "DELETE", "get", ""])
    func `another method is not allowed where there is something, and nothing where there is nothing`(method: String) {
        #expect(refusal(method, "/v1/info")?.code == .methodNotAllowed)
        #expect(refusal(method, Self.vendors)?.code == .methodNotAllowed)
        #expect(refusal(method, "/v1/nothing")?.code == .unknownRoute)
    }

    @Test(arguments: [
        "x=1", "x", "x=", "x=%", "%=1", "=", "&&", "Limit=0", "view=full", "x=é",
    ])
    func `unknown parameters are passed over, whatever they hold`(query: String) throws {
        #expect(
            try Route(method: "GET", target: Self.vendors + "?" + query, serving: Self.companies)
                == .scan(company: Self.abc, kind: .apVendor, ScanQuery()))
    }

    @Test(arguments: ["1", "1000000"])
    func `the smallest and the largest limit are taken`(limit: String) {
        #expect(refusal("GET", Self.vendors + "?limit=" + limit) == nil)
    }

    @Test(arguments: ["0", "1000001", "-1", "1.5", "", "x", "1%20", "99999999999999999999"])
    func `any other limit is refused`(limit: String) {
        #expect(refusal("GET", Self.vendors + "?limit=" + limit)?.code == .badRequest)
    }

    @Test func `the longest target is read and one byte more refused`() {
        let rest = WireLimits.pathBytes - "/v1/info?x=".utf8.count
        #expect(refusal("GET", "/v1/info?x=" + String(repeating: "A", count: rest)) == nil)
        #expect(refusal("GET", "/v1/info?x=" + String(repeating: "A", count: rest + 1))?.code == .badRequest)
        #expect(refusal("GET", "/v1/info?x=" + String(repeating: "é", count: rest / 2 + 1))?.code == .badRequest)
    }

    @Test func `the longest cursor is read and one byte more refused, however it is escaped`() {
        for unit in ["A", "%3D"] {
            let longest = Self.vendors + "?after=" + String(repeating: unit, count: WireLimits.cursorBytes)
            #expect(refusal("GET", longest) == nil)
            #expect(refusal("GET", longest + unit)?.code == .badCursor)
        }
    }

    @Test func `the longest key and the longest cursor fit into a target`() throws {
        let part = String(repeating: "é", count: 125)
        let record = Route.record(company: Self.abc, kind: .apInvoice, RecordKey([part, part, part]))
        #expect(try Route(method: "GET", target: record.path, serving: Self.companies) == record)
        let query = ScanQuery(
            changedSince: SageStamp("20260501T09:30:00.000"),
            after: String(repeating: "=", count: WireLimits.cursorBytes),
            limit: WireLimits.scanLimit, view: .keys)
        let scan = Route.scan(company: Self.abc, kind: .purchaseOrder, query)
        #expect(try Route(method: "GET", target: scan.path, serving: Self.companies) == scan)
    }

    @Test(arguments: [("ABC", true), ("A1Z", true), ("000", true), ("", false), ("AB", false), ("ABCD", false)])
    func `a company code has three capital letters or digits`(code: String, isOne: Bool) {
        #expect(ServedCompany.isCode(code) == isOne)
        #expect(!ServedCompany.isCode(String(code.dropLast()) + "é"))
    }

    @Test func `a company that is not served is refused with those that are, whatever form the rest has`() {
        let problem = refusal("GET", "/v1/companies/QQQ/ap-vendors?limit=0")
        #expect(problem?.code == .companyNotServed)
        #expect(problem?.detail.contains("it serves ABC, A1Z") == true)
    }

    @Test(arguments: ["abc", "AB", "", "ABCD", "A C", "ABÉ"])
    func `a code of another form is no served company even where a list has it`(code: String) {
        #expect(throws: Problem.self) { try ServedCompany(code, among: [code], of: "It") }
    }

    private static func served(_ code: String) -> ServedCompany {
        do {
            return try ServedCompany(code, among: [code], of: "This agent")
        } catch {
            preconditionFailure("\(error)")
        }
    }

    private func refusal(_ method: String, _ target: String) -> Problem? {
        do throws(Problem) {
            _ = try Route(method: method, target: target, serving: Self.companies)
            return nil
        } catch {
            return error
        }
    }
}
