import Cryptography
import Foundation

/// A CA of its own with the leaves it issued, as PEM files in a scratch folder: one per test, or two for a wrong CA.
package struct TestCertificates: Sendable {
    /// When a leaf is valid, as seen from now.
    package enum Validity: Sendable {
        case current
        /// Since an hour.
        case expired
        /// For another hour.
        case notYet
    }

    /// A leaf as files, and what it says.
    package struct Leaf: Sendable {
        package let credential: TLSConfiguration.Credential
        package let details: CertificateDetails
    }

    /// The trust domain of every identity made here.
    package static let trustDomain = "bridge.test"

    package let folder: ScratchFolder
    package let authority: CertificateAuthority
    /// The file with the CA's certificate, for ``TLSConfiguration/trust``.
    package let trust: String

    private let now = Date()

    /// Makes the CA.
    ///
    /// - Parameter name: its common name; two CAs of one name are mistaken for one another by whoever looks for an
    ///   issuer.
    /// - Throws: an error when OpenSSL or the temporary folder fails.
    package init(name: String = "Test CA") throws {
        folder = try ScratchFolder()
        authority = try CertificateAuthority(
            name: name, notBefore: now - 30 * .day, notAfter: now + 30 * .day)
        trust = try folder.write(authority.certificatePEM, to: "ca.pem", mode: 0o644)
    }

    /// Issues a leaf with an agent's identity.
    package func agent(_ name: String = "acme-hq", _ validity: Validity = .current) throws -> Leaf {
        try leaf(uris: ["spiffe://\(Self.trustDomain)/agent/\(name)"], validity)
    }

    /// Issues a leaf with a relay's identity.
    package func relay(_ name: String = "main", _ validity: Validity = .current) throws -> Leaf {
        try leaf(uris: ["spiffe://\(Self.trustDomain)/relay/\(name)"], validity)
    }

    /// Issues a leaf with any names, or none, and writes its two files.
    ///
    /// - Parameters:
    ///   - uris: the subject alternative names.
    ///   - validity: when it is valid.
    ///   - usages: what its key may be used for.
    /// - Returns: the leaf.
    /// - Throws: an error when OpenSSL or the scratch folder fails.
    package func leaf(
        uris: [String], _ validity: Validity = .current, usages: Set<LeafTemplate.Usage> = [.client, .server]
    ) throws -> Leaf {
        let begin =
            switch validity {
            case .current, .expired: now - .day
            case .notYet: now + .hour
            }
        let end =
            switch validity {
            case .current, .notYet: now + .day
            case .expired: now - .hour
            }
        let issued = try authority.issue(
            LeafTemplate(commonName: "test leaf", uris: uris, notBefore: begin, notAfter: end, usages: usages))
        let name = issued.details.serial
        return TestCertificates.Leaf(
            credential: TLSConfiguration.Credential(
                certificateChain: try folder.write(issued.certificatePEM, to: "\(name).pem", mode: 0o644),
                privateKey: try folder.write(issued.privateKeyPEM, to: "\(name).key")),
            details: issued.details)
    }

    /// Writes a revocation list.
    ///
    /// - Parameters:
    ///   - leaves: what is revoked.
    ///   - isCurrent: `false` for a list that should have been replaced an hour ago.
    /// - Returns: the file's path, for ``TLSConfiguration/revocations``.
    /// - Throws: an error when OpenSSL or the scratch folder fails.
    package func revocationList(revoking leaves: [Leaf] = [], isCurrent: Bool = true) throws -> String {
        let list = try authority.revocationList(
            revoking: leaves.map(\.details.serial), number: 1, thisUpdate: now - .day,
            nextUpdate: isCurrent ? now + .day : now - .hour)
        return try folder.write(list, to: "\(UUID().uuidString).crl", mode: 0o644)
    }
}

extension TimeInterval {
    fileprivate static let hour: TimeInterval = 3600
    fileprivate static let day: TimeInterval = 24 * hour
}
