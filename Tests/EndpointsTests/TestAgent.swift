import BusinessObjects
import Endpoints
import Foundation
import HTTPTypes
import Ledger
import NIOCore
import SimulatedSage
import Testing
import Tunnel
import WireProtocol

/// Endpoints over a simulated company whose tables a test writes as CSV.
struct TestAgent {
    let company: SimulatedCompany
    let sage: SimulatedSage
    let clock = ManualClock()
    let endpoints: AgentEndpoints<ManualClock>

    /// Makes the agent; the tables are CSV text by Sage's name of each.
    ///
    /// - Parameters:
    ///   - tables: what the company holds.
    ///   - served: the companies that are served.
    ///   - host: how the way to Sage stands, where something stands on it.
    /// - Throws: where the tables cannot be written or read.
    init(
        _ tables: [String: String] = TestAgent.tables, served: [String] = ["ABC"], host: AgentInfo.Host? = nil
    ) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "endpoints-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in tables { try Data(text.utf8).write(to: folder.appending(path: name + ".csv")) }
        let settings = #"{"name":"Acme","clock":{"now":"20260601T12:00:00.000","zone":"America/Los_Angeles"}}"#
        try Data(settings.utf8).write(to: folder.appending(path: "Company.json"))
        company = SimulatedCompany(code: "ABC", contents: try CompanyFolder(folder).contents())
        sage = SimulatedSage(companies: [company])
        let ledger = Ledger(
            server: SageBehindHost(sage: sage, hostState: host),
            companies: served.map { Ledger.Company(code: $0, name: $0 == "ABC" ? "Acme" : nil) },
            sleep: { _ in })
        endpoints = AgentEndpoints(
            ledger: ledger, version: "0.1.0", digest: { TestAgent.digest($0) }, clock: clock)
    }

    /// Any function of the bytes will do whose text is always as long: FNV-1a, 64 bits.
    static func digest(_ data: Data) -> String {
        let hash = data.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 64 - digits.count) + digits
    }

    static let tables = [
        "AP_Vendor": #"""
        APDivisionNo,VendorNo,VendorName,VendorStatus,AccountKey,DateUpdated,TimeUpdated
        00,AIRWAY,Airway Property,A,000000001,20260501,9.5
        00,BRICK,"Brick ""Bros""",I,,20260502,10
        01,CAFÉ,Café,T,,,
        """#,
        "GL_Account": #"""
        AccountKey,Account,RawAccount,AccountDesc,AccountType,MainAccountCode,Status
        000000001,6000-01-00,60000100,Rent,13,6000,A
        """#,
        "GL_AccountStructure": #"""
        SegmentNo,SegmentDesc,SegmentLength
        01,Main account,4
        02,Department,2
        03,Site,2
        """#,
        "AP_InvoiceHeader": #"""
        APDivisionNo,VendorNo,InvoiceNo,InvoiceDate,InvoiceDueDate,InvoiceAmt,DateCreated,TimeCreated
        00,AIRWAY, 45/7,20260430,20260530,10.00,20260501,9.5
        """#,
        "AP_InvoiceDetail": #"""
        APDivisionNo,VendorNo,InvoiceNo,LineKey,AccountKey,CommentText,DistributionAmt
        00,AIRWAY, 45/7,000001,000000001,Rent May,12.50
        00,AIRWAY, 45/7,000002,000000001,Rebate,-2.50
        """#,
    ]

    func reply(_ path: String, method: HTTPRequest.Method = .get, deadline: String? = nil) async -> Reply {
        var request = HTTPRequest(method: method, scheme: "https", authority: "agent", path: path)
        if let deadline, let name = HTTPField.Name(WireHeader.deadline) { request.headerFields[name] = deadline }
        return await endpoints.reply(to: request, body: ByteBuffer())
    }

    /// The lines of a scan, without their line feeds.
    func lines(_ path: String, deadline: String? = nil, writer: CollectingWriter = CollectingWriter()) async throws
        -> [String]
    {
        let reply = await reply(path, deadline: deadline)
        #expect(reply.head.status == .ok)
        #expect(reply.head.headerFields[.contentType] == "application/x-ndjson")
        guard case .stream(let write) = reply.body else {
            Issue.record("not a stream")
            return []
        }
        try await write(writer)
        let text = await writer.text
        #expect(text.hasSuffix("\n"))
        return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }

    func problem(_ reply: Reply) throws -> Problem {
        #expect(reply.head.headerFields[.contentType] == "application/problem+json")
        let problem = try JSONDecoder().decode(Problem.self, from: Data(bytes(reply).utf8))
        #expect(reply.head.status.code == problem.status)
        return problem
    }

    func bytes(_ reply: Reply) -> String {
        guard case .bytes(let buffer) = reply.body else { return "" }
        return String(buffer: buffer)
    }
}

/// A simulated Sage that says of a host what it is told to.
private struct SageBehindHost: BusinessObjectServer {
    let sage: SimulatedSage
    let hostState: AgentInfo.Host?

    var backend: String { sage.backend }

    func openSession(company: String) async throws(BusinessObjectError) -> any BusinessObjectSession {
        try await sage.openSession(company: company)
    }
}

/// Keeps what is written; a test can look on, or have the reader go away.
actor CollectingWriter: BodyWriter {
    struct ReaderGone: Error {}

    private(set) var pieces: [ByteBuffer] = []
    private let onWrite: @Sendable (Int) async throws -> Void

    init(onWrite: @escaping @Sendable (Int) async throws -> Void = { _ in }) {
        self.onWrite = onWrite
    }

    var text: String { pieces.map { String(buffer: $0) }.joined() }

    func write(_ bytes: ByteBuffer) async throws {
        try await onWrite(pieces.count)
        pieces.append(bytes)
    }
}
