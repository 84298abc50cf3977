import Foundation
import XML

/// The service's WSDL 1.1 and its schemas, in the parts that WCF makes of it, or all in one.
///
/// Split, the service and its binding stand in a document of their own, whose namespace is WCF's for services that name
/// none; it imports the contract, which imports a schema for each namespace.
struct ServiceDescription {
    /// The namespace of a WCF service that names none.
    static let serviceNamespace = "http://tempuri.org/"

    let names: ContractNames
    /// The service's address, as the documents tell it.
    let address: String

    private var isEncrypted: Bool { address.hasPrefix("https:") }

    /// Finds a document.
    ///
    /// - Parameter query: the query of the address; names count in any case, as IIS has it.
    /// - Returns: the document; `nil` for a query that asks for none, or for one that there is not.
    /// - Throws: ``XMLError`` for a configured name that XML cannot hold.
    func document(_ query: [String: String]) throws(XMLError) -> Data? {
        let query = Dictionary(query.map { ($0.key.lowercased(), $0.value.lowercased()) }) { $1 }
        if query["singlewsdl"] != nil { return try write(single) }
        switch (query["wsdl"], query["xsd"]) {
        case ("", nil): return try write(service)
        case ("wsdl0", nil): return try write(contract)
        case (nil, "xsd0"): return try write(schemas.messages(imports: importLocation))
        case (nil, "xsd1"): return try write(SchemaDocuments.serialization)
        case (nil, "xsd2") where names.data != names.service: return try write(schemas.data)
        default: return nil
        }
    }

    private var schemas: SchemaDocuments { SchemaDocuments(names: names) }

    private func importLocation(_ document: String) -> String { "\(address)?xsd=\(document)" }

    private func write(_ root: ElementNode) throws(XMLError) -> Data {
        try XMLWriter.write(
            root,
            prefixes: [
                WSDL.namespace: "wsdl", WSDL.soap: "soap", WSDL.actions: "wsaw", WSDL.policy: "wsp",
                WSDL.utility: "wsu", WSDL.security: "sp", SchemaDocuments.namespace: "xs", names.service: "svc",
                names.data: "dat", Self.serviceNamespace: "tns", SchemaDocuments.serializationNamespace: "ser",
            ])
    }

    // MARK: Documents

    /// The first document of the split form.
    private var service: ElementNode {
        let contract = WSDL.element(
            "import", ["namespace": names.service, "location": "\(address)?wsdl=wsdl0"])
        return definitions(
            Self.serviceNamespace,
            policies + [contract, WSDL.element("types"), binding, serviceElement(prefix: "tns")])
    }

    /// The contract of the split form.
    private var contract: ElementNode {
        let imports = schemas.all.map { document, namespace in
            SchemaDocuments.element(
                "import", ["schemaLocation": importLocation(document), "namespace": namespace])
        }
        let schema = SchemaDocuments.element(
            "schema", ["targetNamespace": names.service + "/Imports"], imports)
        return definitions(names.service, [WSDL.element("types", [:], [schema])] + messages + [portType])
    }

    /// Everything in one document.
    private var single: ElementNode {
        let types = WSDL.element("types", [:], schemas.inline)
        return definitions(
            names.service, policies + [types] + messages + [portType, binding, serviceElement(prefix: "svc")])
    }

    private func definitions(_ namespace: String, _ children: [ElementNode]) -> ElementNode {
        WSDL.element("definitions", ["name": "MasService", "targetNamespace": namespace], children)
    }

    // MARK: Parts

    private var messages: [ElementNode] {
        ServiceOperation.allCases.flatMap { operation in
            [
                message(operation, "InputMessage", part: "parameters", element: "svc:\(operation.rawValue)"),
                message(operation, "OutputMessage", part: "parameters", element: "svc:\(operation.rawValue)Response"),
                message(operation, "MasFaultFault_FaultMessage", part: "detail", element: "dat:MasFault"),
            ]
        }
    }

    private func messageName(_ operation: ServiceOperation, _ kind: String) -> String {
        "\(names.contract)_\(operation.rawValue)_\(kind)"
    }

