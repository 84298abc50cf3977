/// The key of a record within its company and kind: Sage's own key fields, to the letter.
///
/// The parts are `[APDivisionNo, VendorNo, InvoiceNo]` for an invoice, `[APDivisionNo, VendorNo]` for a vendor,
/// `[Account]` (the formatted code, `4000-01-00`) for a G/L account, `[PurchaseOrderNo]` for a purchase order and
/// `[ARDivisionNo, CustomerNo]` for a customer. Keys are compared exactly: case, blanks and leading zeros count.
package struct RecordKey: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    /// The key fields in the order of Sage's primary index.
    package let parts: [String]

    /// Makes a key of its parts.
    package init(_ parts: [String]) {
        self.parts = parts
    }

    /// Reads the text form, parts joined by `/`; `nil` when an escape is broken or a part is not in canonical form.
    package init?(text: some StringProtocol) {
        var parts: [String] = []
        for field in text.split(separator: "/", omittingEmptySubsequences: false) {
            guard let part = Self.unescape(field), Self.escape(part) == field else { return nil }
            parts.append(part)
        }
        self.parts = parts
    }

    /// The text form: every part percent-encoded except `A-Z 0-9 . - _`, joined by `/`.
    ///
    /// Lower case is encoded too (`a` is `%61`), so that two keys that differ in case, or in blanks at an end, still
    /// differ for a search that folds case and trims, as monday's text match does. Encoding works on UTF-8 bytes.
    package var text: String {
        parts.map(Self.escape).joined(separator: "/")
    }

    package var description: String { text }

    package init(from decoder: any Decoder) throws {
        parts = try decoder.singleValueContainer().decode([String].self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(parts)
    }

    /// Equality is of bytes: Swift's own string equality would take two Unicode spellings of one text for the same.
    package static func == (left: RecordKey, right: RecordKey) -> Bool {
        left.parts.count == right.parts.count
            && zip(left.parts, right.parts).allSatisfy { $0.utf8.elementsEqual($1.utf8) }
    }

    package func hash(into hasher: inout Hasher) {
        for part in parts {
            for byte in part.utf8 { hasher.combine(byte) }
            hasher.combine(UInt8(0xFF))
        }
    }

    /// The order of Sage's primary index: part by part, byte by byte.
    package static func < (left: RecordKey, right: RecordKey) -> Bool {
        for (mine, theirs) in zip(left.parts, right.parts) where !mine.utf8.elementsEqual(theirs.utf8) {
            return mine.utf8.lexicographicallyPrecedes(theirs.utf8)
        }
        return left.parts.count < right.parts.count
    }

    static func escape(_ part: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var out: [UInt8] = []
        out.reserveCapacity(part.utf8.count)
        for byte in part.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
                out.append(byte)
            default:
                out.append(UInt8(ascii: "%"))
                out.append(digits[Int(byte >> 4)])
                out.append(digits[Int(byte & 15)])
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    static func unescape(_ field: some StringProtocol) -> String? {
        var out: [UInt8] = []
        var bytes = field.utf8.makeIterator()
        while let byte = bytes.next() {
            guard byte == UInt8(ascii: "%") else {
                out.append(byte)
                continue
            }
            guard let high = bytes.next().flatMap(hexDigit), let low = bytes.next().flatMap(hexDigit) else {
                return nil
            }
            out.append(high << 4 | low)
        }
        return String(validating: out, as: UTF8.self)
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
