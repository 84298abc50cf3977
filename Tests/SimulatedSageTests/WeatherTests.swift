import BusinessObjects
import Foundation
import SimulatedSage
import Testing
import WireProtocol

@Suite(.timeLimit(.minutes(2)))
struct WeatherTests {
    /// What each of a row of calls answers in some weather.
    private func answers(seed: UInt64, rate: Double, calls: Int = 120) async throws -> (told: [String], strikes: Int) {
        let company = SimulatedCompany(code: "ABC", contents: try contents(), sleep: { _ in })
        company.setWeather(seed: seed, rate: rate)
        let sage = SimulatedSage(companies: [company])
        var told: [String] = []
        var vendors: (any BusinessObject)?
        for number in 0..<calls {
            do {
                guard let open = vendors else {
                    vendors = try await sage.openSession(company: "ABC").businessObject("AP_Vendor_bus")
                    told.append("open")
                    continue
                }
                told.append(try await call(number, open))
            } catch let error as BusinessObjectError {
                told.append("\(error.code)")
                if error.code == .sessionLost { vendors = nil }
            }
        }
        return (told, company.weatherStrikes)
    }

    private func call(_ number: Int, _ vendors: any BusinessObject) async throws -> String {
        switch number % 6 {
        case 0: "\(try await vendors.setKeyValue("APDivisionNo", "00").rawValue)"
        case 1: "\(try await vendors.setKeyValue("VendorNo", "V000001").rawValue)"
        case 2: "\(try await vendors.setKey().rawValue)"
        case 3: "\(try await vendors.setValue("City", "\(number)").rawValue)"
        case 4: "\(try await vendors.write().rawValue)"
        default: "\(try await vendors.readPage(PageRequest(limit: 10)).records.count)"
        }
    }

    @Test(arguments: [UInt64(0), 1, 99])
    func `the same seed and calls have the same weather`(seed: UInt64) async throws {
        let first = try await answers(seed: seed, rate: 0.3)
        let second = try await answers(seed: seed, rate: 0.3)
        #expect(first == second)
        #expect(try await answers(seed: seed + 7, rate: 0.3) != first)
        #expect(try await answers(seed: seed, rate: 0.3, calls: 40).told == Array(first.told.prefix(40)))
    }

    @Test func `locks, lost sessions and warnings all come, and fine weather has none`() async throws {
        let bad = try await answers(seed: 3, rate: 0.4, calls: 400)
        #expect(bad.strikes > 50)
        let signs = ["recordLocked", "sessionLost", "-1"]
        for sign in signs { #expect(bad.told.contains(sign)) }
        let fine = try await answers(seed: 3, rate: 0, calls: 400)
        #expect(fine.strikes == 0)
        #expect(Set(fine.told).isDisjoint(with: signs))
    }

    @Test func `an ordered fault does not shift the weather`() async throws {
        func pages(_ fault: CompanyFault?) async throws -> [Bool] {
            let company = SimulatedCompany(code: "ABC", contents: try contents(), sleep: { _ in })
            let session = try await SimulatedSage(companies: [company]).openSession(company: "ABC")
            let vendors = try await session.businessObject("AP_Vendor_svc")
            company.setWeather(seed: 5, rate: 0.2)
            if let fault { company.inject(fault, at: .readPage) }
            var read: [Bool] = []
            for _ in 0..<20 { read.append((try? await vendors.readPage(PageRequest(limit: 1))) != nil) }
            return read
        }
        #expect(try await pages(.pause(.milliseconds(1))).dropFirst() == pages(nil).dropFirst())
    }

    @Test func `a company in a folder has the weather when it is loaded, loaded again, and at once`() async throws {
        let folder = try ScratchFolder()
        let companyFolder = CompanyFolder(folder.url)
        try companyFolder.save(try contents())
        let sage = SimulatedSage(folders: ["ABC": folder.url])
        sage.setWeather(seed: 1, rate: 1)
        await #expect(throws: BusinessObjectError.self) { try await readAll(sage) }
        try companyFolder.save(try contents())
        await #expect(throws: BusinessObjectError.self) { try await readAll(sage) }
        sage.setWeather(seed: 1, rate: 0)
        try await readAll(sage)
    }

    private func readAll(_ sage: SimulatedSage) async throws {
        let session = try await sage.openSession(company: "ABC")
        let vendors = try await session.businessObject("AP_Vendor_svc")
        for _ in 0..<20 { _ = try await vendors.readPage(PageRequest()) }
    }
}
