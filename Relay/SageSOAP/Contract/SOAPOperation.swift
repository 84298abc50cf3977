import XML

/// One operation of the service: how its request is written and its answer read.
package struct SOAPOperation: Hashable, Sendable {
    package let name: String
    /// The value of `SOAPAction`, without quotes; may be empty.
    package let action: String
    /// The element in the request's body, and what stands in it.
    package let input: Wrapper
    /// The element in the answer's body.
    package let output: Wrapper

    /// An element that wraps operands or a result.
    package struct Wrapper: Hashable, Sendable {
        package let name: QualifiedName
        /// In their order.
        package let members: [SOAPMember]
    }
}
