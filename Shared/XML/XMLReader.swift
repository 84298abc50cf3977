import CLibXML2
import Foundation

/// Reads XML 1.0 documents of strangers into trees, through libxml2's SAX2 push parser.
///
/// Nothing outside the document is ever read. A document type declaration ends the reading before anything in it is
/// looked at, so that there are no entities but XML's own five; libxml2's "huge" mode is off.
package enum XMLReader {
    /// Reads a document.
    ///
    /// - Parameters:
    ///   - bytes: the whole document, in UTF-8 or UTF-16.
    ///   - limits: how large it may be.
    /// - Returns: its root element.
    /// - Throws: ``XMLError``.
    package static func read(
        _ bytes: Data, limits: XMLLimits = XMLLimits()
    ) throws(XMLError) -> ElementNode {
        guard bytes.count <= min(limits.bytes, Int(Int32.max)) else {
            throw XMLError(.limit, "The document has more than \(limits.bytes) bytes.")
        }
        try EncodingRule.check(bytes)
        let builder = TreeBuilder(limits)
        var handler = builder.handler
        guard
            // xmlParserCtxtPtr, freed below; the builder outlives it.
            let context = xmlCreatePushParserCtxt(
                &handler, Unmanaged.passUnretained(builder).toOpaque(), nil, 0, nil)
        else { throw XMLError(.memory, "libxml2 is out of memory.") }
        defer { xmlFreeParserCtxt(context) }
        builder.context = context
        // NOENT resolves references; without it, `&amp;` in an attribute arrives as `&#38;`. There are no entities of the
        // document's own, since their declaration ends the reading.
        _ = xmlCtxtUseOptions(context, Int32(XML_PARSE_NONET.rawValue | XML_PARSE_NOENT.rawValue))
        let code = bytes.withUnsafeBytes { buffer in
            xmlParseChunk(context, buffer.bindMemory(to: CChar.self).baseAddress, Int32(buffer.count), 1)
        }
        if let failure = builder.failure { throw failure }
        guard code == 0, context.pointee.wellFormed == 1, context.pointee.nsWellFormed == 1, let root = builder.root
        else { throw failure(of: context) }
        return root
    }

    private static func failure(of context: xmlParserCtxtPtr) -> XMLError {
        guard let error = xmlCtxtGetLastError(context)?.pointee else {
            return XMLError(.malformed, "The document is not well-formed XML.")
        }
        let words = error.message.map { String(cString: $0) } ?? "no reason given"
        let shown = words.filter { $0.isASCII && !$0.isNewline && $0 >= " " }.prefix(120)
        let isEncoding = [XML_ERR_INVALID_ENCODING, XML_ERR_INVALID_CHAR, XML_ERR_UNKNOWN_ENCODING]
            .contains { Int32($0.rawValue) == error.code }
        return XMLError(
            isEncoding ? .encoding : .malformed,
            "The document is not well-formed XML at line \(error.line): \(shown).")
    }
}

/// Which encodings are taken: the two that SOAP's profile allows (WS-I Basic Profile 1.1, R1012).
///
/// libxml2 would hand any other name to iconv.
private enum EncodingRule {
    static func check(_ bytes: Data) throws(XMLError) {
        let start = Array(bytes.prefix(256))
        let isUTF16 = start.starts(with: [0xFE, 0xFF]) || start.starts(with: [0xFF, 0xFE])
        let isUTF32 = start.starts(with: [0xFF, 0xFE, 0, 0]) || start.starts(with: [0, 0, 0xFE, 0xFF])
        if isUTF16, !isUTF32 { return }
        let text = start.starts(with: [0xEF, 0xBB, 0xBF]) ? start[3...] : start[...]
        guard let first = text.first(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) else {
            throw XMLError(.malformed, "The document is empty.")
        }
        guard !isUTF32, first == UInt8(ascii: "<"), !text.prefix(8).contains(0) else {
            throw XMLError(.encoding, "The document is no XML in UTF-8 or UTF-16.")
        }
        let head = String(decoding: text, as: UTF8.self)
        guard head.hasPrefix("<?xml"), let declaration = head.range(of: "?>").map({ head[..<$0.lowerBound] }),
            let match = declaration.firstMatch(of: /\sencoding\s*=\s*["']([^"']*)["']/)
        else { return }
        guard ["utf-8", "us-ascii"].contains(match.1.lowercased()) else {
            let name = match.1.filter { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }.prefix(40)
            throw XMLError(.encoding, "The document's encoding is \(name), and only UTF-8 and UTF-16 are taken.")
        }
    }
}
