import Foundation

/// The text of a document before it is parsed: valid UTF-8 without a byte order mark, in an encoding that is taken, and
/// without what a parser would stumble over for minutes.
///
/// UTF-8 and UTF-16 are the two that every XML processor knows, and that SOAP's profile allows (WS-I Basic Profile 1.1,
/// R1012). libxml2 would hand any other name to iconv, and prints to standard error what it cannot decode.
struct DocumentText {
    let utf8: [UInt8]

    /// Decodes and looks through a document.
    ///
    /// - Parameters:
    ///   - bytes: as they came.
    ///   - limits: how many attributes an element may have.
    /// - Throws: ``XMLError``.
    init(_ bytes: Data, _ limits: XMLLimits) throws(XMLError) {
        let start = Array(bytes.prefix(4))
        let isUTF32 = start == [0xFF, 0xFE, 0, 0] || start == [0, 0, 0xFE, 0xFF]
        if !isUTF32, start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) {
            utf8 = try Self.decodeUTF16(bytes.dropFirst(2), isBigEndian: start[0] == 0xFE)
            try Self.checkDeclaration(utf8, ["utf-16", "utf-16le", "utf-16be"])
        } else {
            let body = Array(start.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes)
            guard !isUTF32, !body.prefix(8).contains(0), String(validating: body, as: UTF8.self) != nil else {
                throw XMLError(.encoding, "The document is no text in UTF-8 or UTF-16.")
            }
            utf8 = body
            try Self.checkDeclaration(body, ["utf-8", "us-ascii"])
        }
        try Self.checkTags(utf8, most: 2 * limits.attributes)
    }

    private static func decodeUTF16(_ bytes: Data, isBigEndian: Bool) throws(XMLError) -> [UInt8] {
        let raw = Array(bytes)
        guard raw.count.isMultiple(of: 2) else {
            throw XMLError(.encoding, "The document is no text in UTF-16: it ends within a character.")
        }
        var units: [UInt16] = []
        units.reserveCapacity(raw.count / 2)
        for index in stride(from: 0, to: raw.count, by: 2) {
            let (first, second) = (UInt16(raw[index]), UInt16(raw[index + 1]))
            units.append(isBigEndian ? first << 8 | second : second << 8 | first)
        }
        guard let text = String(validating: units, as: UTF16.self) else {
            throw XMLError(.encoding, "The document is no text in UTF-16.")
        }
        return Array(text.utf8)
    }

    /// Looks at the XML declaration, where there is one (XML 1.0, section 2.8): it must end soon, be of version 1.0, and
    /// name no other encoding than the document has.
    private static func checkDeclaration(_ text: [UInt8], _ encodings: Set<String>) throws(XMLError) {
        guard text.starts(with: "<?xml".utf8), text.dropFirst(5).first.map(Self.isBlank) == true else { return }
        let head = String(decoding: text.prefix(1024), as: UTF8.self)
        guard let end = head.range(of: "?>") else {
            throw XMLError(.malformed, "The document's XML declaration does not end.")
        }
        let declaration = head[..<end.lowerBound]
        if let version = value(of: "version", in: declaration), version != "1.0" {
            throw XMLError(.malformed, "The document is XML of another version than 1.0.")
        }
        guard let told = value(of: "encoding", in: declaration), !encodings.contains(told.lowercased()) else { return }
        let name = told.filter { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }.prefix(40)
        throw XMLError(
            .encoding, "The document says that its encoding is \(name), which it is not, or which is not taken.")
    }

    /// The value of a pseudo-attribute of the declaration: between quotation marks behind its name and an equals sign.
    private static func value(of name: String, in declaration: Substring) -> Substring? {
        guard let found = declaration.range(of: name) else { return nil }
        let rest = declaration[found.upperBound...].drop { $0 != "\"" && $0 != "'" }
        guard let mark = rest.first else { return nil }
        return rest.dropFirst().prefix { $0 != mark }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }

    /// Counts the attributes of each tag, by their equals signs outside quotation marks, and finds a document type, before
    /// a parser sees either.
    private static func checkTags(_ text: [UInt8], most: Int) throws(XMLError) {
        var index = text.startIndex
        while let open = text[index...].firstIndex(of: UInt8(ascii: "<")) {
            index = open + 1
            switch text[index...].first {
            case UInt8(ascii: "?"): index = end(of: "?>", in: text, from: index + 1)
            case UInt8(ascii: "!"):
                let rest = text[(index + 1)...]
                if rest.starts(with: "--".utf8) {
                    index = end(of: "-->", in: text, from: index + 3)
                } else if rest.starts(with: "[CDATA[".utf8) {
                    index = end(of: "]]>", in: text, from: index + 8)
                } else if rest.starts(with: "DOCTYPE".utf8) {
                    throw XMLError(
                        .documentType, "The document has a document type declaration, which is not taken.")
                }
            default: index = try endOfTag(in: text, from: index, most: most)
            }
        }
    }

    private static func endOfTag(in text: [UInt8], from start: Int, most: Int) throws(XMLError) -> Int {
        var (index, count) = (start, 0)
        var quote: UInt8?
        while index < text.endIndex {
            let byte = text[index]
            index += 1
            if let mark = quote {
                if byte == mark { quote = nil }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "'"): quote = byte
            case UInt8(ascii: "="):
                count += 1
                guard count <= most else {
                    throw XMLError(.limit, "The document has an element with more than \(most / 2) attributes.")
                }
            case UInt8(ascii: ">"): return index
            default: break
            }
        }
        return index
    }

    /// Behind the next place of some characters; the end of the text where they do not come.
    private static func end(of mark: String, in text: [UInt8], from start: Int) -> Int {
        let mark = Array(mark.utf8)
        var index = min(start, text.endIndex)
        while let found = text[index...].firstIndex(of: mark[0]) {
            if text[found...].starts(with: mark) { return found + mark.count }
            index = found + 1
        }
        return text.endIndex
    }
}
