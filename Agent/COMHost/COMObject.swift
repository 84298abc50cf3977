import BusinessObjects
import Synchronization
import WireProtocol

/// A business object in a host, by its number there.
final class COMObject: BusinessObject {
    /// The most columns a table may have: Sage's widest has a few hundred.
    static let columnLimit = 5000

    let name: String
    private let number: Int
    private let session: COMSession
    private let layout = Mutex<RecordLayout?>(nil)

    init(name: String, number: Int, session: COMSession) {
        self.name = name
        self.number = number
        self.session = session
    }

    func columns() async throws(BusinessObjectError) -> [Column] {
        try await recordLayout().columns
    }

    func setKeyValue(_ column: String, _ value: String) async throws(BusinessObjectError) -> ReturnCode {
        try await code("setKeyValue", ["column": .text(column), "value": .text(value)])
    }

    func find() async throws(BusinessObjectError) -> ReturnCode { try await code("find") }

    func setKey() async throws(BusinessObjectError) -> ReturnCode { try await code("setKey") }

    func setValue(_ column: String, _ value: String) async throws(BusinessObjectError) -> ReturnCode {
        try await code("setValue", ["column": .text(column), "value": .text(value)])
    }

    func write() async throws(BusinessObjectError) -> ReturnCode { try await code("write") }

    func clear() async throws(BusinessObjectError) { _ = try await call("clear") }

    func record() async throws(BusinessObjectError) -> BusinessRecord {
        let layout = try await recordLayout()
        guard let values = try await call("record").values, values.count == layout.columns.count else {
            throw session.malformed("record")
        }
        return BusinessRecord(layout: layout, values: values)
    }

    func lastErrorMessage() async throws(BusinessObjectError) -> String {
        guard let text = try await call("lastErrorMessage").text else { throw session.malformed("lastErrorMessage") }
        return text
    }

    func readPage(_ request: PageRequest) async throws(BusinessObjectError) -> Page {
        let layout = try await recordLayout()
        let value = try await session.call(.page(of: number, request))
        guard let records = value.records, records.allSatisfy({ $0.count == layout.columns.count }),
            records.count <= max(request.limit, 1), value.next == nil || value.next != request.after
        else { throw session.malformed("readPage") }
        return Page(records: records.map { BusinessRecord(layout: layout, values: $0) }, next: value.next)
    }

    /// The columns, asked for once: a table does not change while a session is open.
    private func recordLayout() async throws(BusinessObjectError) -> RecordLayout {
        if let layout = layout.withLock({ $0 }) { return layout }
        guard let columns = try await call("columns").columns, 1...Self.columnLimit ~= columns.count else {
            throw session.malformed("columns")
        }
        let layout = RecordLayout(columns.map(Column.init))
        self.layout.withLock { $0 = layout }
        return layout
    }

    private func code(
        _ verb: String, _ arguments: [String: HostJSON] = [:]
    ) async throws(BusinessObjectError) -> ReturnCode {
        guard let code = try await call(verb, arguments).code else { throw session.malformed(verb) }
        return ReturnCode(rawValue: code)
    }

    private func call(
        _ verb: String, _ arguments: [String: HostJSON] = [:]
    ) async throws(BusinessObjectError) -> HostValue {
        var arguments = arguments
        arguments["object"] = .number(number)
        return try await session.call(HostRequest(verb, arguments))
    }
}

extension Column {
    fileprivate init(_ column: HostValue.Column) {
        self.init(
            column.name, column.type == "number" ? .number(scale: column.scale) : .text(length: column.length))
    }
}
