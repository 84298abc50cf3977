import BusinessObjects
import Foundation
import Ledger
import SimulatedSage
import Testing
import WireProtocol

extension ConformanceTests {
    @Test func `both have the same objects with the same columns`() async throws {
        try await TwoSages().same(Alike.columns)
    }

    @Test func `both read every table by every index, page by page`() async throws {
        try await TwoSages().same { session in
            let found = try await Alike.pages(SageTables.all)(session)
            #expect(found.count > 1000)
            return found
        }
    }

    @Test func `both take ranges and filters alike, over every index`() async throws {
        try await TwoSages().same(Alike.ranges(SageTables.all))
    }

    @Test(arguments: RecordKind.allCases)
    func `the ledger tells the same records over both`(kind: RecordKind) async throws {
        let sages = try TwoSages()
        for since in [nil, SageStamp("20260308T00:00:00.000")] {
            let expected = try await Alike.ledger(of: sages.simulated, kind, since: since)
            #expect(try await Alike.ledger(of: sages.com, kind, since: since) == expected)
            #expect(since != nil || expected.count > 10)
        }
    }
}
