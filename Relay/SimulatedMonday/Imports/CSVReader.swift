/// Reads comma-separated values by RFC 4180, one record at a time, so that a large file is never there twice.
///
/// Lines end with CRLF or LF. What RFC 4180 does not allow is an error: a quote inside a bare field, anything behind a
/// closing quote, a quoted field without end. Fields must be UTF-8.
struct CSVReader {
    /// A place where the text is no CSV.
    struct Flaw: Error, Equatable {
        /// The record, from 1; the heading is the first.
        let record: Int
        let reason: String
    }

    private static let quote = UInt8(ascii: "\"")
    private static let comma = UInt8(ascii: ",")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    private let bytes: [UInt8]
    private var position = 0
    private var record = 0

    /// Starts at the first record of a file.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The fields of the next record; `nil` at the end.
    ///
    /// - Returns: The fields, unquoted; a blank line is a record of one empty field.
    /// - Throws: ``Flaw`` where the text is no CSV; reading cannot go on then.
    mutating func next() throws(Flaw) -> [String]? {
        guard position < bytes.count else { return nil }
        record += 1
        var fields: [String] = []
        while true {
            fields.append(try field())
            guard position < bytes.count else { return fields }
            let separator = bytes[position]
            position += 1
            if separator == Self.comma { continue }
            if separator == Self.carriageReturn {
                guard position < bytes.count, bytes[position] == Self.lineFeed else {
                    throw flaw("a carriage return without a line feed")
                }
                position += 1
            }
            return fields
        }
    }

    /// How many records are left; throws ``Flaw`` as ``next()`` does.
    func countOfRest() throws(Flaw) -> Int {
        var reader = self
        var count = 0
        while try reader.next() != nil { count += 1 }
        return count
    }

    private mutating func field() throws(Flaw) -> String {
        guard position < bytes.count, bytes[position] == Self.quote else { return try bareField() }
        position += 1
        var content: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            guard byte == Self.quote else {
                content.append(byte)
                continue
            }
            if position < bytes.count, bytes[position] == Self.quote {
                content.append(byte)
                position += 1
                continue
            }
            guard position == bytes.count || Self.isSeparator(bytes[position]) else {
                throw flaw("text behind a closing quote")
            }
            return try text(content[...])
        }
        throw flaw("a quoted field without end")
    }

    private mutating func bareField() throws(Flaw) -> String {
        let start = position
        while position < bytes.count, !Self.isSeparator(bytes[position]) {
            guard bytes[position] != Self.quote else { throw flaw("a quote inside a bare field") }
            position += 1
        }
        return try text(bytes[start..<position])
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte == comma || byte == lineFeed || byte == carriageReturn
    }

    private func text(_ content: ArraySlice<UInt8>) throws(Flaw) -> String {
        guard let text = String(validating: content, as: UTF8.self) else { throw flaw("not UTF-8") }
        return text
    }

    private func flaw(_ reason: String) -> Flaw { Flaw(record: record, reason: reason) }
}
