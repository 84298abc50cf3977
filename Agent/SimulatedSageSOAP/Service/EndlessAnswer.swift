import Synchronization

/// An answer with one text of many bytes, made while it is sent, so that it takes no memory here.
final class EndlessAnswer: Sendable {
    private static let head = Array(
        "<?xml version=\"1.0\"?><s:Envelope xmlns:s=\"\(Envelope.namespace)\"><s:Body>".utf8)
    private static let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 64 * 1024)

    private let rest: Mutex<(bytes: Int, hasBegun: Bool)>

    /// Makes an answer of this many bytes behind its head.
    init(bytes: Int) {
        rest = Mutex((bytes, false))
    }

    /// The next piece; `nil` behind the last one.
    func next() -> [UInt8]? {
        rest.withLock { rest in
            guard rest.hasBegun else {
                rest.hasBegun = true
                return Self.head
            }
            guard rest.bytes > 0 else { return nil }
            let piece = Self.piece.prefix(rest.bytes)
            rest.bytes -= piece.count
            return Array(piece)
        }
    }
}
