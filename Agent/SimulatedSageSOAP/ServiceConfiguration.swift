import Cryptography

/// A user of Sage, as the service asks for one.
package struct ServiceUser: Hashable, Sendable {
    package var name: String
    package var password: String
    /// The preference "Enable Web Services" of User Maintenance.
    package var isEnabled: Bool

    package init(name: String, password: String, isEnabled: Bool = true) {
        self.name = name
        self.password = password
        self.isEnabled = isEnabled
    }
}

/// How the service behaves.
package struct ServiceConfiguration: Sendable {
    package var names = ContractNames()
    package var users: [ServiceUser] = []
    /// Companies for which web services are not enabled in Company Maintenance.
    package var companiesWithoutWebServices: Set<String> = []
    /// What `GetContractInformation` says.
    package var contractVersion = 3
    /// What `GetContractInformation` says.
    package var assemblyVersion = "7.20.0.0"
    /// What stands for a blank date in both directions; an `xs:dateTime` without fraction and zone.
    package var nullDateTime = "1753-01-01T00:00:00"
    package var emptyValues = EmptyValues.nilled
    /// Whether `GetDiagnosticInformation` answers others than the server itself.
    package var allowsRemoteDiagnostics = false
    /// How many bytes a request may have: what WCF allows unless told otherwise.
    package var bodyLimit = 65_536
    /// How long each call takes.
    package var latency = Duration.zero
    /// The server's address as the description tells it, `https://sage.example`; the real one where there is none.
    package var advertisedAddress: String?
    /// The server's certificate with its key; plain HTTP without one.
    package var credential: TLSConfiguration.Credential?

    package init() {}
}
