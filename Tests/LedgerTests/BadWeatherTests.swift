import BusinessObjects
import Ledger
import SimulatedSage
import Testing
import WireProtocol

/// The ledger over a simulated Sage whose records are locked, whose sessions die and whose calls pause by chance.
@Suite(.timeLimit(.minutes(3)))
struct BadWeatherTests {
    private let company: SimulatedCompany
    private let ledger: Ledger

    init() throws {
        let now = try #require(SageStamp("20260601T12:00:00.000"))
        company = SimulatedCompany(
            code: "ABC",
            contents: CompanyGenerator(
                seed: 11, sizes: .init(vendors: 300, accounts: 320, purchaseOrders: 40, invoices: 600, customers: 260),
                clock: .standing(now)
            ).generate(), sleep: { _ in })
        ledger = Ledger(
            server: SimulatedSage(companies: [company]), companies: [Ledger.Company(code: "ABC")], sleep: { _ in })
    }

    /// Scans as a relay does: behind a fault, or when a scan does not begin, it comes again with the last cursor.
    private func scan(_ kind: RecordKind, times: Int = 200) async throws -> (items: [ScanItem], interruptions: Int) {
        var items: [ScanItem] = []
        var cursor: String?
        for interruptions in 0..<times {
            guard let part = try await attempt(kind, after: cursor) else { continue }
            items += part.items
            if part.end != nil { return (items, interruptions) }
            let fault = try #require(part.fault)
            #expect([.recordLocked, .sageUnavailable].contains(fault.problem.code))
            #expect(fault.cursor == part.items.last?.cursor ?? cursor)
            cursor = fault.cursor
        }
        throw Problem(.sageUnavailable, detail: "The scan did not come to its end.")
    }

    private func attempt(_ kind: RecordKind, after cursor: String?) async throws -> Collected? {
        do {
            return try await ledger.collect(kind, ScanQuery(after: cursor))
        } catch let problem as Problem {
            #expect(problem.code == .sageUnavailable)
            return nil
        }
    }

    @Test(arguments: RecordKind.allCases, [0.02, 0.15])
    func `a scan resumed behind its faults tells everything once`(kind: RecordKind, rate: Double) async throws {
        let fine = try await scan(kind)
        #expect(fine.interruptions == 0)
        var strikes = 0
        for seed in 1...3 as ClosedRange<UInt64> {
            company.setWeather(seed: seed, rate: rate)
            let bad = try await scan(kind)
            #expect(bad.items == fine.items)
            if rate < 0.1 { #expect(bad.interruptions <= 2) }
            strikes += company.weatherStrikes
        }
        if rate > 0.1 { #expect(strikes > 0) }
    }

    @Test func `a single record is read through the weather or refused for the time being`() async throws {
        let keys = try await ledger.collect(.apInvoice).items.prefix(60).map(\.key)
        var fine: [AnyRecord?] = []
        for key in keys { fine.append(try await ledger.record(company: "ABC", kind: .apInvoice, key: key)) }
        company.setWeather(seed: 4, rate: 0.1)
        var read = 0
        for (key, record) in zip(keys, fine) {
            do {
                #expect(try await ledger.record(company: "ABC", kind: .apInvoice, key: key) == record)
                read += 1
            } catch let problem as Problem {
                #expect([.recordLocked, .sageUnavailable].contains(problem.code))
            }
        }
        #expect(read > 45)
        #expect(company.weatherStrikes > 0)
    }
}
