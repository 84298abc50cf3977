/// Reads comma separated values to the letter of RFC 4180.
///
/// The package SwiftCSV was tried and does not fit: it drops leading blanks of unquoted fields (an invoice number may
/// begin with one), drops an empty last field at the end of a file, accepts a quote that is never closed, works on
/// grapheme clusters (so that a combining mark swallows the comma before it), and does not say on which line a row
/// stands.
///
/// Beyond the RFC, a byte order mark is skipped, lines may end in LF alone, and empty lines are skipped. The text is
/// UTF-8.
struct CSVReader {
    /// What is wrong with a file, and where.
    struct Fault: Error, Equatable {
        /// The line, from 1.
        let line: Int
        let reason: String
    }

    /// One row of a file.
    struct Row: Equatable {
        /// The line it begins on, from 1: a quoted field may hold line breaks.
        let line: Int
        let fields: [String]
    }

    private let bytes: [UInt8]
    private var position = 0
    private var line = 1

    private static let quote = UInt8(ascii: "\"")
    private static let comma = UInt8(ascii: ",")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    /// Takes a file's content.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// Reads the next row.
    ///
    /// - Returns: the row, or `nil` at the end of the file.
    /// - Throws: ``Fault``.
    mutating func next() throws(Fault) -> Row? {
        while skipLineEnd() {}
        guard position < bytes.count else { return nil }
        let start = line
        var fields: [String] = []
        while true {
            fields.append(try field())
            if position < bytes.count, bytes[position] == Self.comma {
                position += 1
                continue
            }
            guard position == bytes.count || skipLineEnd() else {
                throw Fault(line: line, reason: "a carriage return without a line feed")
            }
            return Row(line: start, fields: fields)
        }
    }

    /// Moves past a line end, if the position is at one.
    private mutating func skipLineEnd() -> Bool {
        guard position < bytes.count else { return false }
        if bytes[position] == Self.lineFeed {
            position += 1
        } else if bytes[position] == Self.carriageReturn, position + 1 < bytes.count,
            bytes[position + 1] == Self.lineFeed
        {
            position += 2
        } else {
            return false
        }
        line += 1
        return true
    }

    private mutating func field() throws(Fault) -> String {
        guard position < bytes.count, bytes[position] == Self.quote else { return try plainField() }
        return try quotedField()
    }

    private mutating func plainField() throws(Fault) -> String {
        let start = position
        while position < bytes.count {
            let byte = bytes[position]
            if Self.endsField(byte) { break }
            guard byte != Self.quote else {
                throw Fault(line: line, reason: "a quote inside a field that does not begin with one")
            }
            position += 1
        }
        return try text(bytes[start..<position], line: line)
    }

    private mutating func quotedField() throws(Fault) -> String {
        let start = line
        var content: [UInt8] = []
        position += 1
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == Self.lineFeed { line += 1 }
            guard byte == Self.quote else {
                content.append(byte)
                continue
            }
            if position < bytes.count, bytes[position] == Self.quote {
                content.append(byte)
                position += 1
                continue
            }
            guard position == bytes.count || Self.endsField(bytes[position]) else {
                throw Fault(line: line, reason: "text behind the closing quote of a field")
            }
            return try text(content[...], line: start)
        }
        throw Fault(line: start, reason: "a quoted field that is never closed")
    }

    private static func endsField(_ byte: UInt8) -> Bool {
        byte == comma || byte == lineFeed || byte == carriageReturn
    }

    private func text(_ bytes: ArraySlice<UInt8>, line: Int) throws(Fault) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Fault(line: line, reason: "a field that is not UTF-8")
        }
        guard !bytes.contains(0) else { throw Fault(line: line, reason: "a field with a NUL character") }
        return text
    }
}
