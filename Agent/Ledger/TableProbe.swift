import BusinessObjects
import WireProtocol

/// What the installed Sage offers of one table; no value of a record.
package struct TableProbe: Codable, Hashable, Sendable {
    /// Sage's name of the table.
    package var table: String
    /// The business object that was opened for it.
    package var object: String
    /// Why it could not be opened or read; absent when it could.
    package var fault: String?
    /// Whether Sage says that there is no such object, as where its module is not installed.
    package var isAbsent = false
    /// The columns in Sage's order.
    package var columns: [String] = []
    /// Columns that records are made of and that are not there: their fields stay empty.
    package var missing: [String] = []
    /// Columns of whose length and decimals nothing is known: of a later version, or the customer's own.
    package var unknown: [String] = []
    /// The indexes that a page could be read by.
    package var indexes: [String] = []
    /// Why an index could not be used, by its name.
    package var indexFaults: [String: String] = [:]
    /// How many records a first page brought, at most 250.
    package var pageRecords: Int?
    /// How long that page took.
    package var pageMilliseconds: Int?
}

/// What the installed Sage offers of one company; no value of a record.
package struct CompanyProbe: Codable, Hashable, Sendable {
    package var company: String
    /// Why there is no session; absent when the log-on worked.
    package var fault: String?
    package var clock: AgentInfo.Clock?
    package var tables: [TableProbe] = []

    /// Whether the company opened, and of each module that is installed every table could be read.
    package var isGood: Bool {
        let modules = Dictionary(grouping: tables) { $0.table.prefix { $0 != "_" } }
        return fault == nil && tables.contains { !$0.isAbsent }
            && modules.values.allSatisfy { module in
                module.allSatisfy(\.isAbsent) || module.allSatisfy { $0.fault == nil }
            }
    }
}

extension Ledger {
    /// Looks at every table that is read, and changes nothing.
    ///
    /// - Parameters:
    ///   - company: which company.
    ///   - clock: what a page's time is measured with.
    /// - Returns: what was found; a fault is a finding too.
    package func probe(company: String, clock: some Clock<Duration> = ContinuousClock()) async -> CompanyProbe {
        var probe = CompanyProbe(company: company)
        do {
            probe.clock = try await self.clock(company: company)
        } catch {
            probe.fault = Self.sentence(error)
            return probe
        }
        for table in SageTable.allCases {
            do {
                let found = try await sage.perform(company) { session, _ in
                    try await session.probe(table, clock)
                }
                probe.tables.append(found)
            } catch {
                let object = sage.gate.objects[table.rawValue] ?? table.objectName
                probe.tables.append(
                    TableProbe(table: table.rawValue, object: object, fault: Self.sentence(error)))
            }
        }
        return probe
    }

    private static func sentence(_ error: any Error) -> String {
        guard let problem = error as? Problem else { return "\(error)" }
        return [problem.detail, problem.sageText.map { "Sage says: \($0)" }].compactMap(\.self).joined(separator: " ")
    }
}

extension SageSession {
    fileprivate func probe(_ table: SageTable, _ clock: some Clock<Duration>) async throws -> TableProbe {
        var probe = TableProbe(table: table.rawValue, object: objectName(table))
        do {
            let columns = try await object(table).columns()
            probe.columns = columns.map(\.name)
            probe.missing = table.columns.filter { !probe.columns.contains($0) }
            probe.unknown = columns.filter { $0.content == .text(length: nil) || $0.content == .number(scale: nil) }
                .map(\.name)
            var page = Page(records: [], next: nil)
            let took = try await clock.measure { page = try await self.page(table, PageRequest()) }
            probe.pageRecords = page.records.count
            probe.pageMilliseconds = Int(took / .milliseconds(1))
            probe.indexes = ["KPRIMARY"]
        } catch let error as BusinessObjectError where error.code == .unknownObject || error.code == .unknownColumn {
            probe.fault = error.description
            probe.isAbsent = error.code == .unknownObject
            return probe
        }
        for index in table.otherIndexes {
            do {
                _ = try await page(table, PageRequest(index: index, limit: 1))
                probe.indexes.append(index)
            } catch let error as BusinessObjectError where error.code == .unknownColumn {
                probe.indexFaults[index] = error.description
            }
        }
        return probe
    }
}

extension SageTable {
    /// The indexes beside the primary one that are walked.
    fileprivate var otherIndexes: [String] {
        self == .accountSegments ? ["KACCOUNTKEY"] : []
    }
}
