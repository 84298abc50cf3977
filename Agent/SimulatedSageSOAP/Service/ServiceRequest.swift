import XML

/// A call of an operation, read from its envelope.
struct ServiceRequest {
    let operation: ServiceOperation
    let parameters: ContractValue

    /// Who calls; `nil` where nobody is named.
    var user: String? { parameters["logon"]["Username"].text }

    /// Reads a request; `nil` for a document that is no envelope with one element in its body.
    ///
    /// - Parameters:
    ///   - root: the document's root.
    ///   - action: the header SOAPAction, with its quotes.
    ///   - names: the names of the service.
    /// - Throws: ``SOAPFault`` for an action that the contract does not have, for another element than its own, and for
    ///   values that are none of their type.
    init?(_ root: ElementNode, action: String, _ names: ContractNames) throws(SOAPFault) {
        guard let content = try Envelope.content(of: root) else { return nil }
        guard let operation = names.operation(action: action) else {
            throw .unknownAction(ContractNames.unquoted(action))
        }
        guard content.name == QualifiedName(names.service, operation.rawValue) else {
            throw .deserialization(
                names, "Expected to find an element with name '\(operation.rawValue)' and namespace '\(names.service)'."
            )
        }
        self.operation = operation
        parameters = try ContractReader(names: names).parameters(content, of: operation)
    }
}
