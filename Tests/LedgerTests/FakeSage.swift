import BusinessObjects
import Synchronization
import WireProtocol

/// A Sage of a few tables in memory, with a hand on every page that is read.
final class FakeSage: BusinessObjectServer, Sendable {
    /// One table: its columns, the fields of its primary index, and records in any order.
    struct Table: Sendable {
        var index: [String]
        var columns: [Column]
        /// Further indexes by name.
        var indexes: [String: [String]] = [:]
        /// In order of the primary index.
        var rows: [(key: RecordKey, row: [String: String])] = []
    }

    /// A page that was handed out; it is held as long as its layout lives, which each page has for itself.
    struct HeldPage: Sendable {
        weak let layout: RecordLayout?
        let table: String
        let records: Int
    }

    struct State: Sendable {
        var tables: [String: Table] = [:]
        var sessions = 0
        var openSessions = 0
        var pages: [PageRequest] = []
        /// Pages handed out whose records are still held by somebody.
        var held: [HeldPage] = []
        var mostHeld = 0
        var now = SageStamp("20260601T12:00:00.000")
        /// Called before each page, with the table's name.
        var beforeRequest: (@Sendable (FakeSage, String, PageRequest) async -> Void)?
        /// Called before a session is closed.
        var beforeClose: (@Sendable () async -> Void)?
        /// Whether a page fails.
        var failure: (@Sendable (String, PageRequest) -> BusinessObjectError?)?
        var refusal: BusinessObjectError?
        /// Whether open sessions should give way to new ones.
        var isWorn = false
        var hostState: AgentInfo.Host?
    }

    private let state = Mutex(State())
    var backend: String { "simulated" }
    var hostState: AgentInfo.Host? { with(\.hostState) }

    func with<Value: Sendable>(_ body: (inout sending State) -> sending Value) -> Value {
        state.withLock(body)
    }

    /// Adds records; the table is made of the columns they name, together with the ones known.
    func add(_ name: String, index: [String], numbers: [String] = [], _ rows: [[String: String]]) {
        with { state in
            // Taken out, so that it is changed in place.
            var table =
                state.tables.removeValue(forKey: name)
                ?? Table(index: index, columns: index.map { Column($0, .text(length: nil)) })
            for column in rows.flatMap(\.keys).sorted() where !table.columns.contains(where: { $0.name == column }) {
                table.columns.append(Column(column, numbers.contains(column) ? .number(scale: 2) : .text(length: nil)))
            }
            for row in rows { table.add(row) }
            state.tables[name] = table
        }
    }

    func remove(_ name: String, where isGone: @Sendable ([String: String]) -> Bool) {
        with { $0.tables[name]?.rows.removeAll { isGone($0.row) } }
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
        var isWorn: Bool { sage.with(\.isWorn) }

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
            await sage.with(\.beforeClose)?()
            sage.with { $0.openSessions -= 1 }
        }
    }

    /// Reads pages only; the ledger uses nothing else.
    struct Object: BusinessObject {
        let sage: FakeSage
        let table: String
        var name: String { table + "_svc" }

        func readPage(_ request: PageRequest) async throws(BusinessObjectError) -> Page {
            let (hook, failure) = sage.with { ($0.beforeRequest, $0.failure) }
            await hook?(sage, table, request)
            if let error = failure?(table, request) { throw error }
            let page = sage.with { state -> Result<Page, BusinessObjectError> in
                state.pages.append(request)
                guard let table = state.tables[table] else {
                    return .failure(BusinessObjectError(.unknownObject, "The table is gone."))
                }
                let page = Result { () throws(BusinessObjectError) in try table.page(request) }
                if let found = try? page.get().records, let layout = found.first?.layout {
                    state.held.removeAll { $0.layout == nil }
                    state.held.append(HeldPage(layout: layout, table: self.table, records: found.count))
                    state.mostHeld = max(state.mostHeld, state.held.map(\.records).reduce(0, +))
                }
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
        let names = Set(columns.map(\.name))
        try request.filter?.check(names)
        guard request.index == "KPRIMARY" else { return try sorted(by: request.index).page(request.onPrimary) }
        let from = request.from.map { bound in first { $0.head(bound) >= RecordKey(bound) } }
        let after = request.after.map { bound in first { $0.head(bound) > RecordKey(bound) } }
        var found: [(key: RecordKey, row: [String: String])] = []
        var hasMore = false
        for entry in rows[max(from ?? 0, after ?? 0)...] {
            if let through = request.through, entry.key.head(through) > RecordKey(through) { break }
            guard request.filter?.passes(entry.row) ?? true else { continue }
            hasMore = found.count == request.limit
            if hasMore { break }
            found.append(entry)
        }
        let layout = RecordLayout(columns)
        return Page(
            records: found.map { entry in
                BusinessRecord(layout: layout, values: columns.map { entry.row[$0.name, default: ""] })
            }, next: hasMore ? found.last?.key.parts : nil)
    }

    mutating func add(_ row: [String: String]) {
        let key = RecordKey(index.map { row[$0, default: ""] })
        let place = first { $0 >= key }
        if place < rows.count, rows[place].key == key {
            rows[place].row = row
        } else {
            rows.insert((key, row), at: place)
        }
    }

    /// Where the records begin that pass a test which all records behind a passing one pass too.
    private func first(_ passes: (RecordKey) -> Bool) -> Int {
        var (low, high) = (0, rows.count)
        while low < high {
            let middle = (low + high) / 2
            if passes(rows[middle].key) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    private func sorted(by name: String) throws(BusinessObjectError) -> Self {
        guard let fields = indexes[name] else { throw BusinessObjectError(.unknownColumn, "There is no \(name).") }
        var table = FakeSage.Table(index: fields, columns: columns)
        for entry in rows { table.add(entry.row) }
        return table
    }
}

extension RecordKey {
    fileprivate func head(_ bound: [String]) -> RecordKey { RecordKey(Array(parts.prefix(bound.count))) }
}

extension PageRequest {
    fileprivate var onPrimary: PageRequest {
        var copy = self
        copy.index = "KPRIMARY"
        return copy
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
