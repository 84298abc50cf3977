import Foundation
import SimulatedSage
import Testing
import WireProtocol

extension ConformanceTests {
    /// The same in 32 bits, as Sage 100's own server has.
    @Suite(.disabled(if: WineHost.lackOf32Bits != nil, Comment(rawValue: WineHost.lackOf32Bits ?? "")))
    struct In32Bits {
        private let way = Way(bits: 32)

        @Test func `both have the same objects with the same columns`() async throws {
            try await TwoSages(over: way).same(Alike.columns)
        }

        @Test func `both read every table by every index, page by page`() async throws {
            try await TwoSages(over: way).same(Alike.pages(SageTables.all))
        }

        @Test func `both take ranges and filters alike, over every index`() async throws {
            try await TwoSages(over: way).same(Alike.ranges(SageTables.all))
        }

        @Test func `both find, edit and write a record with the same codes and texts`() async throws {
            try await TwoSages(over: way).same(Alike.edits)
        }

        @Test(arguments: RecordKind.allCases)
        func `the ledger tells the same records over both`(kind: RecordKind) async throws {
            let sages = try TwoSages(over: way)
            let expected = try await Alike.ledger(of: sages.simulated, kind, since: nil)
            #expect(try await Alike.ledger(of: sages.com, kind, since: nil) == expected)
        }

        @Test func `both do so over a server of its own`() async throws {
            try await ConformanceTests.compareServer(bits: 32)
        }
    }

    @Test func `both do so over a server of its own`() async throws {
        try await Self.compareServer(bits: 64)
    }

    /// Each call of such a server crosses processes, so that less is asked of it.
    private static func compareServer(bits: Int) async throws {
        let vendors = SageTables.all.filter { $0.name == "AP_Vendor" }
        try await TwoSages(.vendors, over: Way(bits: bits, hasServer: true)).same { session in
            let pages = try await Alike.pages(vendors)(session)
            #expect(pages.count > 200)
            return try await pages + Alike.columns(session) + Alike.edits(session)
        }
    }
}
