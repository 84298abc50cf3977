import Configuration
import HTTPClient

extension HTTPClient.Options {
    /// What holds for connections to one Sage server: what its address allows, and no more.
    ///
    /// - Parameter server: the checked address.
    package init(of server: SageServerURL) {
        self.init()
        addresses = server.allowance.privateAddresses ? .any : .publicOnly
        if server.allowance.plainHTTP { plainHost = server.host }
        pinnedPublicKey = server.pin
        // One call at a time for an account; what else there is are the documents of the WSDL.
        connectionsPerHost = 2
        idleConnections = 2
    }
}
