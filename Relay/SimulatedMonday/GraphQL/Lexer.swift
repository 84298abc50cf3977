/// Cuts a GraphQL document into tokens (GraphQL specification, section 2.1).
struct Lexer {
    private let bytes: [UInt8]
    private var position = 0
    private var line = 1
    private var lineStart = 0

    /// Takes the text of a document.
    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    private var location: SourceLocation { SourceLocation(line: line, column: position - lineStart + 1) }

    private func byte(at offset: Int = 0) -> UInt8? {
        position + offset < bytes.count ? bytes[position + offset] : nil
    }

    /// The next token; at the end, always ``Token/Kind/end``.
    ///
    /// - Returns: The token with its place.
    /// - Throws: ``GraphQLError`` for a character or number that GraphQL does not know.
    mutating func next() throws -> Token {
        skipIgnored()
        let start = location
        guard let byte = byte() else { return Token(kind: .end, location: start) }
        switch byte {
        case UInt8(ascii: "!"), UInt8(ascii: "$"), UInt8(ascii: "&"), UInt8(ascii: "("), UInt8(ascii: ")"),
            UInt8(ascii: ":"), UInt8(ascii: "="), UInt8(ascii: "@"), UInt8(ascii: "["), UInt8(ascii: "]"),
            UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: "}"):
            position += 1
            return Token(kind: .punctuator(String(Character(Unicode.Scalar(byte)))), location: start)
        case UInt8(ascii: "."):
            guard self.byte(at: 1) == byte, self.byte(at: 2) == byte else {
                throw GraphQLError.syntax("unexpected \".\"", at: start)
            }
            position += 3
            return Token(kind: .punctuator("..."), location: start)
        case UInt8(ascii: "\""):
            return Token(kind: .string(try string(from: start)), location: start)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return Token(kind: try number(from: start), location: start)
        default:
            guard byte.isNameStart else {
                throw GraphQLError.syntax("unexpected character \(unexpectedCharacter)", at: start)
            }
            let first = position
            while let byte = self.byte(), byte.isNameStart || byte.isDigit { position += 1 }
            return Token(kind: .name(String(decoding: bytes[first..<position], as: UTF8.self)), location: start)
        }
    }

    /// The character at the position, as its code point: a person must be able to see what does not print.
    private var unexpectedCharacter: String {
        let scalar = String(decoding: bytes[position..<min(position + 4, bytes.count)], as: UTF8.self).unicodeScalars
            .first
        return "U+" + String(scalar?.value ?? 0, radix: 16, uppercase: true)
    }

    /// Skips white space, line ends, commas, comments and a byte order mark.
    private mutating func skipIgnored() {
        if position == 0, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        while let byte = byte() {
            switch byte {
            case 0x20, 0x09, UInt8(ascii: ","): position += 1
            case 0x0A, 0x0D: newLine()
            case UInt8(ascii: "#"):
                while let byte = self.byte(), byte != 0x0A, byte != 0x0D { position += 1 }
            default: return
            }
        }
    }

    private mutating func newLine() {
        if byte() == 0x0D, byte(at: 1) == 0x0A { position += 1 }
        position += 1
        line += 1
        lineStart = position
    }

    private mutating func number(from start: SourceLocation) throws -> Token.Kind {
        let first = position
        if byte() == UInt8(ascii: "-") { position += 1 }
        let leadingZero = byte() == UInt8(ascii: "0")
        let whole = digits()
        guard whole > 0, !leadingZero || whole == 1 else { throw GraphQLError.syntax("not a number", at: start) }
        var isFloat = false
        if byte() == UInt8(ascii: ".") {
            position += 1
            isFloat = true
            guard digits() > 0 else { throw GraphQLError.syntax("not a number", at: start) }
        }
        if byte() == UInt8(ascii: "e") || byte() == UInt8(ascii: "E") {
            position += 1
            isFloat = true
            if byte() == UInt8(ascii: "+") || byte() == UInt8(ascii: "-") { position += 1 }
            guard digits() > 0 else { throw GraphQLError.syntax("not a number", at: start) }
        }
        // "Numeric literals followed by a name start or a dot" are errors, not two tokens (section 2.9.1).
        if let byte = byte(), byte.isNameStart || byte == UInt8(ascii: ".") {
            throw GraphQLError.syntax("not a number", at: start)
        }
        let text = String(decoding: bytes[first..<position], as: UTF8.self)
        return isFloat ? .float(text) : .int(text)
    }

    private mutating func digits() -> Int {
        let first = position
        while byte()?.isDigit == true { position += 1 }
        return position - first
    }

    private mutating func string(from start: SourceLocation) throws -> String {
        if byte(at: 1) == UInt8(ascii: "\""), byte(at: 2) == UInt8(ascii: "\"") {
            position += 3
            return try blockString(from: start)
        }
        // GraphQL's string literals are JSON's, plus \u{…}, which no client of monday sends.
        let first = position
        position += 1
        while let byte = byte(), byte != UInt8(ascii: "\"") {
            guard byte != 0x0A, byte != 0x0D else { throw GraphQLError.syntax("unterminated string", at: start) }
            position += byte == UInt8(ascii: "\\") ? 2 : 1
        }
        guard byte() != nil else { throw GraphQLError.syntax("unterminated string", at: start) }
        position += 1
        guard case .string(let text)? = try? JSONParser.parse(Array(bytes[first..<position])) else {
            throw GraphQLError.syntax("bad escape or control character in a string", at: start)
        }
        return text
    }

    private mutating func blockString(from start: SourceLocation) throws -> String {
        var raw: [UInt8] = []
        let quote = UInt8(ascii: "\"")
        while let byte = byte() {
            if byte == quote, self.byte(at: 1) == quote, self.byte(at: 2) == quote {
                position += 3
                return BlockString.value(of: String(decoding: raw, as: UTF8.self))
            }
            if byte == UInt8(ascii: "\\"), self.byte(at: 1) == quote, self.byte(at: 2) == quote,
                self.byte(at: 3) == quote
            {
                raw += [quote, quote, quote]
                position += 4
            } else if byte == 0x0A || byte == 0x0D {
                raw.append(0x0A)
                newLine()
            } else {
                raw.append(byte)
                position += 1
            }
        }
        throw GraphQLError.syntax("unterminated string", at: start)
    }
}

/// The value of a block string: common indentation and blank first and last lines removed (specification, 2.9.4).
enum BlockString {
    /// Takes the text between the triple quotes, with line feeds only.
    static func value(of raw: String) -> String {
        var lines = raw.split(separator: "\n", omittingEmptySubsequences: false)
        let indent =
            lines.dropFirst().compactMap { line in
                line.firstIndex { $0 != " " && $0 != "\t" }.map { line.distance(from: line.startIndex, to: $0) }
            }.min() ?? 0
        for index in lines.indices.dropFirst() { lines[index] = lines[index].dropFirst(indent) }
        while let first = lines.first, first.allSatisfy({ $0 == " " || $0 == "\t" }) { lines.removeFirst() }
        while let last = lines.last, last.allSatisfy({ $0 == " " || $0 == "\t" }) { lines.removeLast() }
        return lines.joined(separator: "\n")
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }

    fileprivate var isNameStart: Bool {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= self || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= self
            || self == UInt8(ascii: "_")
    }
}
