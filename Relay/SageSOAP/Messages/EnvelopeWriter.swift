import Foundation
import XML

/// Writes requests: each element where the contract has it, in the contract's order, and only those that have values.
struct EnvelopeWriter {
    let contract: SOAPContract

    /// Nesting of what is sent; a sales order has 4.
    private static let maximumDepth = 16

    /// Writes the envelope of a call.
    ///
    /// - Parameters:
    ///   - operation: what is called.
    ///   - operands: the values of its operands, by their names.
    /// - Returns: the document, in UTF-8.
    /// - Throws: ``SageSOAPError`` with `contract` where the operation lacks an operand or wants another one, with
    ///   `requestInvalid` where a value does not fit. Neither has a value in it.
    func envelope(_ operation: SOAPOperation, _ operands: [String: SOAPValue]) throws(SageSOAPError) -> Data {
        let (root, derived) = try tree(operation, operands)
        do throws(XMLError) {
            guard let derived else {
                return try XMLWriter.write(root, prefixes: [SOAPNamespace.envelope: "s", SOAPNamespace.instance: "i"])
            }
            return try XMLWriter.write(
                root, prefixes: [SOAPNamespace.envelope: "s", SOAPNamespace.instance: "i", derived: "t"])
        } catch {
            throw SageSOAPError(.requestInvalid, "\(operation.name) cannot be written. \(error.description)")
        }
    }

    /// The envelope, and the namespace of types that are named in it.
    private func tree(
        _ operation: SOAPOperation, _ operands: [String: SOAPValue]
    ) throws(SageSOAPError) -> (root: ElementNode, derived: String?) {
        var named: [QualifiedName: [SOAPValue]] = [:]
        for (name, value) in operands {
            guard let member = operation.input.members.named(name) else {
                throw contract.lacks(name, in: operation.name, operation.input.members)
            }
            named[member.name] = [value]
        }
        var derived: String?
        let wrapper = ElementNode(
            operation.input.name,
            children: try children(
                operation.input.members, named, of: operation.name, &derived, depth: 0))
        let body = ElementNode(QualifiedName(SOAPNamespace.envelope, "Body"), children: [wrapper])
        return (ElementNode(QualifiedName(SOAPNamespace.envelope, "Envelope"), children: [body]), derived)
    }

    private func children(
        _ members: [SOAPMember], _ values: [QualifiedName: [SOAPValue]], of owner: String, _ derived: inout String?,
        depth: Int
    ) throws(SageSOAPError) -> [ElementNode] {
        guard depth <= Self.maximumDepth else {
            throw SageSOAPError(.requestInvalid, "\(owner) is nested deeper than \(Self.maximumDepth) times.")
        }
        var children: [ElementNode] = []
        for member in members {
            let given = values[member.name] ?? []
            if given.isEmpty, member.minimum > 0 {
                guard member.isNillable else {
                    throw SageSOAPError(
                        .requestInvalid, "By the WSDL at \(contract.address) \(owner) needs a \(member.name.local).")
                }
                children.append(try element(member, .null, of: owner, &derived, depth: depth))
            }
            guard given.count <= member.maximum ?? .max else {
                throw SageSOAPError(
                    .requestInvalid, "\(owner) has \(given.count) values of \(member.name.local), which is too many.")
            }
            for value in given { children.append(try element(member, value, of: owner, &derived, depth: depth)) }
        }
        return children
    }

    private func element(
        _ member: SOAPMember, _ value: SOAPValue, of owner: String, _ derived: inout String?, depth: Int
    ) throws(SageSOAPError) -> ElementNode {
        var element = ElementNode(member.name)
        switch (value, member.content) {
        case (.null, _) where member.isNillable:
            let null = QualifiedName(SOAPNamespace.instance, "nil")
            element.attributes = [ElementNode.Attribute(null, "true")]
        case (.text(let text), .simple(let type)) where SchemaText.isText(text, of: type):
            element.text = text
        case (.object(let object), .complex(let name)):
            guard object.type.name == name || object.isDerived else { fallthrough }
            guard object.strangers.isEmpty else {
                throw SageSOAPError(
                    .contract,
                    "\(object.type.shown) has elements that the WSDL at \(contract.address) does not have "
                        + "(\(ShownText.list(object.strangers.map(\.local)))), so that it cannot be sent back whole; "
                        + "read the WSDL again.")
            }
            if object.type.name != name { element.attributes = [try typeAttribute(object.type.name, &derived)] }
            element.children = try children(
                object.type.members, object.values, of: object.type.shown, &derived, depth: depth + 1)
        default:
            throw SageSOAPError(
                .requestInvalid, "The value for \(member.name.local) of \(owner) is none that the WSDL allows.")
        }
        return element
    }

    /// Names the type of an object that extends the one that its place has.
    private func typeAttribute(
        _ type: QualifiedName, _ derived: inout String?
    ) throws(SageSOAPError) -> ElementNode.Attribute {
        guard let namespace = type.namespace, derived == nil || derived == namespace else {
            throw SageSOAPError(.requestInvalid, "Types of several namespaces cannot be named in one call.")
        }
        derived = namespace
        return ElementNode.Attribute(QualifiedName(SOAPNamespace.instance, "type"), "t:\(type.local)")
    }
}
