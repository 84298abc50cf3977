import XML

/// The service's XML schemas: its messages, its data contracts, and the types that WCF always adds.
///
/// The prefixes `svc`, `dat` and `xs` in the values are declared by whoever writes the documents.
struct SchemaDocuments {
    static let namespace = "http://www.w3.org/2001/XMLSchema"
    static let serializationNamespace = "http://schemas.microsoft.com/2003/10/Serialization/"

    let names: ContractNames

    /// The documents by their name in an address, each with its namespace.
    var all: [(document: String, namespace: String)] {
        let data = names.data == names.service ? [] : [("xsd2", names.data)]
        return [("xsd0", names.service), ("xsd1", Self.serializationNamespace)] + data
    }

    /// All schemas, as they stand within one WSDL.
    var inline: [ElementNode] {
        [messages { _ in nil }, Self.serialization] + (names.data == names.service ? [] : [data])
    }

    /// The elements of the messages; and the data contracts, where they are of the same namespace.
    ///
    /// - Parameter location: where a document is to be had; `nil` where it stands beside this one.
    /// - Returns: the schema.
    func messages(imports location: (String) -> String?) -> ElementNode {
        let isOne = names.data == names.service
        var imported = Self.element("import", ["namespace": names.data])
        if let location = location("xsd2") {
            imported.attributes.insert(.init(QualifiedName(nil, "schemaLocation"), location), at: 0)
        }
        let wrappers = ServiceOperation.allCases.flatMap { operation in
            [
                wrapper(operation.rawValue, operation.parameters),
                wrapper(operation.rawValue + "Response", operation.result.map { [$0] } ?? []),
            ]
        }
        return schema(names.service, (isOne ? [] : [imported]) + wrappers + (isOne ? types : []))
    }

    /// The data contracts.
    var data: ElementNode { schema(names.data, types) }

    private func schema(_ namespace: String, _ children: [ElementNode]) -> ElementNode {
        Self.element("schema", ["elementFormDefault": "qualified", "targetNamespace": namespace], children)
    }

    private func wrapper(_ name: String, _ members: [Member]) -> ElementNode {
        let sequence = Self.element("sequence", [:], members.map(element))
        return Self.element("element", ["name": name], [Self.element("complexType", [:], [sequence])])
    }

    private var types: [ElementNode] {
        ContractTypes.all.flatMap { type in
            complexType(type.name, type.members.map(element))
        } + complexType("ArrayOf" + ContractTypes.field.name, [item(of: ContractTypes.field)])
            + complexType("ArrayOf" + ContractTypes.salesOrderLine.name, [item(of: ContractTypes.salesOrderLine)])
    }

    /// A type, and the element that WCF declares for each.
    private func complexType(_ name: String, _ content: [ElementNode]) -> [ElementNode] {
        [
            Self.element("complexType", ["name": name], [Self.element("sequence", [:], content)]),
            Self.element("element", ["name": name, "nillable": "true", "type": "dat:" + name]),
        ]
    }

    private func element(_ member: Member) -> ElementNode {
        let type =
            switch member.kind {
            case .string: "xs:string"
            case .int: "xs:int"
            case .decimal: "xs:decimal"
            case .dateTime: "xs:dateTime"
            case .object(let type): "dat:" + type.name
            case .list(let type): "dat:ArrayOf" + type.name
            }
        return Self.element(
            "element", ["minOccurs": "0", "name": member.name, "nillable": "true", "type": type])
    }

    private func item(of type: ContractType) -> ElementNode {
        Self.element(
            "element",
            [
                "minOccurs": "0", "maxOccurs": "unbounded", "name": type.name, "nillable": "true",
                "type": "dat:" + type.name,
            ])
    }

    /// An element of XML Schema.
    static func element(
        _ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ children: [ElementNode] = []
    ) -> ElementNode {
        ElementNode(
            QualifiedName(namespace, name), attributes: attributes.map { .init(QualifiedName(nil, $0.key), $0.value) },
            children: children)
    }

    /// What WCF adds to every service: elements of the built-in types, and three types of its own.
    static let serialization: ElementNode = {
        let builtIn = [
            "anyType", "anyURI", "base64Binary", "boolean", "byte", "dateTime", "decimal", "double", "float", "int",
            "long", "QName", "short", "string", "unsignedByte", "unsignedInt", "unsignedLong", "unsignedShort",
        ].map { element("element", ["name": $0, "nillable": "true", "type": "xs:" + $0]) }
        let own = [
            ("char", "xs:int", nil), ("duration", "xs:duration", #"\-?P(\d*D)?(T(\d*H)?(\d*M)?(\d*(\.\d*)?S)?)?"#),
            ("guid", "xs:string", #"[\da-fA-F]{8}-[\da-fA-F]{4}-[\da-fA-F]{4}-[\da-fA-F]{4}-[\da-fA-F]{12}"#),
        ].flatMap { name, base, pattern in
            [
                element("element", ["name": name, "nillable": "true", "type": "ser:" + name]),
                element(
                    "simpleType", ["name": name],
                    [
                        element(
                            "restriction", ["base": base],
                            pattern.map { [element("pattern", ["value": $0])] } ?? [])
                    ]),
            ]
        }
        return element(
            "schema", ["elementFormDefault": "qualified", "targetNamespace": serializationNamespace],
            builtIn + own
                + [
                    element("attribute", ["name": "FactoryType", "type": "xs:QName"]),
                    element("attribute", ["name": "Id", "type": "xs:ID"]),
                    element("attribute", ["name": "Ref", "type": "xs:IDREF"]),
                ])
    }()
}
