import Configuration
import SageSOAP
import WireProtocol

extension SageService {
    /// A number that no customer has, most likely: to ask for it shows whether the account is let in, and changes nothing.
    private static let nobody = (division: "00", number: "ZZZZZZZ")

    /// Asks for a customer that there is not: whether the service answers a call of this account at all.
    ///
    /// - Parameter access: the service.
    /// - Throws: ``SageSOAPError`` where it does not.
    nonisolated func probe(_ access: Access) async throws(SageSOAPError) {
        _ = try await access.client.customer(
            division: Self.nobody.division, number: Self.nobody.number, at: access.target)
    }

    /// Asks what the service is, and whether it lets the account in.
    ///
    /// - Returns: what was found, for a person.
    /// - Throws: as ``open()``.
    func check() async throws -> String {
        let access = try await open()
        for operation in ["GetCustomer"] + (settings.contacts ? ["GetCustomerContact"] : []) {
            _ = try access.client.contract.operation(operation)
        }
        let information = try await access.client.contractInformation(at: access.target.url)
        try await probe(access)
        let versions = [information.contractVersion.map { "contract \($0)" }, information.assemblyVersion]
        return "\(access.target.url.text): \(versions.compactMap(\.self).joined(separator: ", ")),"
            + " \(access.client.contract.operationNames.count) operations, company \(access.target.company.code)"
    }
}
