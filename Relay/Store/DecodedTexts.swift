import Synchronization

/// What texts of the store were decoded to lately, so that a text that is read again and again is decoded once.
///
/// Texts are compared whole; nothing of it can be out of date.
final class DecodedTexts<Value: Sendable>: Sendable {
    /// The latest, and those before them, which go when the latest are full.
    private struct Generations {
        var latest: [String: Value] = [:]
        var earlier: [String: Value] = [:]
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
        if let known = held.withLock({ $0.latest[text] ?? $0.earlier[text] }) { return known }
        let value = try decode(text)
        held.withLock { held in
            if held.latest.count >= most {
                held.earlier = held.latest
                held.latest = [:]
            }
            held.latest[text] = value
        }
        return value
    }
}
