/// What the service says of itself (`GetContractInformation`).
package struct SOAPContractInformation: Hashable, Sendable {
    package let contractVersion: String?
    package let assemblyVersion: String?
    /// The `dateTime` that stands for no day, as text.
    package let nullDateTime: String?

    init(_ object: SOAPObject) {
        contractVersion = object.optionalText("ContractVersion").map(ShownText.line)
        assemblyVersion = object.optionalText("AssemblyVersion").map(ShownText.line)
        nullDateTime = object.optionalText("NullDateTime")
    }
}
