import Cryptography
import Foundation
import TestSupport
import Testing
import WireProtocol

@Suite(.timeLimit(.minutes(1)))
struct CertificateAuthorityTests {
    let certificates: TestCertificates

    init() throws {
        certificates = try TestCertificates(name: "Zürich CA")
    }

    @Test func `a leaf says what it was issued for`() throws {
        let leaf = try certificates.agent()
        #expect(leaf.details.subject == "CN=test leaf")
        #expect(leaf.details.uris == ["spiffe://bridge.test/agent/acme-hq"])
        #expect(leaf.details.dnsNames == [])
        #expect(!leaf.details.isCertificateAuthority)
        #expect(leaf.details.notAfter.timeIntervalSince(leaf.details.notBefore) == 2 * 86_400)
        #expect(leaf.details.fingerprint.count == 64)
        #expect(certificates.authority.details.isCertificateAuthority)
        #expect(certificates.authority.details.subject == "CN=Zürich CA")
    }

    @Test func `the details are those that the openssl command prints`() throws {
        let leaf = try certificates.agent()
        let file = leaf.credential.certificateChain
        #expect(try openssl(["x509", "-in", file, "-noout", "-serial"]) == "serial=\(leaf.details.serial)\n")
        let fingerprint = try openssl(["x509", "-in", file, "-noout", "-sha256", "-fingerprint"])
            .split(separator: "=").last?.filter(\.isHexDigit).lowercased()
        #expect(fingerprint == leaf.details.fingerprint)
    }

    @Test func `a leaf passes strict verification with revocation lists`() throws {
        let (good, bad) = (try certificates.agent("good"), try certificates.relay("bad"))
        let list = try certificates.revocationList(revoking: [bad])
        func verify(_ leaf: TestCertificates.Leaf) throws -> String {
            try openssl([
                "verify", "-x509_strict", "-crl_check_all", "-purpose", "sslserver", "-CAfile", certificates.trust,
                "-CRLfile", list, leaf.credential.certificateChain,
            ])
        }
        #expect(try verify(good) == "\(good.credential.certificateChain): OK\n")
        #expect(try verify(bad).contains("certificate revoked"))
    }

    @Test func `a leaf must not outlive its CA`() throws {
        var leaf = LeafTemplate(
            commonName: "a", uris: [], notBefore: Date(), notAfter: certificates.authority.details.notAfter)
        _ = try certificates.authority.issue(leaf)
        leaf.notAfter += 1
        #expect(try code { _ = try certificates.authority.issue(leaf) } == .configurationInvalid)
    }

    @Test func `a URI cannot smuggle in another name`() throws {
        let uri = "spiffe://bridge.test/agent/a,DNS:evil.test,URI:spiffe://bridge.test/relay/main"
        let leaf = try certificates.leaf(uris: [uri])
        #expect(leaf.details.uris == [uri])
        #expect(leaf.details.dnsNames == [])
    }

    @Test func `a URI that is not ASCII is refused`() throws {
        #expect(try code { _ = try certificates.leaf(uris: ["spiffe://bridge.test/agent/é"]) } == .configurationInvalid)
    }

    @Test func `a common name has at most 64 characters`() throws {
        let longest = String(repeating: "ü", count: 64)
        let now = Date()
        let authority = try CertificateAuthority(name: longest, notBefore: now, notAfter: now + 60)
        #expect(authority.details.subject == "CN=\(longest)")
        #expect(
            try code { _ = try CertificateAuthority(name: longest + "u", notBefore: now, notAfter: now + 60) }
                == .openSSL)
        #expect(try code { _ = try CertificateAuthority(name: "", notBefore: now, notAfter: now + 60) } == .openSSL)
    }

    @Test(arguments: ["", "xyz", "12 34", "12g"])
    func `a revoked serial number must be hexadecimal`(serial: String) throws {
        #expect(
            try code {
                _ = try certificates.authority.revocationList(
                    revoking: [serial], number: 1, thisUpdate: Date(), nextUpdate: Date() + 60)
            } == .configurationInvalid)
    }

    @Test func `the identity of a certificate is its one URI`() throws {
        let identity = try PeerIdentity(certificate: certificates.relay().details)
        #expect(identity == PeerIdentity(trustDomain: "bridge.test", role: .relay, name: "main"))
    }

    @Test(
        arguments: [
            [], ["https://bridge.test/agent/a"],
            ["spiffe://bridge.test/agent/a", "spiffe://bridge.test/agent/b"],
            ["spiffe://bridge.test/agent/a", "spiffe://bridge.test/agent/a"],
            ["spiffe://bridge.test/agent/a", "https://bridge.test"],
        ])
    func `a certificate without exactly one identity names no peer`(uris: [String]) throws {
        let leaf = try certificates.leaf(uris: uris)
        #expect(try code { _ = try PeerIdentity(certificate: leaf.details) } == .identityInvalid)
    }

    @Test func `a CA is no peer`() throws {
        #expect(try code { _ = try PeerIdentity(certificate: certificates.authority.details) } == .identityInvalid)
    }
}
