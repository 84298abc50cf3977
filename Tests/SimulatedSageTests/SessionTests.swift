import BusinessObjects
import Foundation
import SimulatedSage
import Testing
import WireProtocol

@Suite(.timeLimit(.minutes(1)))
struct SessionTests {
    private let company: SimulatedCompany
    private let sage: SimulatedSage

    init() throws {
        company = try SimulatedSageTests.company()
        sage = SimulatedSage(companies: [company])
    }

    private func vendors(_ session: (any BusinessObjectSession)? = nil) async throws -> any BusinessObject {
        let opened = if let session { session } else { try await sage.openSession(company: "ABC") }
        return try await opened.businessObject("ap_vendor_bus")
    }

    private func select(_ number: String, in vendors: any BusinessObject) async throws -> ReturnCode {
        _ = try await vendors.setKeyValue("APDivisionNo", "00")
        _ = try await vendors.setKeyValue("VendorNo", number)
        return try await vendors.setKey()
    }

    private func code(_ body: () async throws -> Void) async -> BusinessObjectError.Code? {
        do {
            try await body()
            return nil
        } catch let error as BusinessObjectError {
            return error.code
        } catch {
            return nil
        }
    }

    @Test func `several companies are served each by its own code`() async throws {
        let other = SimulatedCompany(code: "XYZ", contents: try contents())
        let sage = SimulatedSage(companies: [company, other])
        #expect(sage.companyCodes == ["ABC", "XYZ"])
        #expect(try await sage.openSession(company: "XYZ").company == "XYZ")
        let code = await code { _ = try await sage.openSession(company: "abc") }
        #expect(code == .companyRefused)
    }

    @Test func `a company without external access is refused with a text`() async throws {
        company.allowExternalAccess(false)
        let error = await #expect(throws: BusinessObjectError.self) { try await sage.openSession(company: "ABC") }
        #expect(error?.code == .companyRefused)
        #expect(error?.sageText == "Company ABC does not allow external access.")
        company.allowExternalAccess(true)
        _ = try await sage.openSession(company: "ABC")
    }

    @Test func `a refused log-on passes Sage's text on until it is taken again`() async throws {
        sage.refuseLogon("The user logon or password is not valid.")
        let error = await #expect(throws: BusinessObjectError.self) { try await sage.openSession(company: "ABC") }
        #expect(error?.code == .logonFailed)
        #expect(error?.sageText == "The user logon or password is not valid.")
        sage.refuseLogon(nil)
        _ = try await sage.openSession(company: "ABC")
    }

    @Test func `the clock is Sage's and an unknown object is refused`() async throws {
        let session = try await sage.openSession(company: "ABC")
        #expect(try await session.clock() == AgentInfo.Clock(now: try stamp(), zone: "GMT"))
        let code = await code { _ = try await session.businessObject("AP_InvoiceDataEntry_bus") }
        #expect(code == .unknownObject)
    }

    @Test func `a record is found by its whole key without a lock`() async throws {
        let vendors = try await vendors()
        _ = try await vendors.setKeyValue("APDivisionNo", "00")
        _ = try await vendors.setKeyValue("VendorNo", "V000001")
        #expect(try await vendors.find() == .ok)
        #expect(try await vendors.record()["VendorNo"] == "V000001")
        #expect(try await vendors.find() == .failed)
        #expect(try await vendors.lastErrorMessage() == "The vendor is not on file.")
        let name = try await vendors.setKeyValue("VendorName", "x")
        #expect(name == .failed)
    }

    @Test func `a change is written with a stamp and Sage's time`() async throws {
        let vendors = try await vendors()
        #expect(try await select("V000001", in: vendors) == .ok)
        #expect(try await vendors.setValue("City", "Racine") == .ok)
        #expect(try await vendors.setValue("LastCheckAmt", "12.5") == .ok)
        #expect(company.books.record("AP_Vendor", key: ["00", "V000001"])?["City"] != "Racine")
        #expect(try await vendors.write() == .ok)
        let written = company.books.record("AP_Vendor", key: ["00", "V000001"])
        #expect(written?["City"] == "Racine")
        #expect(written?["LastCheckAmt"] == "12.50")
        #expect(written?["TimeUpdated"] == "12.00000")
        #expect(try await vendors.write() == .failed)
    }

