import Configuration
import Foundation
import Secrets
import Testing

@testable import OAuth

struct TokenSecretTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "tokens-\(UUID().uuidString)").path
    private let reference = SecretReference(name: "acme-tokens", place: SourcePlace(file: "relay.yaml"))

    private var file: TokenSecret { TokenSecret(SecretFolder(path: folder), reference) }

    private func inFolder(_ body: () throws -> Void) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body()
    }

    @Test func `tokens are found again as they were, in a file of their owner's`() throws {
        try inFolder {
            #expect(try file.load() == nil)
            try file.save(OAuthRig.set())
            try file.save(OAuthRig.set("access-2", refresh: "refresh-2"))
            let set = try #require(try file.load())
            #expect(set.accessToken.reveal() == "access-2")
            #expect(set.refreshToken?.reveal() == "refresh-2")
            #expect(set.clientID == "client-1")
            #expect(set.scopes == ["boards:read"])
            #expect(set.expiresAt == OAuthRig.set().expiresAt)
            let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/acme-tokens")
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["acme-tokens"])
            try file.remove()
            try file.remove()
            #expect(try file.load() == nil)
        }
    }

    @Test func `what a process that died left behind is no hindrance`() throws {
        try inFolder {
            try Data("half".utf8).write(to: URL(filePath: folder + "/.acme-tokens.new"))
            try file.save(OAuthRig.set())
            #expect(try file.load()?.accessToken.reveal() == "access-1")
        }
    }

    @Test func `one at a time has the lock`() throws {
        try inFolder {
            let unlock = try #require(try file.lock())
            #expect(try file.lock() == nil)
            unlock()
            let again = try #require(try file.lock())
            again()
        }
    }

    @Test func `a file that is none of ours, or open to others, is named without its content`() throws {
        try inFolder {
            let path = folder + "/acme-tokens"
            try Data("sensitive".utf8).write(to: URL(filePath: path))
            for (mode, word) in [(0o600, "Log in again"), (0o644, "chmod 600")] {
                try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
                let error = #expect(throws: OAuthError.self) { try file.load() }
                #expect(error?.description.contains(word) == true)
                #expect(error?.description.contains("sensitive") == false)
            }
        }
    }

    @Test func `an encrypted store keeps them as well, one at a time has the lock, and none is in clear`() throws {
        try inFolder {
            let store = EncryptedStore(SecretsSettings.Store(path: folder + "/s", key: .file(folder + "/kek")))
            let tokens = TokenSecret(store, reference)
            let error = #expect(throws: OAuthError.self) { try tokens.load() }
            #expect(error?.description.contains("secrets init") == true)
            #expect(error?.description.hasSuffix("..") == false)
            _ = try store.create()
            #expect(try tokens.load() == nil)
            try tokens.save(OAuthRig.set())
            try tokens.save(OAuthRig.set("access-2", refresh: "refresh-2"))
            #expect(try tokens.load()?.accessToken.reveal() == "access-2")
            #expect(try store.list().map(\.kind) == ["monday-oauth"])
            #expect(try !String(contentsOfFile: folder + "/s", encoding: .utf8).contains("refresh-2"))
            let unlock = try #require(try tokens.lock())
            #expect(try tokens.lock() == nil)
            unlock()
            try tokens.remove()
            try tokens.remove()
            #expect(try tokens.load() == nil)
        }
    }

    @Test func `a folder that is not there is named`() {
        let error = #expect(throws: OAuthError.self) { try file.save(OAuthRig.set()) }
        #expect(error?.description.contains(folder) == true)
    }
}
