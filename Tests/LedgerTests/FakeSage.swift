import BusinessObjects
import Synchronization
import WireProtocol

/// A Sage of a few tables in memory, with a hand on every page that is read.
final class FakeSage: BusinessObjectServer, Sendable {
    /// One table: its columns, the fields of its primary index, and records in any order.
    struct Table: Sendable {
        var index: [String]
        var columns: [Column]
        var rows: [[String: String]] = []
    }

    struct State: Sendable {
        var tables: [String: Table] = [:]
        var sessions = 0
        var openSessions = 0
        var pages: [PageRequest] = []
        var largestPage = 0
        var now = SageStamp("20260601T12:00:00.000")
        /// Called before each page, with the table's name and how many pages were read before.
        var beforePage: (@Sendable (FakeSage, String, Int) async throws(BusinessObjectError) -> Void)?
        var refusal: BusinessObjectError?
    }

    private let state = Mutex(State())
    var backend: String { "simulated" }

    func with<Value: Sendable>(_ body: (inout sending State) -> sending Value) -> Value {
        state.withLock(body)
    }

    /// Adds records; the table is made of the columns they name, together with the ones known.
    func add(_ name: String, index: [String], numbers: [String] = [], _ rows: [[String: String]]) {
        with { state in
            var table = state.tables[name] ?? Table(index: index, columns: index.map { Column($0, .text(length: nil)) })
            for column in rows.flatMap(\.keys).sorted() where !table.columns.contains(where: { $0.name == column }) {
                table.columns.append(Column(column, numbers.contains(column) ? .number(scale: 2) : .text(length: nil)))
            }
            for row in rows {
                table.rows.removeAll { old in table.index.allSatisfy { old[$0, default: ""] == row[$0, default: ""] } }
                table.rows.append(row)
            }
            state.tables[name] = table
        }
    }

    func remove(_ name: String, where isGone: @Sendable ([String: String]) -> Bool) {
        with { $0.tables[name]?.rows.removeAll(where: isGone) }
    }

    func openSession(company: String) async throws(BusinessObjectError) -> any BusinessObjectSession {
        let refusal = with { state in
            state.sessions += 1
            return state.refusal
        }
        if let refusal { throw refusal }
        with { $0.openSessions += 1 }
        return Session(sage: self, company: company)
    }

    struct Session: BusinessObjectSession {
        let sage: FakeSage
        let company: String

        func clock() async throws(BusinessObjectError) -> AgentInfo.Clock {
            guard let now = sage.with({ $0.now }) else { throw BusinessObjectError(.unavailable, "No clock.") }
            return AgentInfo.Clock(now: now, zone: "America/Los_Angeles")
        }

        func businessObject(_ name: String) async throws(BusinessObjectError) -> any BusinessObject {
            let table = String(name.dropLast(4))
            guard sage.with({ $0.tables[table] != nil }) else {
                throw BusinessObjectError(.unknownObject, "There is no \(name).")
            }
            return Object(sage: sage, table: table)
        }

        func close() async {
            sage.with { $0.openSessions -= 1 }
        }
    }

    /// Reads pages only; the ledger uses nothing else.
    struct Object: BusinessObject {
        let sage: FakeSage
        let table: String
        var name: String { table + "_svc" }

        func readPage(_ request: PageRequest) async throws(BusinessObjectError) -> Page {
            let (hook, count) = sage.with { ($0.beforePage, $0.pages.count) }
            try await hook?(sage, table, count)
            let page = sage.with { state -> Result<Page, BusinessObjectError> in
                state.pages.append(request)
                guard let table = state.tables[table] else {
                    return .failure(BusinessObjectError(.unknownObject, "The table is gone."))
                }
                let page = Result { () throws(BusinessObjectError) in try table.page(request) }
                state.largestPage = max(state.largestPage, (try? page.get().records.count) ?? 0)
                return page
            }
            return try page.get()
        }

        func columns() async throws(BusinessObjectError) -> [Column] { sage.with { $0.tables[table]?.columns ?? [] } }
        func setKeyValue(_ column: String, _ value: String) async throws(BusinessObjectError) -> ReturnCode { .failed }
        func find() async throws(BusinessObjectError) -> ReturnCode { .failed }
        func setKey() async throws(BusinessObjectError) -> ReturnCode { .failed }
        func record() async throws(BusinessObjectError) -> BusinessRecord {
            BusinessRecord(layout: RecordLayout([]), values: [])
        }
        func setValue(_ column: String, _ value: String) async throws(BusinessObjectError) -> ReturnCode { .failed }
        func write() async throws(BusinessObjectError) -> ReturnCode { .failed }
        func clear() async throws(BusinessObjectError) {}
        func lastErrorMessage() async throws(BusinessObjectError) -> String { "" }
    }
}

extension FakeSage.Table {
    func page(_ request: PageRequest) throws(BusinessObjectError) -> Page {
        let layout = RecordLayout(columns)
        let names = Set(columns.map(\.name))
        try request.filter?.check(names)
        let keyed = rows.map { row in (key: index.map { row[$0, default: ""] }, row: row) }
            .sorted { RecordKey($0.key) < RecordKey($1.key) }
        let matching = keyed.filter { entry in
            func compare(_ bound: [String]) -> Int {
                let head = RecordKey(Array(entry.key.prefix(bound.count)))
                return head < RecordKey(bound) ? -1 : head == RecordKey(bound) ? 0 : 1
            }
            return (request.after.map { compare($0) > 0 } ?? true) && (request.from.map { compare($0) >= 0 } ?? true)
                && (request.through.map { compare($0) <= 0 } ?? true) && (request.filter?.passes(entry.row) ?? true)
        }
        let page = matching.prefix(request.limit)
        return Page(
            records: page.map { entry in
                BusinessRecord(layout: layout, values: columns.map { entry.row[$0.name, default: ""] })
            },
            next: matching.count > page.count ? page.last?.key : nil)
    }
}

extension RecordFilter {
    fileprivate func check(_ columns: Set<String>) throws(BusinessObjectError) {
        switch self {
        case .isOne(_, let column) where !columns.contains(column):
            throw BusinessObjectError(.unknownColumn, "There is no column \(column).")
        default: break
        }
    }

    fileprivate func passes(_ row: [String: String]) -> Bool {
        switch self {
        case .isOne(let values, let column): values.contains { $0.utf8.elementsEqual((row[column] ?? "").utf8) }
        case .atLeast(let value, let column):
            !(row[column] ?? "").isEmpty && !(row[column] ?? "").utf8.lexicographicallyPrecedes(value.utf8)
        case .isBlank(let column): (row[column] ?? "").isEmpty
        case .any(let tests): tests.contains { $0.passes(row) }
        case .all(let tests): tests.allSatisfy { $0.passes(row) }
        }
    }
}
