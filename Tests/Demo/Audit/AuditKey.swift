/// The identity of a record as the key column spells it: Sage's key fields, percent-encoded except `A-Z 0-9 . - _`.
enum AuditKey {
    /// The encoded fields of a row, joined by `/`.
    static func text(_ row: SageTableFile.Row, _ columns: String...) -> String {
        text(columns.map(row.raw))
    }

    /// Encoded parts, joined by `/`.
    static func text(_ parts: [String]) -> String {
        parts.map { part in
            part.utf8.map { byte in
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                    UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    return String(UnicodeScalar(byte))
                default:
                    let hex = String(byte, radix: 16, uppercase: true)
                    return hex.count == 1 ? "%0" + hex : "%" + hex
                }
            }.joined()
        }.joined(separator: "/")
    }
}
