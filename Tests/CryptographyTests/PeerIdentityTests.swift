import Cryptography
import Testing
import WireProtocol

struct PeerIdentityTests {
    @Test(
        arguments: [
            ("spiffe://example.com/agent/acme-hq", "example.com", PeerIdentity.Role.agent, "acme-hq"),
            ("spiffe://example.com/relay/Relay_1.eu", "example.com", .relay, "Relay_1.eu"),
        ])
    func `an identity and its URI turn into each other`(
        uri: String, trustDomain: String, role: PeerIdentity.Role, name: String
    ) throws {
        let identity = try #require(PeerIdentity(uri: uri))
        #expect(identity == PeerIdentity(trustDomain: trustDomain, role: role, name: name))
        #expect(identity.uri == uri)
    }

    @Test(
        arguments: [
            "", "spiffe://", "spiffe://example.com", "spiffe://example.com/agent", "spiffe://example.com/agent/",
            "spiffe:///agent/a", "spiffe://example.com//a", "spiffe://example.com/agent/a/",
            "spiffe://example.com/agent/a/b", "spiffe://example.com/agent/a?b", "spiffe://example.com/agent/a#b",
            "spiffe://example.com/agent/a%20b", "spiffe://example.com/agent/a b", "spiffe://example.com/agent/.",
            "spiffe://example.com/agent/..", "spiffe://example.com/agent/\u{E9}", "spiffe://example.com/agent/a\u{0}",
            "spiffe://example.com/agent/a\n", "spiffe://example.com/Agent/a", "spiffe://example.com/client/a",
            "SPIFFE://example.com/agent/a", "https://example.com/agent/a", "spiffe:/example.com/agent/a",
            "spiffe://Example.com/agent/a", "spiffe://example.com:443/agent/a", "spiffe://user@example.com/agent/a",
            " spiffe://example.com/agent/a",
        ])
    func `a URI of any other form is refused`(uri: String) {
        #expect(PeerIdentity(uri: uri) == nil)
    }

    @Test func `a name has at most 64 bytes`() {
        let longest = String(repeating: "a", count: PeerIdentity.maximumNameLength)
        #expect(PeerIdentity(trustDomain: "example.com", role: .agent, name: longest) != nil)
        #expect(PeerIdentity(trustDomain: "example.com", role: .agent, name: longest + "a") == nil)
    }

    @Test func `a trust domain has at most 255 bytes`() {
        let longest = String(repeating: "a", count: PeerIdentity.maximumTrustDomainLength)
        #expect(PeerIdentity(trustDomain: longest, role: .agent, name: "a") != nil)
        #expect(PeerIdentity(trustDomain: longest + "a", role: .agent, name: "a") == nil)
    }
}
