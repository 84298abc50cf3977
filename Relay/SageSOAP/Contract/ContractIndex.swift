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

    private(set) var definitions: [ElementNode] = []
    private(set) var types: [QualifiedName: Declaration] = [:]
    private(set) var elements: [QualifiedName: Declaration] = [:]
    private(set) var groups: [QualifiedName: Declaration] = [:]

    /// Reads documents.
    ///
    /// - Parameter documents: the root elements by reference.
    /// - Throws: ``SageSOAPError`` with `contract` for a root that is neither a WSDL nor a schema.
    init(_ documents: [String: ElementNode]) throws(SageSOAPError) {
        var borrowed: [String: Set<String>] = [:]
        for root in documents.values { try Self.noteIncludes(in: root, &borrowed) }
        for (reference, root) in documents.sorted(by: { $0.key < $1.key }) {
            switch root.name {
            case QualifiedName(SOAPNamespace.wsdl, "definitions"):
                definitions.append(root)
                for types in root.children(QualifiedName(SOAPNamespace.wsdl, "types")) {
                    for schema in Self.schemas(in: types) { add(schema, namespace: schema["targetNamespace"]) }
                }
            case QualifiedName(SOAPNamespace.schema, "schema"):
                // A schema without a namespace takes that of each that includes it (XML Schema part 1, section 4.2.1).
                let own = root["targetNamespace"]
                add(root, namespace: own)
                for namespace in (borrowed[reference] ?? []).sorted() where own == nil {
                    add(root, namespace: namespace, isBorrowed: true)
                }
            default:
                throw SageSOAPError(
                    .contract,
                    "The document \(reference) of the WSDL is neither a WSDL 1.1 nor a schema, but has the root "
                        + "\(ShownText.line(root.name.local)).")
            }
        }
    }

    private static func schemas(in types: ElementNode) -> [ElementNode] {
        types.children(QualifiedName(SOAPNamespace.schema, "schema"))
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

    private mutating func add(_ schema: ElementNode, namespace: String?, isBorrowed: Bool = false) {
        let scope = Scope(
            namespace: namespace, isQualified: schema["elementFormDefault"] == "qualified", isBorrowed: isBorrowed)
        for child in schema.children where child.name.namespace == SOAPNamespace.schema {
            guard let local = child["name"] else { continue }
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
