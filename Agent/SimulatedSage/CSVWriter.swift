/// Writes comma separated values as RFC 4180 has them, with LF at the end of each line.
struct CSVWriter {
    /// What was written so far, in UTF-8.
    private(set) var bytes: [UInt8] = []

    /// Writes one row; a field is quoted where it must be, and where it begins or ends with a blank.
    mutating func write(_ fields: [String]) {
        for (index, field) in fields.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            guard Self.needsQuotes(field) else {
                bytes.append(contentsOf: field.utf8)
                continue
            }
            bytes.append(UInt8(ascii: "\""))
            for byte in field.utf8 {
                if byte == UInt8(ascii: "\"") { bytes.append(byte) }
                bytes.append(byte)
            }
            bytes.append(UInt8(ascii: "\""))
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    private static func needsQuotes(_ field: String) -> Bool {
        let blank = UInt8(ascii: " ")
        return field.utf8.first == blank || field.utf8.last == blank
            || field.utf8.contains {
                switch $0 {
                case UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r"): true
                default: false
                }
            }
    }
}
