import Foundation
import Synchronization

/// What texts of the store were decoded to lately, so that a text that is read again and again is decoded once.
///
/// Texts are compared byte by byte; nothing of it can be out of date.
final class DecodedTexts<Value: Sendable>: Sendable {
    /// The latest, and those before them, which go when the latest are full.
    private struct Generations {
        var latest: [Bytes: Value] = [:]
        var earlier: [Bytes: Value] = [:]
    }

    /// A text by its bytes: Swift takes two forms of one accent for the same.
    private struct Bytes: Hashable {
        let text: String

        static func == (left: Self, right: Self) -> Bool {
            var (left, right) = (left.text, right.text)
            return left.withUTF8 { left in
                right.withUTF8 { right in
                    guard left.count == right.count else { return false }
                    guard let start = left.baseAddress, let other = right.baseAddress else { return true }
                    return memcmp(start, other, left.count) == 0
                }
            }
        }

        func hash(into hasher: inout Hasher) {
            var text = text
            text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        }
    }

    private let most: Int
    private let decode: @Sendable (String) throws -> Value
    private let held = Mutex(Generations())

    /// Holds nothing yet.
    ///
    /// - Parameters:
    ///   - most: how many are held for sure; up to twice as many are.
    ///   - decode: how a text is decoded.
    init(most: Int, decode: @escaping @Sendable (String) throws -> Value) {
        self.most = most
        self.decode = decode
    }

    /// What a text says.
    ///
    /// - Parameter text: as it is in the store.
    /// - Returns: its value.
    /// - Throws: what decoding it throws.
    func value(of text: String) throws -> Value {
        guard most > 0 else { return try decode(text) }
        let bytes = Bytes(text: text)
        if let known = held.withLock({ $0.latest[bytes] ?? $0.earlier[bytes] }) { return known }
        let value = try decode(text)
        held.withLock { held in
            if held.latest.count >= most {
                held.earlier = held.latest
                held.latest = [:]
            }
            held.latest[bytes] = value
        }
        return value
    }
}
