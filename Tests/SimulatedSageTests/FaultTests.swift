import BusinessObjects
import Foundation
import SimulatedSage
import Synchronization
import Testing
import WireProtocol

@Suite(.timeLimit(.minutes(1)))
struct FaultTests {
    private let company: SimulatedCompany
    private let sage: SimulatedSage
    private let key = ["00", "V000001"]

    init() throws {
        company = try SimulatedSageTests.company()
        sage = SimulatedSage(companies: [company])
    }

    private func object(_ name: String = "AP_Vendor_bus") async throws -> any BusinessObject {
        try await sage.openSession(company: "ABC").businessObject(name)
    }

    private func select(_ vendors: any BusinessObject) async throws -> ReturnCode {
        _ = try await vendors.setKeyValue("APDivisionNo", key[0])
        _ = try await vendors.setKeyValue("VendorNo", key[1])
        return try await vendors.setKey()
    }

    private func stamps(_ field: String = "Updated") -> [String?] {
        let record = company.books.record("AP_Vendor", key: key)
        return ["Date" + field, "Time" + field].map { record?[$0] }
    }

    // MARK: Calls

    @Test func `a call that pauses goes on and does its work`() async throws {
        let vendors = try await object()
        company.inject(.pause(.milliseconds(1)), at: .readPage)
        #expect(try await vendors.readPage(PageRequest(limit: 5)).records.count == 5)
    }

    @Test func `a call that pauses ends when its task is cancelled`() async throws {
        let vendors = try await object()
        company.inject(.pause(.seconds(3600)), at: .readPage)
        let call = Task { try await vendors.readPage(PageRequest()) }
        call.cancel()
        let error = await #expect(throws: BusinessObjectError.self) { try await call.value }
        #expect(error?.code == .unavailable)
    }

    @Test func `a locked record fails an edit with a text and a read with an error`() async throws {
        let vendors = try await object()
        company.inject(.locked, at: .setKey)
        company.inject(.locked, at: .readPage)
        #expect(try await select(vendors) == .failed)
        #expect(try await vendors.lastErrorMessage() == "The record is in use by another workstation.")
        let error = await #expect(throws: BusinessObjectError.self) { try await vendors.readPage(PageRequest()) }
        #expect(error?.code == .recordLocked)
        #expect(try await !vendors.readPage(PageRequest()).records.isEmpty)
        #expect(try await select(vendors) == .ok)
    }

    @Test func `a warning does not keep a call from being made, and a failure stays one`() async throws {
        let vendors = try await object()
        _ = try await select(vendors)
        company.inject(.warn("Unusual."), at: .setValue)
        company.inject(.warn("Unusual."), at: .setValue)
        company.inject(.warn("Written."), at: .write)
        #expect(try await vendors.setValue("City", "Springfield") == .warning)
        #expect(try await vendors.lastErrorMessage() == "Unusual.")
        #expect(try await vendors.setValue("VendorNo", "x") == .failed)
        #expect(try await vendors.write() == .warning)
        #expect(try await vendors.lastErrorMessage() == "Written.")
        #expect(company.books.record("AP_Vendor", key: key)?["City"] == "Springfield")
    }

    // MARK: Rows

    @Test func `hidden rows are missing from some pages by every index, and come back`() async throws {
        let vendors = try await object()
        let whole = try await vendors.readPage(PageRequest(limit: 10_000)).records.map(\.values)
        company.hide("AP_Vendor", keys: [key, ["00", "NOBODY"]], pages: 2)
        for index in ["KPRIMARY", "KNAME"] {
            let page = try await vendors.readPage(PageRequest(index: index, limit: 10_000))
            #expect(page.records.count == whole.count - 1)
            #expect(!page.records.contains { $0["VendorNo"] == key[1] })
        }
        #expect(try await vendors.readPage(PageRequest(limit: 10_000)).records.map(\.values) == whole)
        company.hide("AP_Vendor", keys: [key], pages: 1)
        company.hide("AP_Vendor", keys: [], pages: 0)
        #expect(try await vendors.readPage(PageRequest(limit: 10_000)).records.map(\.values) == whole)
    }

