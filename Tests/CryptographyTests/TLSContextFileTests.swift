import Cryptography
import Foundation
import TestSupport
import Testing

struct TLSContextFileTests {
    let certificates: TestCertificates
    let leaf: TestCertificates.Leaf

    init() throws {
        certificates = try TestCertificates()
        leaf = try certificates.relay()
    }

    @Test func `a context knows its own leaf`() throws {
        #expect(try TLSContext(configuration()).certificate == leaf.details)
    }

    @Test func `a missing file is named`() throws {
        let error = try #require(throws: CryptographyError.self) {
            try TLSContext(configuration { $0.credential?.certificateChain = "/nowhere/relay.pem" })
        }
        #expect(error.code == .fileMissing)
        #expect(error.message == "/nowhere/relay.pem: there is no such file.")
    }

    @Test(
        arguments: ConfiguredFile.allCases,
        [
            ("", CryptographyError.Code.fileEmpty), ("gibberish\n", .fileMalformed),
            ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", .fileMalformed),
            ("-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n", .fileMalformed),
            ("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", .fileMalformed),
            ("-----BEGIN CERTIFICATE-----\nMII", .fileMalformed),
        ])
    func `a file without what it should hold is refused by its name`(
        file: ConfiguredFile, content: (String, CryptographyError.Code)
    ) throws {
        let path = try certificates.folder.write(content.0, to: "broken.pem")
        let error = try #require(throws: CryptographyError.self) {
            try TLSContext(configuration { file.set(path, in: &$0) })
        }
        #expect(error.code == content.1)
        #expect(error.message.hasPrefix("\(path): "))
    }

    @Test func `a broken certificate after a good one is not passed over`() throws {
        let path = try certificates.folder.write(
            certificates.authority.certificatePEM + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            to: "broken.pem")
        #expect(try code { _ = try TLSContext(configuration { $0.trust = [path] }) } == .fileMalformed)
    }

    @Test func `a folder is refused`() throws {
        #expect(
            try code { _ = try TLSContext(configuration { $0.trust = [certificates.folder.path] }) } == .fileUnreadable)
    }

    @Test(.enabled(if: NSUserName() != "root", "root may read any file"))
    func `a file that this user may not read is named`() throws {
        let path = try certificates.folder.write(certificates.authority.certificatePEM, to: "closed.pem", mode: 0)
        #expect(try code { _ = try TLSContext(configuration { $0.trust = [path] }) } == .fileUnreadable)
    }

    @Test func `text between the certificates is skipped`() throws {
        let path = try certificates.folder.write(
            "Our CA:\n\(certificates.authority.certificatePEM)\nthe end\n", to: "commented.pem")
        _ = try TLSContext(configuration { $0.trust = [path] })
    }

    @Test func `a key of another certificate is refused`() throws {
        let other = try certificates.agent()
        let error = try #require(throws: CryptographyError.self) {
            try TLSContext(configuration { $0.credential?.privateKey = other.credential.privateKey })
        }
        #expect(error.code == .keyMismatch)
        #expect(error.message.contains(other.credential.privateKey))
        #expect(error.message.contains(leaf.credential.certificateChain))
    }

    @Test(arguments: [0o640, 0o604, 0o610, 0o777])
    func `a private key that others can reach is refused`(mode: Int) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: leaf.credential.privateKey)
        let error = try #require(throws: CryptographyError.self) { try TLSContext(configuration()) }
        #expect(error.code == .keyExposed)
        #expect(error.message.contains("chmod 600"))
    }

    @Test(arguments: [0o600, 0o400, 0o700])
    func `a private key of its owner alone is taken, also through a symbolic link`(mode: Int) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: leaf.credential.privateKey)
        let link = "\(certificates.folder.path)/link.key"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: leaf.credential.privateKey)
        _ = try TLSContext(configuration { $0.credential?.privateKey = link })
    }

    @Test(arguments: [EncryptedKey.pkcs8, .traditional])
    func `an encrypted private key is refused without asking for its passphrase`(key: EncryptedKey) throws {
        let path = try certificates.folder.write(key.rawValue, to: "encrypted.key")
        #expect(
            try code { _ = try TLSContext(configuration { $0.credential?.privateKey = path }) } == .keyEncrypted)
    }

    @Test func `an expired certificate of this side is refused by its date`() throws {
        let expired = try certificates.relay("main", .expired)
        let error = try #require(throws: CryptographyError.self) {
            try TLSContext(configuration { $0.credential = expired.credential })
        }
        #expect(error.code == .certificateExpired)
        #expect(error.message.contains(expired.details.notAfter.ISO8601Format()))
        _ = try TLSContext(configuration { $0.credential = expired.credential }, at: expired.details.notAfter)
        #expect(
            try code {
                _ = try TLSContext(
                    configuration { $0.credential = expired.credential }, at: expired.details.notAfter + 1)
            } == .certificateExpired)
    }

    @Test func `a certificate of this side from the future is refused by its date`() throws {
        let future = try certificates.relay("main", .notYet)
        let error = try #require(throws: CryptographyError.self) {
            try TLSContext(configuration { $0.credential = future.credential })
        }
        #expect(error.code == .certificateNotYetValid)
        #expect(error.message.contains(future.details.notBefore.ISO8601Format()))
    }

    @Test func `a leaf is not trusted as a CA`() throws {
        #expect(
            try code { _ = try TLSContext(configuration { $0.trust = [leaf.credential.certificateChain] }) }
                == .notAnAuthority)
    }

    @Test func `settings that contradict each other are refused`() throws {
        #expect(try code { _ = try TLSContext(configuration { $0.credential = nil }) } == .configurationInvalid)
        #expect(try code { _ = try TLSContext(configuration { $0.trust = [] }) } == .configurationInvalid)
        let long = String(repeating: "a", count: 255)
        _ = try TLSContext(configuration { $0.applicationProtocols = [long] })
        for name in ["", long + "a"] {
            #expect(
                try code { _ = try TLSContext(configuration { $0.applicationProtocols = [name] }) }
                    == .configurationInvalid)
        }
    }

    private func configuration(_ change: (inout TLSConfiguration) -> Void = { _ in }) throws -> TLSConfiguration {
        var configuration = TLSConfiguration.server(
            leaf, trust: certificates, revocations: [try certificates.revocationList()])
        change(&configuration)
        return configuration
    }
}

/// The files that a configuration names.
enum ConfiguredFile: CaseIterable {
    case certificateChain
    case privateKey
    case trust
    case revocations

    func set(_ path: String, in configuration: inout TLSConfiguration) {
        switch self {
        case .certificateChain: configuration.credential?.certificateChain = path
        case .privateKey: configuration.credential?.privateKey = path
        case .trust: configuration.trust = [path]
        case .revocations: configuration.revocations = [path]
        }
    }
}
