import Foundation
import XML

/// What a service's WSDL says of its operations: names, namespaces, order and types, none of which are known before.
///
/// Of the bindings the first to SOAP 1.1 over HTTP counts that a port of the service has; one to SOAP 1.2 beside it is
/// passed over. Where the WSDL says that the service is (`soap:address`) is not read.
package struct SOAPContract: Sendable {
    /// The service's address, for messages.
    package let address: String
    /// The WSDL's own namespace.
    package let targetNamespace: String
    private let operations: [String: SOAPOperation]
    /// Why an operation cannot be called, by its name.
    private let unusable: [String: String]
    private let types: [QualifiedName: SOAPType]

    /// Reads the documents of a contract.
    ///
    /// - Parameter documents: the WSDL and what it imports.
    /// - Throws: ``SageSOAPError`` with `contract`, which names what they lack.
    package init(_ documents: SOAPContractDocuments) throws(SageSOAPError) {
        var roots: [String: ElementNode] = [:]
        for (reference, bytes) in documents.documents {
            roots[reference] = try Self.read(bytes, reference, at: documents.address)
        }
        guard let root = roots[SOAPContractDocuments.root] else {
            throw SageSOAPError(.contract, "The WSDL at \(documents.address) is not among the documents.")
        }
        address = documents.address
        targetNamespace = root["targetNamespace"] ?? ""
        let index = try ContractIndex(roots, missing: documents.missing ?? [:])
        var reader = BindingReader(index: index, address: documents.address)
        try reader.read()
        operations = reader.operations
        unusable = reader.unusable
        types = reader.types
    }

    /// Reads one document.
    static func read(_ bytes: Data, _ reference: String, at address: String) throws(SageSOAPError) -> ElementNode {
        do throws(XMLError) {
            return try XMLReader.read(bytes)
        } catch {
            throw SageSOAPError(
                .contract, "The document \(reference) of the WSDL at \(address) cannot be read. \(error.description)")
        }
    }

    /// The names of all operations.
    package var operationNames: [String] { (Array(operations.keys) + unusable.keys).sorted() }

    /// Whether there is an operation of a name, and in a form that can be called.
    ///
    /// - Parameter name: to the letter.
    /// - Returns: whether ``operation(_:)`` has it.
    package func canCall(_ name: String) -> Bool { operations[name] != nil }

    /// The operation of a name.
    ///
    /// - Parameter name: to the letter.
    /// - Returns: how it is called.
    /// - Throws: ``SageSOAPError`` with `contract` where there is none, or none that can be called.
    package func operation(_ name: String) throws(SageSOAPError) -> SOAPOperation {
        if let operation = operations[name] { return operation }
        if let reason = unusable[name] {
            throw SageSOAPError(.contract, "The WSDL at \(address) has an operation \(name), but \(reason).")
        }
        throw SageSOAPError(
            .contract,
            "The WSDL at \(address) has no operation \(name); it has \(ShownText.list(operationNames)).")
    }

    /// The type of a name, of all those that operations need.
    package func type(_ name: QualifiedName) -> SOAPType? { types[name] }

    /// The type of a member's content; `nil` for a simple one.
    package func type(of member: SOAPMember) -> SOAPType? {
        guard case .complex(let name) = member.content else { return nil }
        return types[name]
    }

    /// The member of a type.
    ///
    /// - Parameters:
    ///   - name: see ``SOAPType/member(_:)``.
    ///   - type: a type of this contract.
    /// - Returns: the member.
    /// - Throws: ``SageSOAPError`` with `contract`.
    package func member(_ name: String, of type: SOAPType) throws(SageSOAPError) -> SOAPMember {
        guard let member = type.member(name) else { throw lacks(name, in: type.shown, type.members) }
        return member
    }

    func lacks(_ member: String, in owner: String, _ members: [SOAPMember]) -> SageSOAPError {
        SageSOAPError(
            .contract,
            "By the WSDL at \(address) \(owner) has no member \(member); it has "
                + "\(ShownText.list(members.map(\.name.local))).")
    }
}
