import Foundation
import Ledger
import NIOCore
import Tunnel
import WireProtocol

/// Writes a scan as lines of JSON while it is read.
///
/// Lines are joined into pieces of about ``pieceBytes``, and what a page brought is written before the next page is
/// read, so that a reader never waits for records that are there.
struct ScanAnswer<Time: Clock>: Sendable where Time.Duration == Duration {
    /// How large a piece grows: a few HTTP/2 frames, so that the cost of a write is spread over many lines.
    static var pieceBytes: Int { 64 * 1024 }

    private var scan: LedgerScan
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
        var isDone = false
        while !isDone {
            let page = try await nextPage()
            for item in page.items {
                try append(line(item))
                if piece.readableBytes >= Self.pieceBytes { try await flush(to: writer) }
            }
            switch page.ending {
            case .end(let line): try append(ScanLine.end(line).encoded())
            case .fault(let line): try append(ScanLine.fault(line).encoded())
            case nil: break
            }
            isDone = page.ending != nil
            try await flush(to: writer)
        }
    }

    private mutating func nextPage() async throws -> ScanPage {
        do {
            let scan = scan
            let (page, next) = try await deadline.bound {
                var copy = scan
                return (try await copy.nextPage(), copy)
            }
            self.scan = next
            return page
        } catch let problem as Problem {
            return ScanPage(items: [], ending: .fault(FaultLine(problem: problem, cursor: scan.cursor)))
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
