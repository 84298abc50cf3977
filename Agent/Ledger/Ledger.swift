import BusinessObjects
import WireProtocol

/// Turns the business objects of Sage 100 into the records of the wire.
///
/// Written once against the protocols of BusinessObjects, so that a simulated Sage and a real one are read alike. One
/// caller at a time uses Sage; a scan takes a turn for each page.
package struct Ledger: Sendable {
    /// A company to serve.
    package struct Company: Sendable, Hashable {
        /// Sage's three-character company code.
        package var code: String
        package var name: String?

        package init(code: String, name: String? = nil) {
            self.code = code
            self.name = name
        }
    }

    /// The companies served, in the order of the configuration.
    package let companies: [Company]
    /// What the business objects are: `simulated` or `com`.
    package let backend: String
    let sage: SageAccess
    private let server: any BusinessObjectServer

    /// Makes a ledger; Sage is not asked before the first request.
    ///
    /// - Parameters:
    ///   - server: where sessions come from.
    ///   - companies: which companies may be asked for.
    ///   - objects: the business object of a table by the table's name, where it is not that name with `_svc`.
    ///   - sleep: waits between two tries; a test passes a clock of its own.
    ///   - jitter: a random number from 0 to 1, for the time between two tries.
    package init(
        server: any BusinessObjectServer, companies: [Company], objects: [String: String] = [:],
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        jitter: @escaping @Sendable () -> Double = { Double.random(in: 0...1) }
    ) {
        self.companies = companies
        backend = server.backend
        self.server = server
        sage = SageAccess(gate: SessionGate(server: server, objects: objects), sleep: sleep, jitter: jitter)
    }

    /// Begins a scan: checks the cursor, opens Sage and reads its clock.
    ///
    /// - Parameters:
    ///   - company: which company.
    ///   - kind: which kind of records.
    ///   - query: which of them. The view is the caller's affair; every record is read whole, for its digest.
    /// - Returns: the scan, standing before its first page.
    /// - Throws: a ``Problem`` with the code `company-not-served`, `bad-cursor`, or one of Sage's; or
    ///   `CancellationError`.
    package func scan(company: String, kind: RecordKind, _ query: ScanQuery) async throws -> LedgerScan {
        try check(company)
        let stages = stages(of: kind, query)
        var start: ScanCursor?
        if let after = query.after {
            start = ScanCursor(text: after)
            guard let start, start.kind == kind, stages.contains(where: { $0.accepts(start) }) else {
                throw Problem(.badCursor, detail: "The cursor does not come from a scan of \(kind.collection).")
            }
        }
        let startedAt = try await sage.perform(company) { session, _ in try await session.clock().now }
        return LedgerScan(
            sage, company: company, kind: kind, stages: stages,
            context: ScanContext(changedSince: query.changedSince, startedAt: startedAt, references: References()),
            query: query, start: start)
    }

    /// Reads one record.
    ///
    /// - Parameters:
    ///   - company: which company.
    ///   - kind: which kind.
    ///   - key: its key, compared to the letter.
    /// - Returns: the record, or `nil` when Sage has none.
    /// - Throws: a ``Problem`` with the code `company-not-served`, `record-unreadable`, or one of Sage's; or
    ///   `CancellationError`.
    package func record(company: String, kind: RecordKind, key: RecordKey) async throws -> AnyRecord? {
        try check(company)
        let result = try await sage.perform(company) { session, _ in
            let context = ScanContext(startedAt: try await session.clock().now, references: References())
            return try await Self.find(kind, key, session, context)
        }
        return try result?.mapError(\.problem).get()
    }

    /// Sage's clock and zone, as a company's session tells them.
    ///
    /// - Parameter company: whose session to ask.
    /// - Returns: Sage's wall clock and its zone.
    /// - Throws: a ``Problem``, or `CancellationError`.
    package func clock(company: String) async throws -> AgentInfo.Clock {
        try check(company)
        return try await sage.perform(company) { session, _ in try await session.clock() }
    }

    /// The segments of a company's account structure.
    ///
    /// - Parameter company: which company.
    /// - Returns: the segments in order, the main account first.
    /// - Throws: a ``Problem``, or `CancellationError`.
    package func segments(company: String) async throws -> [AgentInfo.SegmentDefinition] {
        try check(company)
        return try await sage.perform(company) { session, _ in try await AccountStructure.read(session) }
    }

    /// How the way to Sage stands; `nil` where nothing stands between the agent and Sage.
    package var hostState: AgentInfo.Host? {
        get async { await server.hostState }
    }

    /// Closes the session to Sage, when the turn under way has ended, and ends what was started on the way to it.
    package func close() async {
        await sage.gate.close()
        await server.shutDown()
    }

    /// The names of the tables that are read.
    package static var tables: [String] { SageTable.allCases.map(\.rawValue) }

    func check(_ company: String) throws(Problem) {
        _ = try ServedCompany(company, among: companies.map(\.code), of: "This agent")
    }
}
