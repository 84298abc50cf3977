import Foundation
import NIOCore
import Sync
import Tunnel
import WireProtocol

/// The lines of a scan's answer as they arrive: at most one line and one piece of the body are in memory.
package struct ScanLines<Body: AsyncSequence & Sendable>: AsyncSequence where Body.Element == ByteBuffer {
    package typealias Element = ScannedLine
    package typealias Failure = any Error

    private let body: Body
    private let kind: RecordKind
    private let agent: String

    /// Reads the lines of a body.
    ///
    /// - Parameters:
    ///   - body: the pieces as they arrive.
    ///   - kind: what kind of records the scan asked for.
    ///   - agent: the agent's name, for what is wrong with it.
    package init(body: Body, kind: RecordKind, agent: String) {
        self.body = body
        self.kind = kind
        self.agent = agent
    }

    package func makeAsyncIterator() -> Iterator {
        Iterator(pieces: body.makeAsyncIterator(), kind: kind, agent: agent)
    }

    package struct Iterator: AsyncIteratorProtocol {
        private var pieces: Body.AsyncIterator
        private let kind: RecordKind
        private let agent: String
        private var buffer = ByteBuffer()
        /// How much of the buffer was searched for a line feed.
        private var searched = 0

        init(pieces: Body.AsyncIterator, kind: RecordKind, agent: String) {
            self.pieces = pieces
            self.kind = kind
            self.agent = agent
        }

        package mutating func next() async throws -> ScannedLine? {
            while true {
                if let line = try nextLine() { return line }
                guard buffer.readableBytes <= WireLimits.lineBytes else {
                    throw SourceError("Agent \(agent) sent a line longer than a record may be.", isRetryable: false)
                }
                let piece: ByteBuffer?
                do {
                    piece = try await pieces.next()
                } catch let error as TunnelError {
                    throw SourceError("Agent \(agent): \(error)", isRetryable: !error.isPermanent)
                }
                // A rest without a line feed was cut off; the missing end line says so.
                guard var piece else { return nil }
                if buffer.readableBytes == 0 {
                    buffer = piece
                } else {
                    buffer.discardReadBytes()
                    buffer.writeBuffer(&piece)
                }
            }
        }

        private mutating func nextLine() throws -> ScannedLine? {
            let from = searched
            let found = buffer.withUnsafeReadableBytes { bytes -> Int? in
                guard let base = bytes.baseAddress, bytes.count > from,
                    let feed = memchr(base + from, Int32(UInt8(ascii: "\n")), bytes.count - from)
                else { return nil }
                return UnsafeRawPointer(feed) - base
            }
            guard let length = found else {
                searched = buffer.readableBytes
                return nil
            }
            searched = 0
            guard let line = buffer.readBytes(length: length) else { return nil }
            buffer.moveReaderIndex(forwardBy: 1)
            do {
                return try ScannedLine(json: line, kind: kind)
            } catch {
                // One record that an agent of another version sends otherwise keeps no other one back.
                guard let named = try? JSONDecoder().decode(Named.self, from: Data(line)), named.type == "record" else {
                    throw SourceError("Agent \(agent) sent a line that cannot be read.", isRetryable: false)
                }
                let problem = Problem(
                    .recordUnreadable, detail: "The agent sent it in a form that cannot be read; look at its version.")
                return .problem(ProblemLine(key: named.key, cursor: named.cursor, problem: problem))
            }
        }

        /// As much of a record's line as names the record, and says where the scan goes on.
        private struct Named: Decodable {
            var type: String
            var key: RecordKey
            var cursor: String
        }
    }
}
