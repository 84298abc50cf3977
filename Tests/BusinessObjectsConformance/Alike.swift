import BusinessObjects
import Foundation
import Ledger
import SimulatedSage
import WireProtocol

/// What is done on a session of either Sage, whose answers must be the same.
enum Alike {
    /// A series of calls; what it returns is compared.
    typealias Calls = (any BusinessObjectSession) async throws -> [String]

    /// The columns of every business object.
    static func columns(_ session: any BusinessObjectSession) async throws -> [String] {
        var found: [String] = []
        for name in SageTables.all.flatMap({ $0.readers + $0.writers }) + ["AP_Nothing_svc"] {
            let columns = try await Outcome { try await session.businessObject(name.lowercased()).columns() }
            found.append("\(name): \(columns)")
        }
        return found
    }

    /// Every record of tables, by each of their indexes.
    static func pages(_ tables: [TableLayout]) -> Calls {
        { session in
            var found: [String] = []
            for table in tables {
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
            return found
        }
    }

    /// Ranges and filters over tables, by each of their indexes.
    static func ranges(_ tables: [TableLayout]) -> Calls {
        { session in
            var found: [String] = []
            for table in tables {
                guard let name = (table.readers + table.writers).first else { continue }
                let object = try await session.businessObject(name)
                for index in table.indexes {
                    for request in try await requests(table, index, object) {
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

    /// What the ledger tells of a kind of records.
    static func ledger(
        of server: any BusinessObjectServer, _ kind: RecordKind, since: SageStamp?
    ) async throws -> [String] {
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

    /// Finding, editing and writing vendors, in order and out of it.
    static func edits(_ session: any BusinessObjectSession) async throws -> [String] {
        let all = try await session.businessObject("AP_Vendor_svc").readPage(PageRequest(limit: 3)).records
        let (division, number) = (all[1]["APDivisionNo"] ?? "", all[1]["VendorNo"] ?? "")
        var told: [String] = []
        func step(_ object: any BusinessObject, _ name: String, _ call: () async throws -> ReturnCode) async throws {
            let outcome = try await Outcome { try await call().rawValue }
            let text = try await object.lastErrorMessage()
            let record = try await object.record().values
            told.append("\(name): \(outcome) \"\(text)\" \(record)")
        }
        func choose(_ object: any BusinessObject, _ division: String, _ number: String) async throws {
            try await step(object, "division") { try await object.setKeyValue("APDivisionNo", division) }
            try await step(object, "number") { try await object.setKeyValue("VendorNo", number) }
        }
        for name in ["AP_Vendor_svc", "AP_Vendor_bus"] {
            let vendor = try await session.businessObject(name)
            try await step(vendor, "find nothing") { try await vendor.find() }
            try await choose(vendor, division, number)
            try await step(vendor, "find") { try await vendor.find() }
            try await choose(vendor, division, "NOBODY")
            try await step(vendor, "find nobody") { try await vendor.find() }
            try await step(vendor, "no key field") { try await vendor.setKeyValue("VendorName", "x") }
            try await step(vendor, "no column") { try await vendor.setKeyValue("VendorNose", "x") }
            try await step(vendor, "too long") { try await vendor.setKeyValue("VendorNo", "123456789") }
            try await step(vendor, "write nothing") { try await vendor.write() }
            try await step(vendor, "set nothing") { try await vendor.setValue("VendorName", "x") }
            try await step(vendor, "empty key") { try await vendor.setKey() }
            try await choose(vendor, division, number)
            try await step(vendor, "edit") { try await vendor.setKey() }
            try await step(vendor, "name") { try await vendor.setValue("VendorName", "Škoda \"A\", b") }
            try await step(vendor, "key") { try await vendor.setValue("VendorNo", "X") }
            try await step(vendor, "stamp") { try await vendor.setValue("DateUpdated", "20200101") }
            try await step(vendor, "long") {
                try await vendor.setValue("VendorName", String(repeating: "x", count: 500))
            }
            try await step(vendor, "no value") { try await vendor.setValue("Nothing", "x") }
            try await step(vendor, "write") { try await vendor.write() }
            try await choose(vendor, division, number)
            try await step(vendor, "find again") { try await vendor.find() }
            try await choose(vendor, division, "NEW1")
            try await step(vendor, "new") { try await vendor.setKey() }
            try await step(vendor, "new name") { try await vendor.setValue("VendorName", "New") }
            try await step(vendor, "write new") { try await vendor.write() }
            try await choose(vendor, division, "NEW2")
            try await step(vendor, "new") { try await vendor.setKey() }
            try await vendor.clear()
            try await step(vendor, "write cleared") { try await vendor.write() }
        }
        return told
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
}
