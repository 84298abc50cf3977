import HTTPClient
import HTTPTypes
import XML

/// Reads answers: a result by the contract, a fault, or why it is neither.
struct AnswerReader {
    let contract: SOAPContract
    let operation: SOAPOperation
    private let index = MemberIndex()

    init(contract: SOAPContract, operation: SOAPOperation) {
        self.contract = contract
        self.operation = operation
    }

    /// Reads an answer.
    ///
    /// - Parameter response: of whatever status.
    /// - Returns: the result; `nil` where the operation has none, or did not give one.
    /// - Throws: ``SageSOAPError``.
    func result(_ response: HTTPClient.Response) throws(SageSOAPError) -> SOAPValue? {
        let answer = HTTPAnswer(response: response, what: operation.name)
        // Faults come with 500 (SOAP 1.1, section 6.2), and some services' with 200 or 400.
        if [200, 400, 500].contains(response.status), answer.isXML {
            return try result(try body(response, answer))
        }
        try answer.check()
        throw answer.notXML()
    }

    private func result(_ body: ElementNode) throws(SageSOAPError) -> SOAPValue? {
        guard body.name == operation.output.name else {
            throw invalid("has the element \(ShownText.line(body.name.local)) in its body")
        }
        // The first member of the wrapper is the result, whatever its name.
        guard let member = operation.output.members.first else { return nil }
        let found = body.children(member.name)
        guard found.count <= 1 else { throw invalid("has several results") }
        guard let element = found.first else { return nil }
        return try value(element, member)
    }

    /// The one element of the envelope's body.
    private func body(_ response: HTTPClient.Response, _ answer: HTTPAnswer) throws(SageSOAPError) -> ElementNode {
        let root: ElementNode
        do throws(XMLError) {
            root = try XMLReader.read(response.body)
        } catch {
            throw SageSOAPError(
                error.code == .limit ? .answerTooLarge : .answerInvalid,
                "The answer to \(operation.name) (HTTP \(response.status)) cannot be read. \(error.description)",
                delivery: .unknown)
        }
        guard root.name == QualifiedName(SOAPNamespace.envelope, "Envelope") else {
            if response.status != 200 { try answer.check() }
            throw invalid(
                root.name.namespace == SOAPNamespace.envelope12
                    ? "is a SOAP 1.2 envelope" : "is no SOAP envelope but \(ShownText.line(root.name.local))")
        }
        let bodies = root.children(QualifiedName(SOAPNamespace.envelope, "Body"))
        guard bodies.count == 1, let body = bodies.first?.children.first else { throw invalid("has no body") }
        if body.name == QualifiedName(SOAPNamespace.envelope, "Fault") { throw FaultReader.error(body) }
        guard bodies[0].children.count == 1 else { throw invalid("has several elements in its body") }
        if response.status != 200 { try answer.check() }
        return body
    }

    // MARK: Values

    private func value(_ element: ElementNode, _ member: SOAPMember) throws(SageSOAPError) -> SOAPValue {
        let null = element[QualifiedName(SOAPNamespace.instance, "nil")].map(SchemaText.collapsed)
        if null == "true" || null == "1" { return .null }
        switch member.content {
        case .simple(let type):
            guard element.children.isEmpty || type == .opaque else {
                throw invalid("has elements within \(member.name.local), which has a simple type")
            }
            // An empty element of a number or a date is none: .NET never writes one, others do.
            let isEmpty = SchemaText.collapsed(element.text).isEmpty
            guard isEmpty || SchemaText.isText(element.text, of: type) else {
                throw invalid("has a \(member.name.local) that is no \(type.rawValue)")
            }
            return isEmpty && type != .text && type != .opaque ? .null : .text(element.text)
        case .complex(let name):
            guard element[QualifiedName(SOAPNamespace.serialization, "Ref")] == nil, element["href"] == nil else {
                throw invalid("has a reference in place of \(member.name.local)")
            }
            return .object(try object(element, declared: name))
        }
    }

    private func object(_ element: ElementNode, declared: QualifiedName) throws(SageSOAPError) -> SOAPObject {
        let named = element[QualifiedName(SOAPNamespace.instance, "type")]
        let told = named.flatMap { element.resolve($0) }
        guard let type = told.flatMap({ contract.type($0) }) ?? contract.type(declared) else {
            throw invalid("has an object of a type that the WSDL does not have")
        }
        var object = SOAPObject(type, isDerived: type.name != declared)
        // A type that is not known may have what is lost when the object goes back as the one that is.
        if named != nil, told.flatMap({ contract.type($0) }) == nil { object.add(stranger: element.name) }
        if element.hasStrangeAttributes { object.add(stranger: element.name) }
        let members = index.members(of: type)
        for child in element.children {
            guard let member = members[child.name] else {
                object.add(stranger: child.name)
                continue
            }
            if case .simple(let kind) = member.content, child.isMoreThanText(kind) { object.add(stranger: child.name) }
            guard (object.values[member.name]?.count ?? 0) < member.maximum ?? .max else {
                throw invalid("has \(member.name.local) too often")
            }
            object.add(try value(child, member), to: member)
        }
        return object
    }

    private func invalid(_ what: String) -> SageSOAPError {
        SageSOAPError(.answerInvalid, "The answer to \(operation.name) \(what).", delivery: .unknown)
    }
}

/// The members of types by their names, made once in the reading of an answer: a list may have thousands of objects.
private final class MemberIndex: @unchecked Sendable {
    // Of one reader, which is used by the task that made it alone.
    private var byType: [QualifiedName: [QualifiedName: SOAPMember]] = [:]

    func members(of type: SOAPType) -> [QualifiedName: SOAPMember] {
        if let known = byType[type.name] { return known }
        let members = Dictionary(type.members.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        byType[type.name] = members
        return members
    }
}

extension ElementNode {
    /// Whether it has attributes besides those that say how it is to be read: they would be lost when it goes back.
    fileprivate var hasStrangeAttributes: Bool {
        attributes.contains { attribute in
            attribute.name.namespace != SOAPNamespace.instance
                && attribute.name != QualifiedName(SOAPNamespace.serialization, "Id")
        }
    }

    /// Whether a member of a simple type is more than its text, which alone is kept.
    fileprivate func isMoreThanText(_ kind: SOAPSimpleType) -> Bool {
        !children.isEmpty || hasStrangeAttributes
            || (kind == .opaque && self[QualifiedName(SOAPNamespace.instance, "type")] != nil)
    }
}
