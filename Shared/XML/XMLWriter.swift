import CLibXML2
import Foundation

/// Writes trees as XML 1.0 documents in UTF-8, through libxml2's text writer.
package enum XMLWriter {
    /// Writes a document.
    ///
    /// Every namespace that has a prefix is declared at the root; elements of another one declare it as the default where
    /// they stand.
    ///
    /// - Parameters:
    ///   - root: the root element.
    ///   - prefixes: prefixes by namespace, each once; attributes in a namespace need one.
    /// - Returns: the document.
    /// - Throws: ``XMLError`` with `unwritable` for a text with a character that XML 1.0 cannot hold (section 2.2), for a
    ///   name that is none, and for an attribute whose namespace has no prefix; with `memory`.
    package static func write(
        _ root: ElementNode, prefixes: KeyValuePairs<String, String> = [:]
    ) throws(XMLError) -> Data {
        _ = libxml2
        // xmlBufferPtr and xmlTextWriterPtr, freed here; the writer before what it writes to.
        guard let buffer = xmlBufferCreate() else { throw memory }
        defer { xmlBufferFree(buffer) }
        guard let writer = xmlNewTextWriterMemory(buffer, 0) else { throw memory }
        do {
            defer { xmlFreeTextWriter(writer) }
            let scope = Dictionary(prefixes.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
            let output = Output(writer: writer, prefixes: scope)
            try check(xmlTextWriterStartDocument(writer, nil, "UTF-8", nil))
            try output.write(root, default: nil, declaring: prefixes.map { ($0.value, $0.key) })
            try check(xmlTextWriterEndDocument(writer))
        }
        guard let content = xmlBufferContent(buffer) else { throw memory }
        return Data(bytes: content, count: Int(xmlBufferLength(buffer)))
    }

    private static let memory = XMLError(.memory, "libxml2 is out of memory.")

    fileprivate static func check(_ result: Int32) throws(XMLError) {
        guard result >= 0 else { throw memory }
    }

    private struct Output {
        /// `xmlTextWriterPtr`, borrowed.
        let writer: xmlTextWriterPtr
        let prefixes: [String: String]

        func write(
            _ element: ElementNode, default inherited: String?, declaring: [(prefix: String, namespace: String)] = []
        ) throws(XMLError) {
            let prefix = element.name.namespace.flatMap { prefixes[$0] }
            try check(xmlTextWriterStartElement(writer, name(element.name.local, prefix)))
            for (prefix, namespace) in declaring { try write("xmlns:" + prefix, namespace) }
            var standard = inherited
            if prefix == nil, element.name.namespace != inherited {
                standard = element.name.namespace
                try write("xmlns", standard ?? "")
            }
            for attribute in element.attributes {
                let prefix = attribute.name.namespace.flatMap { prefixes[$0] }
                guard attribute.name.namespace == nil || prefix != nil else {
                    throw XMLError(.unwritable, "The attribute \(attribute.name) has a namespace without a prefix.")
                }
                try write(name(attribute.name.local, prefix), attribute.value)
            }
            if !element.text.isEmpty {
                try check(xmlTextWriterWriteString(writer, allowed(element.text, element.name)))
            }
            for child in element.children { try write(child, default: standard) }
            try check(xmlTextWriterEndElement(writer))
        }

        private func write(_ attribute: String, _ value: String) throws(XMLError) {
            try check(
                xmlTextWriterWriteAttribute(writer, attribute, allowed(value, QualifiedName(nil, attribute))))
        }

        private func name(_ local: String, _ prefix: String?) throws(XMLError) -> String {
            guard !local.utf8.contains(0), xmlValidateNCName(local, 0) == 0 else {
                throw XMLError(.unwritable, "A name is none that XML knows.")
            }
            return prefix.map { "\($0):\(local)" } ?? local
        }

        /// A text as it is, if XML can hold all of it: libxml2's writer would write control characters as they are.
        private func allowed(_ text: String, _ place: QualifiedName) throws(XMLError) -> String {
            let isAllowed = text.unicodeScalars.allSatisfy { scalar in
                scalar.value >= 0x20
                    ? scalar.value != 0xFFFE && scalar.value != 0xFFFF : "\t\n\r".unicodeScalars.contains(scalar)
            }
            guard isAllowed else {
                throw XMLError(
                    .unwritable, "The value of \(place.local) has a control character, which XML cannot hold.")
            }
            return text
        }
    }
}
