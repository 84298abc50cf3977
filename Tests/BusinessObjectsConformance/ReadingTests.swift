import BusinessObjects
import Foundation
import Ledger
import SimulatedSage
import Testing
import WireProtocol

extension ConformanceTests {
    @Test func `both have the same objects with the same columns`() async throws {
        try await TwoSages().same { session in
            var found: [String: Outcome<[Column]>] = [:]
            for name in SageTables.all.flatMap({ $0.readers + $0.writers }) + ["AP_Nothing_svc"] {
                found[name] = try await Outcome {
                    try await session.businessObject(name.lowercased()).columns()
                }
            }
            return found
        }
    }

    @Test func `both read every table by every index, page by page`() async throws {
        try await TwoSages().same { session in
            var found: [String] = []
            for table in SageTables.all {
                guard let name = (table.readers + table.writers).first else { continue }
                let object = try await session.businessObject(name)
                for index in table.indexes {
                    var request = PageRequest(index: index.name.lowercased(), limit: 37)
                    repeat {
                        let page = try await object.readPage(request)
                        found += page.records.map { "\(table.name) \(index.name) \($0.values)" }
                        found.append("next \(page.next ?? ["-"])")
                        request.after = page.next
                    } while request.after != nil
                }
            }
            #expect(found.count > 1000)
            return found
        }
    }

    @Test func `both take ranges and filters alike, over every index`() async throws {
        try await TwoSages().same { session in
            var found: [String] = []
            for table in SageTables.all {
                guard let name = (table.readers + table.writers).first else { continue }
                let object = try await session.businessObject(name)
                for index in table.indexes {
                    for request in try await Self.requests(table, index, object) {
                        let outcome = try await Outcome {
                            let page = try await object.readPage(request)
                            return page.records.map(\.values) + [page.next ?? ["-"]]
                        }
                        found.append("\(table.name) \(request): \(outcome)")
                    }
                }
            }
            return found
        }
    }

    /// Ranges and filters made of what the table holds.
    private static func requests(
        _ table: TableLayout, _ index: TableLayout.Index, _ object: any BusinessObject
    ) async throws -> [PageRequest] {
        let rows = try await object.readPage(PageRequest(index: index.name, limit: 200)).records
        guard let low = rows.dropFirst(rows.count / 4).first, let high = rows.dropFirst(rows.count * 3 / 4).first else {
            return [PageRequest(index: index.name)]
        }
        func key(_ row: BusinessRecord) -> [String] { index.fields.map { row[$0.column] ?? "" } }
        let (first, last) = (key(low), key(high))
        let column = index.fields[index.fields.count - 1].column
        let values = stride(from: 0, to: rows.count, by: 7).compactMap { rows[$0][column] }
        func page(
            after: [String]? = nil, from: [String]? = nil, through: [String]? = nil, _ filter: RecordFilter? = nil,
            limit: Int = 9
        ) -> PageRequest {
            PageRequest(
                index: index.name, after: after, from: from, through: through, filter: filter, limit: limit)
        }
        return [
            page(after: first), page(from: first, through: last), page(after: first, through: last, limit: 500),
            page(from: Array(first.prefix(1))), page(after: Array(first.prefix(1))),
            page(through: Array(last.prefix(1)), limit: 500), page(after: last, from: first),
            page(after: first, from: last), page(from: last, through: first),
            page(after: first.map { $0 + "!" }), page(from: first.map { _ in "zzz" }), page(from: [""]),
            page(limit: 1), page(limit: 0), page(.isOne(of: values, column: column), limit: 500),
            page(.isOne(of: ["nothing of this sort"], column: column)),
            page(.changedSince("20260301"), limit: 500), page(.isBlank(column: column), limit: 500),
            page(.all([.atLeast(values.first ?? "", column: column), .any([.isBlank(column: "UDF_X")])])),
            page(from: first, .any([.isOne(of: values, column: column), .changedSince("20260309")]), limit: 500),
        ] + [PageRequest(index: "KNONE")]
    }

    @Test(arguments: RecordKind.allCases)
    func `the ledger tells the same records over both`(kind: RecordKind) async throws {
        let sages = try TwoSages()
        func told(_ server: any BusinessObjectServer, since: SageStamp?) async throws -> [String] {
            let ledger = Ledger(server: server, companies: [Ledger.Company(code: "ABC")])
            var query = ScanQuery()
            query.changedSince = since
            var scan = try await ledger.scan(company: "ABC", kind: kind, query)
            var found: [String] = []
            while true {
                let page = try await scan.nextPage()
                for item in page.items { found.append("\(item.key.text) \(item.cursor) \(item.result)") }
                if let ending = page.ending {
                    found.append("\(ending)")
                    await ledger.close()
                    return found
                }
            }
        }
        for since in [nil, SageStamp("20260308T00:00:00.000")] {
            let expected = try await told(sages.simulated, since: since)
            #expect(try await told(sages.com, since: since) == expected)
            #expect(since != nil || expected.count > 10)
        }
    }
}