    @Test func `a new record is 2 and needs its required fields`() async throws {
        let vendors = try await vendors()
        #expect(try await select("NEW", in: vendors) == .new)
        #expect(try await vendors.write() == .failed)
        #expect(try await vendors.lastErrorMessage() == "The VendorName field is required.")
        #expect(try await vendors.setValue("VendorName", "New") == .ok)
        #expect(try await vendors.write() == .ok)
        let record = company.books.record("AP_Vendor", key: ["00", "NEW"])
        #expect(record?["DateCreated"] == "20260310")
        _ = try await vendors.setKeyValue("APDivisionNo", "00")
        #expect(try await vendors.setKey() == .failed)
        #expect(try await vendors.lastErrorMessage() == "The VendorNo field is required.")
    }

    @Test(arguments: [
        ("VendorName", String(repeating: "x", count: 51)), ("LastCheckAmt", "1.234"), ("LastCheckAmt", "much"),
        ("VendorNo", "OTHER"), ("DateUpdated", "20260101"),
    ])
    func `a value that does not fit or may not be set fails with a text`(column: String, value: String) async throws {
        let vendors = try await vendors()
        _ = try await select("V000001", in: vendors)
        #expect(try await vendors.setValue(column, value) == .failed)
        #expect(try await vendors.lastErrorMessage().contains(column))
        #expect(try await vendors.setValue("VendorName", String(repeating: "x", count: 50)) == .ok)
        #expect(try await vendors.lastErrorMessage() == "")
    }

    @Test func `a column that is not there is refused`() async throws {
        let vendors = try await vendors()
        _ = try await select("V000001", in: vendors)
        #expect(await code { _ = try await vendors.setValue("Colour", "red") } == .unknownColumn)
        #expect(await code { _ = try await vendors.setKeyValue("Colour", "red") } == .unknownColumn)
    }

    @Test func `an invoice of an unknown vendor fails and one that is in the history gets a warning`() async throws {
        company.change { books in
            _ = books.enter(
                InvoiceEntry(
                    InvoiceName(division: "00", vendor: "V000001", number: "P1"), date: "20260301", dueDate: "20260331",
                    batch: "POST", lines: [.init(account: "000000001", comment: "", cents: 100)]))
            _ = books.post(batch: "POST")
        }
        let invoices = try await sage.openSession(company: "ABC").businessObject("AP_Invoice_bus")
        for (vendor, result) in [("NOBODY", ReturnCode.failed), ("V000001", .warning)] {
            for (column, value) in [("APDivisionNo", "00"), ("VendorNo", vendor), ("InvoiceNo", "P1")] {
                _ = try await invoices.setKeyValue(column, value)
            }
            #expect(try await invoices.setKey() == .new)
            #expect(try await invoices.write() == result)
            #expect(try await invoices.lastErrorMessage().isEmpty == false)
        }
        #expect(company.books.record("AP_InvoiceHeader", key: ["00", "V000001", "P1"]) != nil)
    }

    @Test func `an object that only reads edits nothing`() async throws {
        let vendors = try await sage.openSession(company: "ABC").businessObject("AP_Vendor_svc")
        #expect(try await select("V000001", in: vendors) == .failed)
        #expect(try await vendors.setValue("City", "x") == .failed)
    }

    enum Release: CaseIterable { case write, clear, move, find, close, lost }

    @Test(arguments: Release.allCases)
    func `a lock keeps other sessions out until it is released`(by release: Release) async throws {
        let session = try await sage.openSession(company: "ABC")
        let (mine, theirs) = (try await vendors(session), try await vendors())
        #expect(try await select("V000001", in: mine) == .ok)
        #expect(try await select("V000001", in: theirs) == .failed)
        #expect(try await theirs.lastErrorMessage() == "The record is in use by another workstation.")
        #expect(try await select("V000002", in: theirs) == .ok)
        switch release {
        case .write: _ = try await mine.write()
        case .clear: try await mine.clear()
        case .move: _ = try await select("V000003", in: mine)
        case .find: _ = try await mine.find()
        case .close: await session.close()
        case .lost:
            company.inject(.loseSession, at: .setValue)
            #expect(await code { _ = try await mine.setValue("City", "x") } == .sessionLost)
        }
        #expect(try await select("V000001", in: theirs) == .ok)
    }

