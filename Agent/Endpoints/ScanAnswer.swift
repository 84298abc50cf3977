import Foundation
import Ledger
import NIOCore
import Tunnel
import WireProtocol

/// Writes a scan as lines of JSON while it is read.
///
/// Lines are joined into pieces of about ``pieceBytes``. While the lines of a page are made and written the next page is
/// read, and no other: a reader never waits for records that are there, a slow one has at most one page waiting for it,
/// and Sage and the agent work at the same time.
struct ScanAnswer<Time: Clock>: Sendable where Time.Duration == Duration {
    /// How large a piece grows: a few HTTP/2 frames, so that the cost of a write is spread over many lines.
    static var pieceBytes: Int { 64 * 1024 }

    private let scan: LedgerScan
    private let view: ScanQuery.View
    private let digest: @Sendable (Data) throws -> String
    private let deadline: Deadline<Time>
    private var piece = ByteBuffer()

    init(
        scan: LedgerScan, view: ScanQuery.View, digest: @escaping @Sendable (Data) throws -> String,
        deadline: Deadline<Time>
    ) {
        self.scan = scan
        self.view = view
        self.digest = digest
        self.deadline = deadline
    }

    /// Writes the whole answer.
    ///
    /// - Parameter writer: where the lines go.
    /// - Throws: when the reader has gone; the body is cut off then.
    mutating func write(to writer: any BodyWriter) async throws {
        var (page, rest) = try await Self.page(of: scan, deadline)
        while page.ending == nil {
            let (following, deadline) = (rest, deadline)
            async let next = Self.page(of: following, deadline)
            try await write(page, to: writer)
            (page, rest) = try await next
        }
        try await write(page, to: writer)
    }

    private mutating func write(_ page: ScanPage, to writer: any BodyWriter) async throws {
        for item in page.items {
            try append(line(item))
            if piece.readableBytes >= Self.pieceBytes { try await flush(to: writer) }
        }
        switch page.ending {
        case .end(let line): try append(ScanLine.end(line).encoded())
        case .fault(let line): try append(ScanLine.fault(line).encoded())
        case nil: break
        }
        try await flush(to: writer)
    }

    /// Reads the next page of a scan; what goes wrong is a page of its own.
    private static func page(
        of scan: LedgerScan, _ deadline: Deadline<Time>
    ) async throws -> (ScanPage, rest: LedgerScan) {
        do {
            return try await deadline.bound {
                var rest = scan
                return (try await rest.nextPage(), rest)
            }
        } catch let problem as Problem {
            return (ScanPage(items: [], ending: .fault(FaultLine(problem: problem, cursor: scan.cursor))), scan)
        }
    }

    private func line(_ item: ScanItem) throws -> Data {
        switch item.result {
        case .failure(let problem):
            return try ScanLine.problem(ProblemLine(key: item.key, cursor: item.cursor, problem: problem)).encoded()
        case .success(let record):
            let line = RecordLine(
                key: item.key, digest: try digest(record.digestedJSON()), cursor: item.cursor, stamps: record.stamps,
                record: view == .full ? record : nil)
            let json = try ScanLine.record(line).encoded()
            guard json.count <= WireLimits.lineBytes else {
                let problem = Problem(
                    .recordUnreadable,
                    detail: "The record has \(json.count) bytes, more than the \(WireLimits.lineBytes) of one line.")
                return try ScanLine.problem(
                    ProblemLine(key: item.key, cursor: item.cursor, problem: problem)
                ).encoded()
            }
            return json
        }
    }

    private mutating func append(_ line: Data) {
        piece.writeBytes(line)
        piece.writeInteger(UInt8(ascii: "\n"))
    }

    private mutating func flush(to writer: any BodyWriter) async throws {
        guard piece.readableBytes > 0 else { return }
        try await writer.write(piece)
        piece.clear()
    }
}
