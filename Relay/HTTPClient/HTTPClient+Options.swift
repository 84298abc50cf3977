extension HTTPClient {
    /// What holds for every request of one client.
    package struct Options: Sendable {
        /// PEM file of the CAs to trust, in place of the system's.
        package var certificateAuthorities: String?
        /// The only proxy used, as `http://host:port`; the environment's proxy variables are never read.
        ///
        /// Credentials in it are refused. Loopback hosts are always reached directly.
        package var proxy: String?
        /// Allows `http` to loopback hosts (`localhost`, `127.0.0.0/8`, `[::1]`), for tests and local sidecars.
        package var allowsPlainLoopback = false
        /// One more host to which plain `http` is allowed, as it stands in the URL; none by default.
        package var plainHost: String?
        /// To which addresses connections are made, whatever a name resolves to.
        package var addresses = AddressRule.any
        /// The only key that a server may prove itself with, beside a valid certificate: `sha256//` and the base64 of the
        /// SHA-256 of its SubjectPublicKeyInfo (RFC 7469 section 2.4); several joined by `;`.
        package var pinnedPublicKey: String?
        /// Connections to one host at a time, 1 or more; requests beyond wait (their deadline runs).
        package var connectionsPerHost = 8
        /// Connections kept open while idle; the longest unused is closed beyond it.
        package var idleConnections = 16
        /// How long an unused connection is kept; most gateways close theirs after one to several minutes.
        package var idleLifetime: Duration = .seconds(50)

        package init() {}

        /// Whether plain `http` is allowed to a URL's host.
        func allowsPlain(_ url: RequestURL) -> Bool {
            if allowsPlainLoopback, url.isLoopback { return true }
            // Both in libcurl's normal form, in which an IPv6 address has one spelling.
            return plainHost.flatMap { RequestURL("http://\($0)/")?.host } == url.host
        }
    }
}