    @Test func `another workstation holds a record for as many attempts as was said`() async throws {
        company.lock("AP_Vendor", key: ["00", "V000001"], attempts: 2)
        let vendors = try await vendors()
        #expect(try await select("V000001", in: vendors) == .failed)
        #expect(try await select("V000001", in: vendors) == .failed)
        #expect(try await select("V000001", in: vendors) == .ok)
    }

    @Test func `a lost session fails at every later call and a new one works`() async throws {
        let session = try await sage.openSession(company: "ABC")
        let vendors = try await vendors(session)
        company.loseSessions()
        #expect(await code { _ = try await vendors.readPage(PageRequest()) } == .sessionLost)
        #expect(await code { _ = try await vendors.columns() } == .sessionLost)
        #expect(await code { _ = try await session.clock() } == .sessionLost)
        _ = try await self.vendors().readPage(PageRequest())
    }

    @Test func `a hanging call goes on when it is released`() async throws {
        let vendors = try await vendors()
        let hang = Hang()
        company.inject(.hang(hang), at: .readPage)
        async let page = vendors.readPage(PageRequest(limit: 5))
        await hang.reached()
        hang.release()
        #expect(try await page.records.count == 5)
    }

    @Test func `a hanging call ends when its task is cancelled`() async throws {
        let vendors = try await vendors()
        let hang = Hang()
        company.inject(.hang(hang), at: .readPage)
        let call = Task { await code { _ = try await vendors.readPage(PageRequest()) } }
        await hang.reached()
        call.cancel()
        #expect(await call.value == .unavailable)
        #expect(try await vendors.readPage(PageRequest(limit: 1)).records.count == 1)
    }

    @Test func `a slow call ends when its task is cancelled`() async throws {
        let vendors = try await vendors()
        company.setLatency(.seconds(3600))
        let call = Task { await code { _ = try await vendors.columns() } }
        call.cancel()
        #expect(await call.value == .unavailable)
        company.setLatency(.zero)
        #expect(try await !vendors.columns().isEmpty)
    }

    @Test func `Sage can be made to answer with a warning or to fail`() async throws {
        let vendors = try await vendors()
        company.inject(.answer(.warning, "The ZIP code is not on file."), at: .setValue)
        company.inject(.answer(.failed, "Error #0: Record/file busy"), at: .readPage)
        company.inject(.loseSession, at: .openSession)
        _ = try await select("V000001", in: vendors)
        #expect(try await vendors.setValue("ZipCode", "00000") == .warning)
        #expect(try await vendors.lastErrorMessage() == "The ZIP code is not on file.")
        let error = await #expect(throws: BusinessObjectError.self) { try await vendors.readPage(PageRequest()) }
        #expect(error?.code == .unavailable)
        #expect(error?.sageText == "Error #0: Record/file busy")
        #expect(await code { _ = try await sage.openSession(company: "ABC") } == .unavailable)
        _ = try await sage.openSession(company: "ABC")
    }

    @Test func `an unreadable number is served as it stands`() async throws {
        let key = ["00", "V000001"]
        #expect(company.change { $0.garble("LastCheckAmt", with: "1#,Q", in: "AP_Vendor", key: key) })
        let page = try await vendors().readPage(PageRequest(from: key, through: key))
        #expect(page.records.map { $0["LastCheckAmt"] } == ["1#,Q"])
    }

    @Test func `a page never shows half of a posting`() async throws {
        let company = company
        let open = try await sage.openSession(company: "ABC").businessObject("AP_OpenInvoice_svc")
        let before = company.books.count("AP_OpenInvoice")
        let posting = Task { company.change { $0.post(batch: "00003").count } }
        var counts: Set<Int> = []
        for _ in 0..<20 { counts.insert(try await open.readPage(PageRequest(limit: 10_000)).records.count) }
        let posted = await posting.value
        #expect(posted > 1)
        #expect(counts.isSubset(of: [before, before + posted]))
    }
}
