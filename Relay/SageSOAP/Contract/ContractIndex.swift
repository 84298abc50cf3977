import XML

/// What all documents of a contract declare, by name.
struct ContractIndex {
    /// A declaration of a schema, and what holds where it stands.
    struct Declaration {
        let element: ElementNode
        let scope: Scope
    }

    /// What a schema says of everything in it.
    struct Scope {
        /// The target namespace, `nil` for none.
        let namespace: String?
        /// Whether local elements are in it (`elementFormDefault`).
        let isQualified: Bool
        /// Whether the namespace is that of the schema which includes this one; then names without one are in it too.
        let isBorrowed: Bool
    }

    /// How much is taken; a service of Sage's declares some hundred names.
    private enum Limit {
        static let declarations = 50_000
        /// Namespaces that include one and the same schema.
        static let borrowed = 10
        /// Bytes of a name.
        static let name = 1_000
    }

    private(set) var definitions: [ElementNode] = []
    private(set) var types: [QualifiedName: Declaration] = [:]
    private(set) var elements: [QualifiedName: Declaration] = [:]
    private(set) var groups: [QualifiedName: Declaration] = [:]
    private var declarations = 0
    /// What a message about something that is not there adds where documents were not read; else empty.
    let hint: String

    /// Reads documents.
    ///
    /// - Parameters:
    ///   - documents: the root elements by reference.
    ///   - missing: why documents that they import were not read, by reference.
    /// - Throws: ``SageSOAPError`` with `contract` for a root that is neither a WSDL nor a schema, and for too much.
    init(_ documents: [String: ElementNode], missing: [String: String] = [:]) throws(SageSOAPError) {
        hint = Self.hint(missing)
        var borrowed: [String: Set<String>] = [:]
        for root in documents.values { try Self.noteIncludes(in: root, &borrowed) }
        for (reference, root) in documents.sorted(by: { $0.key < $1.key }) {
            try Self.check(root, reference)
            switch root.name {
            case Self.definitionsName:
                definitions.append(root)
                for types in root.children(QualifiedName(SOAPNamespace.wsdl, "types")) {
                    for schema in Self.schemas(in: types) { try add(schema, namespace: schema["targetNamespace"]) }
                }
            default:
                // A schema without a namespace takes that of each that includes it (XML Schema part 1, section 4.2.1).
                let own = root["targetNamespace"]
                try add(root, namespace: own)
                guard own == nil, let namespaces = borrowed[reference] else { continue }
                guard namespaces.count <= Limit.borrowed else {
                    throw SageSOAPError(
                        .contract,
                        "The document \(reference) of the WSDL is included by more than \(Limit.borrowed) namespaces.")
                }
                for namespace in namespaces.sorted() { try add(root, namespace: namespace, isBorrowed: true) }
            }
        }
    }

    /// Sorts out what is no document of a contract.
    ///
    /// - Throws: ``SageSOAPError`` with `contract` for a root that is neither a WSDL nor a schema.
    static func check(_ root: ElementNode, _ reference: String) throws(SageSOAPError) {
        guard [definitionsName, schemaName].contains(root.name) else {
            throw SageSOAPError(
                .contract,
                "The document \(reference) of the WSDL is neither a WSDL 1.1 nor a schema, but has the root "
                    + "\(ShownText.line(root.name.local)).")
        }
    }

    private static let definitionsName = QualifiedName(SOAPNamespace.wsdl, "definitions")
    private static let schemaName = QualifiedName(SOAPNamespace.schema, "schema")

    private static func hint(_ missing: [String: String]) -> String {
        guard let (reference, reason) = missing.min(by: { $0.key < $1.key }) else { return "" }
        let more = missing.count > 1 ? " (and \(missing.count - 1) more)" : ""
        let line = ShownText.line(reason)
        return "; the document \(reference)\(more), which it imports, was not read: "
            + (line.hasSuffix(".") ? line.dropLast() : line[...])
    }

    /// Whether a text can be what XML Schema calls a name without a colon, as far as that counts here: paths to types
    /// without names have other characters in them.
    static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= Limit.name
            && text.unicodeScalars.allSatisfy { $0 != "/" && $0 != ":" && !$0.properties.isWhitespace }
    }

    private static func schemas(in types: ElementNode) -> [ElementNode] {
        types.children(schemaName)
    }

    private static func noteIncludes(
        in root: ElementNode, _ borrowed: inout [String: Set<String>]
    ) throws(SageSOAPError) {
        let types = root.children(QualifiedName(SOAPNamespace.wsdl, "types"))
        for schema in [root] + types.flatMap(schemas(in:)) {
            guard let namespace = schema["targetNamespace"] else { continue }
            for include in schema.children(QualifiedName(SOAPNamespace.schema, "include")) {
                guard let place = include["schemaLocation"] else { continue }
                borrowed[try ContractReference.reference(place), default: []].insert(namespace)
            }
        }
    }

    private mutating func add(_ schema: ElementNode, namespace: String?, isBorrowed: Bool = false) throws(SageSOAPError)
    {
        let scope = Scope(
            namespace: namespace, isQualified: schema["elementFormDefault"] == "qualified", isBorrowed: isBorrowed)
        for child in schema.children where child.name.namespace == SOAPNamespace.schema {
            guard let local = child["name"], Self.isName(local) else { continue }
            declarations += 1
            guard declarations <= Limit.declarations else {
                throw SageSOAPError(.contract, "The WSDL's schemas declare more than \(Limit.declarations) names.")
            }
            let name = QualifiedName(namespace, local)
            let declaration = Declaration(element: child, scope: scope)
            switch child.name.local {
            case "complexType", "simpleType": types[name] = declaration
            case "element": elements[name] = declaration
            case "group": groups[name] = declaration
            default: continue
            }
        }
    }
}
