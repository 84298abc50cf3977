import BusinessObjects
import Foundation
import SimulatedSage
import Testing
import WireProtocol

@Suite(.timeLimit(.minutes(1)))
struct ReloadTests {
    private let folder: ScratchFolder
    private let sage: SimulatedSage

    init() throws {
        folder = try ScratchFolder()
        sage = SimulatedSage(folders: ["ABC": folder.url])
    }

    private func save(_ numbers: [String]) throws {
        var books = Books(now: try stamp())
        for number in numbers { books.addVendor(number, name: "Vendor " + number) }
        let contents = SimulatedCompany.Contents(name: "Saved", clock: .standing(try stamp()), books: books)
        try CompanyFolder(folder.url).save(contents)
    }

    private func numbers() async throws -> [String] {
        let object = try await sage.openSession(company: "ABC").businessObject("AP_Vendor_svc")
        return try await object.readPage(PageRequest()).records.compactMap { $0["VendorNo"] }
    }

    @Test func `a session sees what another process has saved since`() async throws {
        try save(["A"])
        #expect(try await numbers() == ["A"])
        try save(["A", "B"])
        #expect(try await numbers() == ["A", "B"])
    }

    @Test func `a session that stays open sees it once it has read the clock`() async throws {
        try save(["A"])
        let session = try await sage.openSession(company: "ABC")
        let object = try await session.businessObject("AP_Vendor_svc")
        try save(["A", "B"])
        #expect(try await object.readPage(PageRequest()).records.count == 1)
        _ = try await session.clock()
        #expect(try await object.readPage(PageRequest()).records.count == 2)
    }

    @Test func `a folder that is being written stays as it was`() async throws {
        try save(["A"])
        #expect(try await numbers() == ["A"])
        try folder.write(CompanyFolder.writing, to: "VERSION")
        try folder.write("APDivisionNo,VendorNo\n00,HALF\n", to: "AP_Vendor.csv")
        #expect(try await numbers() == ["A"])
        try folder.write("done", to: "VERSION")
        #expect(try await numbers() == ["HALF"])
    }

    @Test func `a folder that was never whole is refused until it is`() async throws {
        try folder.write(CompanyFolder.writing, to: "VERSION")
        let error = await #expect(throws: BusinessObjectError.self) { try await numbers() }
        #expect(error?.code == .unavailable)
        #expect(error?.message.contains("being written") == true)
        try save(["A"])
        #expect(try await numbers() == ["A"])
    }

    @Test func `a folder without a version is told apart by its files`() async throws {
        try folder.write("APDivisionNo,VendorNo\n00,A\n", to: "AP_Vendor.csv")
        #expect(try await numbers() == ["A"])
        try folder.write("APDivisionNo,VendorNo\n00,A\n00,B\n", to: "AP_Vendor.csv")
        #expect(try await numbers() == ["A", "B"])
    }

    @Test func `an unchanged folder is not loaded again`() async throws {
        try save(["A"])
        #expect(try await numbers() == ["A"])
        // Version, times and sizes are what counts: with the same ones the changed file is not looked at.
        try write("00,A\n", at: 1_800_000_000)
        #expect(try await numbers() == ["A"])
        try write("00,B\n", at: 1_800_000_000)
        #expect(try await numbers() == ["A"])
        try write("00,B\n", at: 1_800_000_001)
        #expect(try await numbers() == ["B"])
    }

    /// Writes vendors with a file time.
    private func write(_ rows: String, at time: Int) throws {
        try folder.write("APDivisionNo,VendorNo\n" + rows, to: "AP_Vendor.csv")
        var times = [timespec(tv_sec: time, tv_nsec: 0), timespec(tv_sec: time, tv_nsec: 0)]
        let path = folder.url.appending(path: "AP_Vendor.csv").path
        #expect(utimensat(AT_FDCWD, path, &times, 0) == 0)
    }

    @Test func `what is edited by hand in a folder that a program wrote is seen`() async throws {
        try save(["A"])
        #expect(try await numbers() == ["A"])
        try folder.write("APDivisionNo,VendorNo\n00,A\n00,HAND\n", to: "AP_Vendor.csv")
        #expect(try await numbers() == ["A", "HAND"])
    }

    @Test func `a broken file refuses the company with file and line`() async throws {
        try folder.write("APDivisionNo,VendorNo,LastCheckAmt\n00,A,many\n", to: "AP_Vendor.csv")
        let error = await #expect(throws: BusinessObjectError.self) { try await numbers() }
        #expect(error?.code == .unavailable)
        #expect(error?.message.contains("AP_Vendor.csv: line 2: column LastCheckAmt") == true)
    }

    @Test func `a folder that is not there refuses the company`() async throws {
        let sage = SimulatedSage(folders: ["ABC": folder.url.appending(path: "none")])
        let error = await #expect(throws: BusinessObjectError.self) { try await sage.openSession(company: "ABC") }
        #expect(error?.code == .unavailable)
    }

    @Test func `every folder that is named like a company is one`() async throws {
        for name in ["ABC", "X01", "abc", "LONG", "AB"] {
            try FileManager.default.createDirectory(
                at: folder.url.appending(path: name), withIntermediateDirectories: true)
        }
        let sage = try SimulatedSage(folder: folder.url)
        #expect(sage.companyCodes == ["ABC", "X01"])
        #expect(try await sage.openSession(company: "X01").company == "X01")
    }

    @Test func `a writer and readers at the same time never show a mixture`() async throws {
        let whole = [["A1", "A2", "A3"], ["B1", "B2", "B3"]]
        try save(whole[0])
        #expect(try await numbers() == whole[0])
        let writer = Task {
            for round in 1...15 { try save(whole[round % 2]) }
        }
        for _ in 0..<30 { #expect(whole.contains(try await numbers())) }
        try await writer.value
        #expect(try await numbers() == whole[1])
    }

    @Test func `a generated company is the same after it was saved and loaded`() throws {
        let saved = try contents()
        try CompanyFolder(folder.url).save(saved)
        let loaded = try CompanyFolder(folder.url).contents()
        for table in SageTables.all {
            #expect(loaded.books.records(table.name) == saved.books.records(table.name), "\(table.name)")
        }
    }
}
