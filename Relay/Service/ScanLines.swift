import Foundation
import NIOCore
import NIOFoundationCompat
import Sync
import Tunnel
import WireProtocol

/// The lines of a scan's answer as they arrive: at most one line and one piece of the body are in memory.
struct ScanLines: AsyncSequence {
    typealias Element = ScanLine
    typealias Failure = any Error

    let body: TunnelBody
    let kind: RecordKind
    let agent: String

    func makeAsyncIterator() -> Iterator {
        Iterator(pieces: body.makeAsyncIterator(), kind: kind, agent: agent)
    }

    struct Iterator: AsyncIteratorProtocol {
        var pieces: TunnelBody.AsyncIterator
        let kind: RecordKind
        let agent: String
        private var buffer = ByteBuffer()
        /// How much of the buffer was searched for a line feed.
        private var searched = 0

        init(pieces: TunnelBody.AsyncIterator, kind: RecordKind, agent: String) {
            self.pieces = pieces
            self.kind = kind
            self.agent = agent
        }

        mutating func next() async throws -> ScanLine? {
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
                buffer.discardReadBytes()
                buffer.writeBuffer(&piece)
            }
        }

        private mutating func nextLine() throws -> ScanLine? {
            let view = buffer.readableBytesView
            guard let end = view[(view.startIndex + searched)...].firstIndex(of: UInt8(ascii: "\n")) else {
                searched = view.count
                return nil
            }
            let length = end - view.startIndex
            searched = 0
            guard let line = buffer.readData(length: length, byteTransferStrategy: .noCopy) else { return nil }
            buffer.moveReaderIndex(forwardBy: 1)
            do {
                return try ScanLine(json: line, kind: kind)
            } catch {
                throw SourceError("Agent \(agent) sent a line that cannot be read.", isRetryable: false)
            }
        }
    }
}
