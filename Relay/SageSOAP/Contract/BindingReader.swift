import XML

/// Finds the binding that the client can speak, and its operations.
struct BindingReader {
    private let index: ContractIndex
    private let address: String
    private let bindings: [QualifiedName: ElementNode]
    private let portTypes: [QualifiedName: ElementNode]
    /// The parts of each message.
    private let messages: [QualifiedName: [ElementNode]]
    private var schema: SchemaReader
    private(set) var operations: [String: SOAPOperation] = [:]
    private(set) var unusable: [String: String] = [:]
    var types: [QualifiedName: SOAPType] { schema.types }

    /// Sage's service has some 25.
    private static let maximumOperations = 500

    init(index: ContractIndex, address: String) {
        self.index = index
        self.address = address
        bindings = Self.named("binding", in: index)
        portTypes = Self.named("portType", in: index)
        messages = Self.named("message", in: index).mapValues { $0.children(Self.wsdl("part")) }
        schema = SchemaReader(index)
    }

    mutating func read() throws(SageSOAPError) {
        let (binding, soap) = try chosenBinding()
        guard let portTypeName = binding["type"].flatMap({ binding.resolve($0) }),
            let portType = portTypes[portTypeName]
        else { throw fault("has a binding without a port type") }
        let bound = binding.children(Self.wsdl("operation"))
        guard bound.count <= Self.maximumOperations else {
            throw fault("has more than \(Self.maximumOperations) operations")
        }
        let declared = Dictionary(grouping: portType.children(Self.wsdl("operation"))) { $0["name"] }
        for element in bound {
            guard let name = element["name"] else { continue }
            let overloads = declared[name] ?? []
            do throws(Unusable) {
                guard overloads.count == 1 else { throw Unusable("its port type has \(overloads.count) of that name") }
                operations[name] = try operation(name, element, overloads[0], style: soap["style"] ?? "document")
            } catch {
                unusable[name] = error.reason
            }
            try checkSchema()
        }
        schema.readExtensions()
        try checkSchema()
    }

    private func checkSchema() throws(SageSOAPError) {
        guard !schema.isExhausted else { throw fault("has types and groups that lead to one another too often") }
    }

    /// Why one operation cannot be called; the others may be.
    private struct Unusable: Error {
        let reason: String

        init(_ reason: String) {
            self.reason = reason
        }
    }

    // MARK: The binding

    /// The bindings of the services' ports in their order, else all; of them the first to SOAP 1.1 over HTTP.
    private func chosenBinding() throws(SageSOAPError) -> (binding: ElementNode, soap: ElementNode) {
        let ports = index.definitions.flatMap { $0.children(Self.wsdl("service")) }
            .flatMap { $0.children(Self.wsdl("port")) }
        var seen: Set<QualifiedName> = []
        let ofPorts = ports.compactMap { port in port["binding"].flatMap { port.resolve($0) } }
            .filter { seen.insert($0).inserted }
            .compactMap { bindings[$0] }
        let all = ofPorts.isEmpty ? index.definitions.flatMap { $0.children(Self.wsdl("binding")) } : ofPorts
        for binding in all {
            guard let soap = binding.child(Self.soap("binding")), soap["transport"] == SOAPNamespace.http else {
                continue
            }
            return (binding, soap)
        }
        throw fault(
            all.isEmpty
                ? "has no binding" : "has no binding to SOAP 1.1 over HTTP, which is the only one that is spoken")
    }

    // MARK: Operations

    private mutating func operation(
        _ name: String, _ bound: ElementNode, _ declared: ElementNode, style standard: String
    ) throws(Unusable) -> SOAPOperation {
        let soap = bound.child(Self.soap("operation"))
        let style = soap?["style"] ?? standard
        guard style == "document" else { throw Unusable("its style is \(ShownText.line(style)), not document") }
        let action = soap?["soapAction"] ?? ""
        // It is sent within quotes.
        guard action.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") }), action.utf8.count <= 1000
        else { throw Unusable("its SOAPAction has a blank, a quote or the like") }
        return SOAPOperation(
            name: name, action: action, input: try wrapper("input", bound, declared),
            output: try wrapper("output", bound, declared))
    }

    private mutating func wrapper(
        _ side: String, _ bound: ElementNode, _ declared: ElementNode
    ) throws(Unusable) -> SOAPOperation.Wrapper {
        guard let binding = bound.child(Self.wsdl(side)), let direction = declared.child(Self.wsdl(side)) else {
            throw Unusable("it has no \(side)")
        }
        guard binding.child(Self.soap("body")).map({ ($0["use"] ?? "literal") == "literal" }) ?? true else {
            throw Unusable("its \(side) is not literal")
        }
        guard side == "output" || binding.child(Self.soap("header")) == nil else {
            throw Unusable("it wants a SOAP header")
        }
        guard let parts = direction["message"].flatMap({ direction.resolve($0) }).flatMap({ messages[$0] })
        else { throw Unusable("its \(side) names no message\(index.hint)") }
        guard parts.count == 1, let name = parts[0]["element"].flatMap({ parts[0].resolve($0) }) else {
            throw Unusable("its \(side) is not one element")
        }
        do throws(SageSOAPError) {
            return SOAPOperation.Wrapper(name: name, members: try schema.wrapper(name))
        } catch {
            throw Unusable("its \(side) cannot be read: \(error.message.dropLast())")
        }
    }

    // MARK: Names

    private static func wsdl(_ local: String) -> QualifiedName { QualifiedName(SOAPNamespace.wsdl, local) }
    private static func soap(_ local: String) -> QualifiedName { QualifiedName(SOAPNamespace.binding, local) }

    /// All declarations of a kind; of two with one name the first.
    private static func named(_ kind: String, in index: ContractIndex) -> [QualifiedName: ElementNode] {
        var found: [QualifiedName: ElementNode] = [:]
        for root in index.definitions {
            let namespace = root["targetNamespace"]
            for child in root.children(wsdl(kind)) {
                guard let local = child["name"] else { continue }
                let name = QualifiedName(namespace, local)
                if found[name] == nil { found[name] = child }
            }
        }
        return found
    }

    private func fault(_ what: String) -> SageSOAPError {
        SageSOAPError(.contract, "The WSDL at \(address) \(what)\(index.hint).")
    }
}
