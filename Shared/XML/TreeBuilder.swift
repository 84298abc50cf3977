import CLibXML2

/// Takes libxml2's events and makes a tree of them, within limits; used by one parse on one thread.
final class TreeBuilder {
    private let limits: XMLLimits
    private var open: [ElementNode] = []
    private var elements = 0
    private(set) var root: ElementNode?
    private(set) var failure: XMLError?
    /// `xmlParserCtxtPtr`, owned by the reader; to stop it early.
    var context: xmlParserCtxtPtr?

    init(_ limits: XMLLimits) {
        self.limits = limits
    }

    /// libxml2's callbacks, each with this object as its user data.
    var handler: xmlSAXHandler {
        var handler = xmlSAXHandler()
        handler.initialized = 0xDEED_BEAF  // XML_SAX2_MAGIC
        handler.internalSubset = { user, _, _, _ in
            TreeBuilder.of(user).stop(
                XMLError(.documentType, "The document has a document type declaration, which is not taken."))
        }
        handler.startElementNs = { user, local, prefix, uri, declared, namespaces, count, _, attributes in
            TreeBuilder.of(user).start(
                TreeBuilder.name(local, uri), declared: Int(declared), namespaces, attributes: Int(count), attributes)
        }
        handler.endElementNs = { user, _, _, _ in TreeBuilder.of(user).end() }
        let characters: charactersSAXFunc = { user, bytes, count in TreeBuilder.of(user).take(bytes, Int(count)) }
        handler.characters = characters
        handler.ignorableWhitespace = characters
        handler.cdataBlock = characters
        return handler
    }

    private static func of(_ user: UnsafeMutableRawPointer?) -> TreeBuilder {
        guard let user else { preconditionFailure("libxml2 passes on the user data that it was given") }
        return Unmanaged<TreeBuilder>.fromOpaque(user).takeUnretainedValue()
    }

    private static func text(_ bytes: UnsafePointer<xmlChar>?) -> String? {
        bytes.map { String(cString: $0) }
    }

    private static func name(_ local: UnsafePointer<xmlChar>?, _ uri: UnsafePointer<xmlChar>?) -> QualifiedName {
        QualifiedName(text(uri), text(local) ?? "")
    }

    private func stop(_ error: XMLError) {
        if failure == nil { failure = error }
        xmlStopParser(context)
    }

    private func start(
        _ name: QualifiedName, declared: Int, _ namespaces: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?,
        attributes count: Int, _ attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
    ) {
        guard failure == nil else { return }
        elements += 1
        guard elements <= limits.elements else {
            return stop(XMLError(.limit, "The document has more than \(limits.elements) elements."))
        }
        guard open.count < limits.depth else {
            return stop(XMLError(.limit, "The document's elements are nested deeper than \(limits.depth) times."))
        }
        guard count <= limits.attributes, declared <= limits.attributes else {
            return stop(XMLError(.limit, "An element of the document has more than \(limits.attributes) attributes."))
        }
        var element = ElementNode(name)
        element.namespaces = open.last?.namespaces ?? [:]
        // Pairs of prefix and namespace.
        for index in 0..<declared {
            let uri = Self.text(namespaces?[2 * index + 1]) ?? ""
            guard uri.utf8.count <= limits.attributeBytes else { return refuseAttribute() }
            element.namespaces[Self.text(namespaces?[2 * index]) ?? ""] = uri.isEmpty ? nil : uri
        }
        // Fives of local name, prefix, namespace, first byte of the value, and the byte behind its last.
        for index in 0..<count {
            guard let fields = attributes.map({ $0 + 5 * index }), let value = fields[3], let end = fields[4] else {
                continue
            }
            guard end - value <= limits.attributeBytes else { return refuseAttribute() }
            element.attributes.append(
                ElementNode.Attribute(
                    Self.name(fields[0], fields[2]),
                    String(decoding: UnsafeBufferPointer(start: value, count: end - value), as: UTF8.self)))
        }
        element.line = context.map { Int(xmlSAX2GetLineNumber($0)) } ?? 0
        open.append(element)
    }

    private func refuseAttribute() {
        stop(XMLError(.limit, "An attribute of the document has more than \(limits.attributeBytes) bytes."))
    }

    private func take(_ bytes: UnsafePointer<xmlChar>?, _ count: Int) {
        guard failure == nil, let bytes, let last = open.indices.last else { return }
        guard open[last].text.utf8.count + count <= limits.textBytes else {
            return stop(XMLError(.limit, "A text of the document has more than \(limits.textBytes) bytes."))
        }
        open[last].text += String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }

    private func end() {
        guard failure == nil, let element = open.popLast() else { return }
        if let last = open.indices.last {
            open[last].children.append(element)
        } else {
            root = element
        }
    }
}
