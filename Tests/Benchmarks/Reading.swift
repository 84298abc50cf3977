import Cryptography
import Foundation
import NIOCore
import Service
import Store
import Sync
import Synchronization
import WireProtocol

/// Measures what an unchanged read costs the relay: the real scanner, store and lines over bytes in memory.
enum Reading {
    private static let count = 20_000

    static func run() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let source = try InvoiceBytes(count: count)
        let store = try RelayStore(path: folder.appending(path: "relay.sqlite").path)
        var settings = BoardSettings(
            ref: BoardRef(connection: "bench", kind: .apInvoice), company: "ABC", boardID: "1")
        // The stamps are of a year, and the company is quiet since.
        settings.overlap = 3_600_000
        let scanner = BoardScanner(settings: settings, store: store, source: source, time: MachineClock())

        let peer = try await ProcessFigures.seconds {
            for line in source.whole { _ = try ScanLine(json: line, kind: .apInvoice) }
        }
        print("JSONDecoder over \(count) lines, and nothing else: \(peer.text) s of processor")
        let first = try await ProcessFigures.seconds { _ = try await scanner.run(.full) }
        print("first full read of \(count) invoices: \(first.text) s")
        let polls = try await ProcessFigures.seconds { _ = try await scanner.run(.poll) }
        print("unchanged poll, the source filters: \(polls.text) s")
        source.ignoresSince.store(true, ordering: .relaxed)
        try await compare("unchanged poll, the source returns all \(count) in full", peer) {
            try await scanner.run(.poll)
        }
        try await compare("unchanged sweep, all \(count) keys and digests", peer) { try await scanner.run(.sweep) }
    }

    private static func compare(_ name: String, _ peer: Double, _ body: () async throws -> RunRow) async throws {
        let taken = try await ProcessFigures.seconds {
            let unchanged = try await body().unchanged
            precondition(unchanged == count)
        }
        print("\(name): \(taken.text) s, \((taken / peer).text) of the decoder's")
    }
}

/// A company whose answers are made beforehand, as bytes.
private final class InvoiceBytes: RecordSource {
    let ignoresSince = Atomic(false)
    /// How many records a deep read asks for at a time, so that its answers are there already.
    private static let chunk = 2000
    let whole: [Data]
    private let wholePieces: [[ByteBuffer]]
    private let keyPieces: [[ByteBuffer]]
    private let clock: SageStamp

    init(count: Int) throws {
        clock = try Self.stamp(day: 365)
        var (whole, keys): ([Data], [Data]) = ([], [])
        for number in 0..<count {
            let invoice = MadeInvoices.invoice(number, stamp: try Self.stamp(day: number * 300 / count))
            let record = AnyRecord.apInvoice(invoice)
            var line = RecordLine(
                key: record.key, digest: try SHA256.hexadecimal(of: record.digestedJSON()), cursor: "\(number)",
                stamps: record.stamps, record: record)
            whole.append(try ScanLine.record(line).encoded())
            line.record = nil
            keys.append(try ScanLine.record(line).encoded())
        }
        self.whole = whole
        (wholePieces, keyPieces) = (Self.pieces(whole), Self.pieces(keys))
    }

    func info() async throws -> AgentInfo {
        AgentInfo(
            version: "1", protocolVersions: [1], backend: "bench", mayWrite: false,
            companies: [AgentInfo.Company(code: "ABC", segments: [])],
            clock: AgentInfo.Clock(now: clock, zone: "UTC"))
    }

    func record(_ kind: RecordKind, _ key: RecordKey) async throws -> AnyRecord? { nil }

    func scan(_ kind: RecordKind, _ query: ScanQuery) async throws -> any AsyncSequence<ScannedLine, any Error> {
        let start = query.after.flatMap { Int($0) }.map { $0 + 1 } ?? 0
        let count = whole.count
        // Every stamp is older than the clock's quiet weeks, but those of the last hour before the latest one.
        let isFiltered = query.changedSince != nil && !ignoresSince.load(ordering: .relaxed)
        let first = isFiltered ? max(start, count - 3) : start
        let end = min(count, query.limit.map { first + $0 } ?? count)
        let pieces =
            isFiltered
            ? [Self.piece(whole[first..<end])]
            : (first / Self.chunk..<(end + Self.chunk - 1) / Self.chunk).flatMap {
                (query.view == .full ? wholePieces : keyPieces)[$0]
            }
        let last = EndLine(
            records: end - first, problems: 0, highWater: nil, next: end < count ? "\(end - 1)" : nil, startedAt: clock)
        let ending = Self.piece([try ScanLine.end(last).encoded()])
        return ScanLines(body: Pieces(pieces: pieces + [ending]), kind: kind, agent: "bench")
    }

    /// Pieces of the length in which an agent sends them.
    private static func pieces(_ lines: [Data]) -> [[ByteBuffer]] {
        stride(from: 0, to: lines.count, by: chunk).map { start in
            let whole = piece(lines[start..<min(start + chunk, lines.count)])
            return stride(from: 0, to: whole.readableBytes, by: 64 * 1024).compactMap {
                whole.getSlice(at: $0, length: min(64 * 1024, whole.readableBytes - $0))
            }
        }
    }

    private static func piece(_ lines: some Sequence<Data>) -> ByteBuffer {
        var piece = ByteBuffer()
        for line in lines {
            piece.writeBytes(line)
            piece.writeInteger(UInt8(ascii: "\n"))
        }
        return piece
    }

    private static func stamp(day: Int) throws -> SageStamp {
        guard let first = SageStamp("20260101T08:00:00.000") else { throw SourceError("a stamp", isRetryable: false) }
        return first.advanced(milliseconds: day * 86_400_000)
    }
}

/// A body that is there already.
private struct Pieces: AsyncSequence, Sendable {
    struct Iterator: AsyncIteratorProtocol {
        var rest: ArraySlice<ByteBuffer>

        mutating func next() async throws -> ByteBuffer? { rest.popFirst() }
    }

    let pieces: [ByteBuffer]

    func makeAsyncIterator() -> Iterator { Iterator(rest: pieces[...]) }
}