    private func message(_ operation: ServiceOperation, _ kind: String, part: String, element: String) -> ElementNode {
        WSDL.element(
            "message", ["name": messageName(operation, kind)],
            [WSDL.element("part", ["name": part, "element": element])])
    }

    private var portType: ElementNode {
        let operations = ServiceOperation.allCases.map { operation in
            let action = names.action(operation)
            return WSDL.element(
                "operation", ["name": operation.rawValue],
                [
                    step("input", operation, "InputMessage", action: action),
                    step("output", operation, "OutputMessage", action: action + "Response"),
                    step(
                        "fault", operation, "MasFaultFault_FaultMessage", action: action + "MasFaultFault",
                        name: "MasFaultFault"),
                ])
        }
        return WSDL.element("portType", ["name": names.contract], operations)
    }

    private func step(
        _ kind: String, _ operation: ServiceOperation, _ message: String, action: String, name: String? = nil
    ) -> ElementNode {
        var element = WSDL.element(kind, ["message": "svc:" + messageName(operation, message)])
        if let name { element.attributes.append(.init(QualifiedName(nil, "name"), name)) }
        element.attributes.append(.init(QualifiedName(WSDL.actions, "Action"), action))
        return element
    }

    private var bindingName: String { "BasicHttpBinding_\(names.contract)" }

    private var binding: ElementNode {
        let literal = WSDL.soapElement("body", ["use": "literal"])
        let operations = ServiceOperation.allCases.map { operation in
            WSDL.element(
                "operation", ["name": operation.rawValue],
                [
                    WSDL.soapElement("operation", ["soapAction": names.action(operation), "style": "document"]),
                    WSDL.element("input", [:], [literal]), WSDL.element("output", [:], [literal]),
                    WSDL.element(
                        "fault", ["name": "MasFaultFault"],
                        [WSDL.soapElement("fault", ["use": "literal", "name": "MasFaultFault"])]),
                ])
        }
        let reference = ElementNode(
            QualifiedName(WSDL.policy, "PolicyReference"),
            attributes: [.init(QualifiedName(nil, "URI"), "#\(bindingName)_policy")])
        return WSDL.element(
            "binding", ["name": bindingName, "type": "svc:\(names.contract)"],
            (isEncrypted ? [reference] : [])
                + [WSDL.soapElement("binding", ["transport": "http://schemas.xmlsoap.org/soap/http"])] + operations)
    }

    /// The service with its one port; the prefix is that of the namespace in which the binding stands.
    private func serviceElement(prefix: String) -> ElementNode {
        let port = WSDL.element(
            "port", ["name": bindingName, "binding": "\(prefix):\(bindingName)"],
            [WSDL.soapElement("address", ["location": address])])
        return WSDL.element("service", ["name": "MasService"], [port])
    }

    /// What WCF says of a binding with TLS.
    private var policies: [ElementNode] {
        guard isEncrypted else { return [] }
        func policy(_ children: [ElementNode]) -> ElementNode {
            ElementNode(QualifiedName(WSDL.policy, "Policy"), children: children)
        }
        func security(_ name: String, _ children: [ElementNode] = []) -> ElementNode {
            ElementNode(QualifiedName(WSDL.security, name), children: children)
        }
        var token = security("HttpsToken")
        token.attributes = [.init(QualifiedName(nil, "RequireClientCertificate"), "false")]
        let binding = security(
            "TransportBinding",
            [
                policy([
                    security("TransportToken", [policy([token])]),
                    security("AlgorithmSuite", [policy([security("Basic256")])]),
                    security("Layout", [policy([security("Strict")])]),
                ])
            ])
        var whole = policy([
            ElementNode(
                QualifiedName(WSDL.policy, "ExactlyOne"),
                children: [ElementNode(QualifiedName(WSDL.policy, "All"), children: [binding])])
        ])
        whole.attributes = [.init(QualifiedName(WSDL.utility, "Id"), "\(bindingName)_policy")]
        return [whole]
    }
}
