import Cryptography

/// A secret's value, which shows itself only to code that asks for it by name.
///
/// Printing, interpolating, dumping and mirroring it give `‹secret›`; its memory is overwritten when nobody holds it any
/// more.
package struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// UTF-8.
    package let bytes: SecretBytes

    package init(_ value: String) {
        bytes = SecretBytes(value)
    }

    /// Takes bytes that are UTF-8 text.
    ///
    /// - Parameter bytes: the text; `nil` comes of anything else.
    package init?(utf8 bytes: SecretBytes) {
        guard bytes.withUnsafeBytes(Self.isText) else { return nil }
        self.bytes = bytes
    }

    /// Whether bytes are UTF-8, in place: a text made of them would be a copy that nobody wipes.
    private static func isText(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var (parser, rest) = (Unicode.UTF8.ForwardParser(), bytes.makeIterator())
        while true {
            switch parser.parseScalar(from: &rest) {
            case .valid: continue
            case .emptyInput: return true
            case .error: return false
            }
        }
    }

    /// The value, for the one call that sends or uses it.
    package func reveal() -> String { bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) } }

    package var description: String { "‹secret›" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
