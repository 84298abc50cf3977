import BusinessObjects
import Synchronization
import WireProtocol

/// A Sage session during a turn: makes each business object once, and reads tables in bounded pieces.
final class SageSession: Sendable {
    /// How many records of a joined table one round trip brings.
    static let joinedPage = 1000

    private let session: any BusinessObjectSession
    private let names: [String: String]
    private let objects = Mutex<[SageTable: any BusinessObject]>([:])

    init(_ session: any BusinessObjectSession, objects names: [String: String] = [:]) {
        self.session = session
        self.names = names
    }

    var company: String { session.company }

    /// Whether the session should give way to a new one before it is used again.
    var isWorn: Bool { session.isWorn }

    func clock() async throws(BusinessObjectError) -> AgentInfo.Clock {
        try await session.clock()
    }

    func close() async {
        await session.close()
    }

    /// Reads one page of a table.
    ///
    /// - Parameters:
    ///   - table: which table.
    ///   - request: which records of it.
    /// - Returns: the page.
    /// - Throws: ``BusinessObjectError``, or `CancellationError` when the caller has gone.
    func page(_ table: SageTable, _ request: PageRequest) async throws -> Page {
        try Task.checkCancellation()
        return try await object(table).readPage(request)
    }

    /// Reads all records of a table that a request covers, a page at a time.
    ///
    /// - Parameters:
    ///   - table: which table. Where the installed Sage has no such table, or not the column that the filter names,
    ///     there are no such records.
    ///   - request: which records; its limit is not used.
    ///   - take: is handed each record in order.
    /// - Throws: ``BusinessObjectError``, or `CancellationError` when the caller has gone.
    func each(_ table: SageTable, _ request: PageRequest, _ take: (Row) -> Void) async throws {
        var request = request
        request.limit = Self.joinedPage
        do {
            while true {
                let page = try await page(table, request)
                for record in page.records { take(Row(table, record)) }
                guard let next = page.next else { return }
                request.after = next
            }
        } catch let error as BusinessObjectError where error.code == .unknownObject || error.code == .unknownColumn {
            return
        }
    }

    /// The name of the business object that gives a table.
    func objectName(_ table: SageTable) -> String {
        names[table.rawValue] ?? table.objectName
    }

    /// The business object of a table.
    func object(_ table: SageTable) async throws(BusinessObjectError) -> any BusinessObject {
        if let object = objects.withLock({ $0[table] }) { return object }
        let object = try await session.businessObject(objectName(table))
        objects.withLock { $0[table] = object }
        return object
    }
}
