import CLibXML2

/// Takes libxml2's events and makes a tree of them, within limits; used by one parse on one thread.
final class TreeBuilder {
    private let limits: XMLLimits
    private var open: [ElementNode] = []
    private var nodes = 0
    /// Names as texts, by where libxml2 keeps them: its dictionary has each once, for as long as the parser lives.
    private var names: [UnsafePointer<xmlChar>: String] = [:]
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
                local, uri, declared: Int(declared), namespaces, attributes: Int(count), attributes)
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

    /// A text of libxml2's dictionary, made once.
    private func text(_ bytes: UnsafePointer<xmlChar>?) -> String? {
        guard let bytes else { return nil }
        if let known = names[bytes] { return known }
        let text = String(cString: bytes)
        names[bytes] = text
        return text
    }

    private func name(_ local: UnsafePointer<xmlChar>?, _ uri: UnsafePointer<xmlChar>?) -> QualifiedName {
        QualifiedName(text(uri), text(local) ?? "")
    }

    private func stop(_ error: XMLError) {
        if failure == nil { failure = error }
        xmlStopParser(context)
    }

    private func start(
        _ local: UnsafePointer<xmlChar>?, _ uri: UnsafePointer<xmlChar>?, declared: Int,
        _ namespaces: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?, attributes count: Int,
        _ attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
    ) {
        guard failure == nil else { return }
        nodes += 1 + count
        guard nodes <= limits.nodes else { return refuse("has more than \(limits.nodes) elements and attributes") }
        guard open.count < limits.depth else { return refuse("is nested deeper than \(limits.depth) times") }
        guard count <= limits.attributes, declared <= limits.attributes else {
            return refuse("has an element with more than \(limits.attributes) attributes")
        }
        var element = ElementNode(name(local, uri))
        element.namespaces = open.last?.namespaces
        if declared > 0 {
            // Pairs of prefix and namespace.
            var own: [String: String] = [:]
            for index in 0..<declared {
                let namespace = text(namespaces?[2 * index + 1]) ?? ""
                guard namespace.utf8.count <= limits.namespaceBytes else {
                    return refuse("has a namespace with more than \(limits.namespaceBytes) bytes")
                }
                own[text(namespaces?[2 * index]) ?? ""] = namespace
            }
            let scope = NamespaceScope(own, in: element.namespaces)
            guard scope.count <= limits.declarations else {
                return refuse("has a place with more than \(limits.declarations) namespaces")
            }
            element.namespaces = scope
        }
        // Fives of local name, prefix, namespace, first byte of the value, and the byte behind its last.
        for index in 0..<count {
            guard let fields = attributes.map({ $0 + 5 * index }), let value = fields[3], let end = fields[4] else {
                continue
            }
            guard end - value <= limits.attributeBytes else {
                return refuse("has an attribute with more than \(limits.attributeBytes) bytes")
            }
            element.attributes.append(
                ElementNode.Attribute(
                    name(fields[0], fields[2]),
                    String(decoding: UnsafeBufferPointer(start: value, count: end - value), as: UTF8.self)))
        }
        element.line = context.map { Int(xmlSAX2GetLineNumber($0)) } ?? 0
        open.append(element)
    }

    private func refuse(_ what: String) {
        stop(XMLError(.limit, "The document \(what)."))
    }

    private func take(_ bytes: UnsafePointer<xmlChar>?, _ count: Int) {
        guard failure == nil, let bytes, let last = open.indices.last else { return }
        guard open[last].text.utf8.count + count <= limits.textBytes else {
            return refuse("has a text with more than \(limits.textBytes) bytes")
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