    @Test func `other tables and finding by key do not miss what is hidden`() async throws {
        company.hide("AP_Vendor", keys: [key], pages: 10)
        #expect(try await !object("GL_Account_svc").readPage(PageRequest()).records.isEmpty)
        #expect(try await select(object()) == .ok)
        #expect(company.books.record("AP_Vendor", key: key) != nil)
    }

    @Test func `pages around hidden rows go on behind them`() async throws {
        let vendors = try await object()
        let keys = try await vendors.readPage(PageRequest(limit: 10_000)).records.map { $0["VendorNo"] ?? "" }
        company.hide("AP_Vendor", keys: keys.dropFirst(3).prefix(7).map { ["00", $0] }, pages: 100)
        var read: [String] = []
        var request = PageRequest(limit: 4)
        repeat {
            let page = try await vendors.readPage(request)
            read += page.records.map { $0["VendorNo"] ?? "" }
            request.after = page.next
        } while request.after != nil
        #expect(read == Array(keys.prefix(3)) + Array(keys.dropFirst(10)))
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func `a seed hides the same rows of the same table`(seed: UInt64) throws {
        let hidden = company.hide("AP_OpenInvoice", oneIn: 5, seed: seed, pages: 1)
        let other = try SimulatedSageTests.company()
        #expect(other.hide("AP_OpenInvoice", oneIn: 5, seed: seed, pages: 1) == hidden)
        #expect(other.hide("AP_OpenInvoice", oneIn: 5, seed: seed + 1, pages: 1) != hidden)
        #expect(!hidden.isEmpty)
        #expect(hidden.count < company.books.count("AP_OpenInvoice") / 2)
        #expect(company.hide("No_Table", oneIn: 1, seed: seed, pages: 1).isEmpty)
    }

    // MARK: Clocks

    @Test func `an entry that was kept open appears now with the stamp of then`() {
        company.change(clockAhead: .seconds(-3 * 3600)) { _ = $0.addVendor("LATE", name: "Late") }
        #expect(company.books.record("AP_Vendor", key: ["00", "LATE"])?["TimeCreated"] == "9.00000")
        company.change { _ = $0.changeVendor("V000001", ["City": "x"]) }
        #expect(stamps() == ["20260310", "12.00000"])
    }

    @Test(arguments: [
        (Duration.seconds(300), ["20260310", "12.08333"]), (.seconds(-86_400), ["20260309", "12.00000"]),
        (.seconds(43_200), ["20260311", "0.00000"]),
    ])
    func `a workstation stamps with its own clock and Sage tells its own`(lead: Duration, stamp: [String]) async throws
    {
        company.change(clockAhead: lead) { _ = $0.changeVendor("V000001", ["City": "x"]) }
        #expect(stamps() == stamp)
        #expect(try await sage.openSession(company: "ABC").clock().now.text == noon)
    }

    @Test func `a clock that is put back stamps earlier than before, until it is put right`() async throws {
        var told: [String] = []
        for step in [0, 3600, -7200, 3600] {
            company.advance(by: .seconds(step))
            company.change { _ = $0.changeVendor("V000001", ["City": "\(step)"]) }
            told.append(stamps()[1] ?? "")
        }
        #expect(told == ["12.00000", "13.00000", "11.00000", "12.00000"])
    }

    @Test func `at the end of daylight-saving time an hour of stamps comes twice`() throws {
        // 08:30, 09:00 and 09:30 UTC on 1 November 2026: 01:30 and, an hour back, 01:00 and 01:30 in Los Angeles.
        let zone = try #require(TimeZone(identifier: "America/Los_Angeles"))
        var contents = try contents()
        let times = SharedTime()
        contents.clock = SageClock(zone: zone, realTime: { Date(timeIntervalSince1970: times.seconds) })
        let company = SimulatedCompany(code: "ABC", contents: contents)
        let stamps = [1_793_521_800.0, 1_793_523_600, 1_793_525_400].map { time in
            times.seconds = time
            company.change { _ = $0.changeVendor("V000001", ["City": "\(time)"]) }
            return company.books.record("AP_Vendor", key: key)?["TimeUpdated"]
        }
        #expect(stamps == ["1.50000", "1.00000", "1.50000"])
    }
}

/// A time that a test sets.
private final class SharedTime: Sendable {
    private let state = Mutex(0.0)

    var seconds: Double {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}
