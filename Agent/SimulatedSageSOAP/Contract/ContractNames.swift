/// The names under which the service is to be had; none of them is public but the first.
package struct ContractNames: Hashable, Sendable {
    /// The namespace of the service contract and its messages.
    package var service = "http://mas90.sage.com/ws"
    /// The namespace of the data contracts: what WCF gives to classes of the C# namespace `Sage.Mas.Ws` that name none.
    package var data = "http://schemas.datacontract.org/2004/07/Sage.Mas.Ws"
    /// The name of the service contract, an interface in C#.
    package var contract = "IMasService"
    /// Where the service lies on its server.
    package var path = "/ebusinesswebservices/masservice.svc"

    package init() {}

    /// The SOAPAction of an operation.
    func action(_ operation: ServiceOperation) -> String { "\(service)/\(contract)/\(operation.rawValue)" }

    /// The operation of a SOAPAction, quotes and all; `nil` for any other.
    func operation(action: String) -> ServiceOperation? {
        ServiceOperation.allCases.first { self.action($0) == Self.unquoted(action) }
    }

    /// A SOAPAction without its quotes.
    static func unquoted(_ action: String) -> String {
        action.count > 1 && action.hasPrefix("\"") && action.hasSuffix("\"")
            ? String(action.dropFirst().dropLast()) : action
    }
}
