import Ledger
import Testing
import WireProtocol

/// A whole scan, read to its ending.
struct Collected {
    var items: [ScanItem] = []
    var pages = 0
    var ending: ScanPage.Ending?

    var records: [AnyRecord] { items.compactMap { try? $0.result.get() } }
    var keys: [String] { items.map(\.key.text) }

    var end: EndLine? {
        if case .end(let line) = ending { line } else { nil }
    }

    var fault: FaultLine? {
        if case .fault(let line) = ending { line } else { nil }
    }
}

extension Ledger {
    static func over(_ sage: FakeSage, companies: [String] = ["ABC"]) -> Ledger {
        Ledger(server: sage, companies: companies.map { Company(code: $0) }, sleep: { _ in }, jitter: { 1 })
    }

    func collect(_ kind: RecordKind, _ query: ScanQuery = ScanQuery()) async throws -> Collected {
        var scan = try await scan(company: "ABC", kind: kind, query)
        var out = Collected()
        while out.ending == nil {
            let page = try await scan.nextPage()
            out.pages += 1
            out.items += page.items
            out.ending = page.ending
        }
        return out
    }
}
