import Cryptography
import Foundation
import NIOCore
import Service
import Sync
import WireProtocol

/// A company whose invoices are made up as they are asked for, so that it takes no memory.
struct MadeInvoices: RecordSource {
    /// How many there are.
    let count: Int
    private let clock: SageStamp

    /// Makes a company.
    ///
    /// - Parameters:
    ///   - count: how many invoices it has.
    ///   - clock: what Sage's clock shows.
    init(count: Int, clock: SageStamp) {
        self.count = count
        self.clock = clock
    }

    /// What Sage's clock shows.
    static func clock() throws -> SageStamp {
        guard let clock = SageStamp("20260601T08:00:00.000") else { throw SourceError("a stamp", isRetryable: false) }
        return clock
    }

    /// One of the invoices: four lines, two account codes, one purchase order.
    ///
    /// - Parameters:
    ///   - number: from 0.
    ///   - stamp: when it was changed last.
    /// - Returns: the invoice.
    static func invoice(_ number: Int, stamp: SageStamp) -> APInvoice {
        APInvoice(
            division: "00", vendorNumber: "V\(1000 + number / 50)", vendorName: "Vendor \(number / 50) & Sons",
            invoiceNumber: "INV-\(100_000 + number)", invoiceDate: SageDate("20260430"),
            dueDate: SageDate("20260530"), amount: DecimalText("\(number).50"), balance: DecimalText("\(number).50"),
            purchaseOrders: ["00\(10_000 + number)"], status: .posted, batch: "00001", comment: "By post",
            lines: (1...4).map {
                APInvoice.Line(
                    lineKey: "00000\($0)", accountCode: "6000-01-00", description: "Rent and utilities, part \($0)",
                    amount: DecimalText("\(number).10"))
            }, stamps: AuditStamps(dateLastUpdated: stamp))
    }

    func info() async throws -> AgentInfo {
        AgentInfo(
            version: "1", protocolVersions: [1], backend: "bench", mayWrite: false,
            companies: [AgentInfo.Company(code: "ABC", segments: [])],
            clock: AgentInfo.Clock(now: clock, zone: "UTC"))
    }

    func record(_ kind: RecordKind, _ key: RecordKey) async throws -> AnyRecord? { nil }

    func scan(_ kind: RecordKind, _ query: ScanQuery) async throws -> any AsyncSequence<ScannedLine, any Error> {
        let first = query.after.flatMap { Int($0) }.map { $0 + 1 } ?? 0
        let end = min(count, query.limit.map { first + $0 } ?? count)
        let last = EndLine(
            records: end - first, problems: 0, highWater: nil, next: end < count ? "\(end - 1)" : nil, startedAt: clock)
        return ScanLines(body: Lines(next: first, end: end, stamp: clock, last: last), kind: kind, agent: "bench")
    }

    /// The lines of an answer, some at a time.
    private struct Lines: AsyncSequence, AsyncIteratorProtocol, Sendable {
        var next: Int
        let end: Int
        let stamp: SageStamp
        var last: EndLine?

        func makeAsyncIterator() -> Lines { self }

        mutating func next() async throws -> ByteBuffer? {
            guard last != nil else { return nil }
            var piece = ByteBuffer()
            let stop = Swift.min(end, next + 50)
            for number in next..<stop {
                let record = AnyRecord.apInvoice(MadeInvoices.invoice(number, stamp: stamp))
                let line = RecordLine(
                    key: record.key, digest: try SHA256.hexadecimal(of: record.digestedJSON()), cursor: "\(number)",
                    stamps: record.stamps, record: record)
                piece.writeBytes(try ScanLine.record(line).encoded())
                piece.writeInteger(UInt8(ascii: "\n"))
            }
            next = stop
            if next == end, let ending = last {
                piece.writeBytes(try ScanLine.end(ending).encoded())
                piece.writeInteger(UInt8(ascii: "\n"))
                last = nil
            }
            return piece
        }
    }
}
