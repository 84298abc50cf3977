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
        // The parser counts in Int32, and UTF-16 may grow by half as UTF-8.
        guard bytes.count <= min(limits.bytes, Int(Int32.max) / 2) else {
            throw XMLError(.limit, "The document has more than \(limits.bytes) bytes.")
        }
        _ = libxml2
        let text = try DocumentText(bytes, limits)
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
        // document's own, since their declaration ends the reading. IGNORE_ENC: what comes is UTF-8, whatever it says.
        _ = xmlCtxtUseOptions(
            context,
            Int32(XML_PARSE_NONET.rawValue | XML_PARSE_NOENT.rawValue | XML_PARSE_IGNORE_ENC.rawValue))
        let code = text.utf8.withUnsafeBytes { buffer in
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
        return XMLError(.malformed, "The document is not well-formed XML at line \(error.line): \(shown).")
    }
}

/// libxml2's tables, made once: two threads that use it first at the same time would both make them.
let libxml2: Void = xmlInitParser()
