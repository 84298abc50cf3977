/// Who a peer is, as its certificate says: `spiffe://bridge.example/agent/acme-hq`.
///
/// A SPIFFE ID with exactly two path segments (SPIFFE-ID.md, section 2). Compared exactly: authorisation hangs on it.
package struct PeerIdentity: Hashable, Sendable, CustomStringConvertible {
    /// What a peer is.
    package enum Role: String, Sendable, CaseIterable {
        case agent, relay
    }

    /// In lower case, as SPIFFE demands.
    package let trustDomain: String
    package let role: Role
    package let name: String

    package init(trustDomain: String, role: Role, name: String) {
        self.trustDomain = trustDomain
        self.role = role
        self.name = name
    }

    /// Takes the URI of a certificate; `nil` for every other text.
    package init?(_ text: String) {
        let prefix = "spiffe://"
        let parts = text.dropFirst(prefix.count).split(separator: "/", omittingEmptySubsequences: false).map(
            String.init)
        guard text.hasPrefix(prefix), parts.count == 3, NameRule.trustDomain.allows(parts[0]),
            let role = Role(rawValue: parts[1]), NameRule.peer.allows(parts[2])
        else { return nil }
        self.init(trustDomain: parts[0], role: role, name: parts[2])
    }

    /// The URI.
    package var description: String {
        "spiffe://\(trustDomain)/\(role.rawValue)/\(name)"
    }
}
