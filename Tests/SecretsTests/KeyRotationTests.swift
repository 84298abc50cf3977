import Configuration
import Cryptography
import Foundation
import Secrets
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct KeyRotationTests {
    private let rig: StoreRig
    private var next: SecretsSettings.KeySource { .file(rig.scratch.path + "/next.kek") }

    init() throws {
        rig = try StoreRig()
        for number in 0..<10 { try rig.set("secret-\(number)", "value-\(number)") }
    }

    @Test func `a running process goes on with the next key, and the old one is refused`() throws {
        let running = StoreRig.open(rig.scratch, nextKey: "next.kek")
        #expect(try running.value(of: "secret-3").reveal() == "value-3")
        let done = try StoreRig.open(rig.scratch).rotateKey(to: next)
        guard case .done(_, let key, 10) = done else { throw Failure() }
        #expect(try running.list().allSatisfy { $0.key == key })
        #expect(try running.value(of: "secret-3").reveal() == "value-3")
        try running.put("secret-3", Secret("changed"), kind: .other)
        // The old key alone opens nothing, and changes nothing.
        let error = rig.failure { _ = try rig.value("secret-3") }
        #expect(error?.code == .wrongKey)
        #expect(error?.message.contains(rig.scratch.path + "/kek holds the key") == true)
        #expect(rig.failure { try rig.set("secret-3", "x") }?.code == .wrongKey)
        // Nor does a configuration whose old key is gone already.
        try FileManager.default.removeItem(atPath: rig.scratch.path + "/kek")
        #expect(try running.value(of: "secret-3").reveal() == "changed")
        #expect(try StoreRig.open(rig.scratch, key: "next.kek").verify().isGood)
    }

    @Test func `no data key of the old file is wrapped by the old key in the new one`() throws {
        let before = try rig.bytes
        _ = try rig.store.rotateKey(to: next)
        func keys(_ data: Data) throws -> [String] {
            let json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
            let rows = try #require(json["rows"] as? [[String: Any]])
            return rows.compactMap { ($0["dataKey"] as? [String: String])?["sealed"] }
        }
        #expect(Set(try keys(before)).isDisjoint(with: try keys(try rig.bytes)))
        // Nor does putting the old key's name back into the new file help who has the old key.
        let old = try #require(try JSONSerialization.jsonObject(with: before) as? [String: Any])
        try rig.tamper { $0["key"] = old["key"] }
        #expect(rig.failure { _ = try rig.value("secret-1") }?.code == .tampered)
    }

    @Test func `a second call finds it done`() throws {
        guard case .done(_, let key, _) = try rig.store.rotateKey(to: next) else { throw Failure() }
        let bytes = try rig.bytes
        #expect(try rig.store.rotateKey(to: next) == .alreadyDone(key: key))
        #expect(try rig.bytes == bytes)
    }

    @Test func `without the old key nothing is changed, and no new key is made`() throws {
        try FileManager.default.removeItem(atPath: rig.scratch.path + "/kek")
        let bytes = try rig.bytes
        #expect(throws: SecretStoreError.self) { try rig.store.rotateKey(to: next) }
        #expect(try rig.bytes == bytes)
        #expect(!FileManager.default.fileExists(atPath: rig.scratch.path + "/next.kek"))
    }

    @Test func `a key that is none is refused before anything is changed`() throws {
        try rig.scratch.write("no key", to: "next.kek")
        let bytes = try rig.bytes
        #expect(rig.failure { _ = try rig.store.rotateKey(to: next) }?.code == .keyUnusable)
        #expect(try rig.bytes == bytes)
        #expect(try rig.value("secret-1") == "value-1")
    }

    @Test func `writes beside a rotation are not lost`() async throws {
        let scratch = rig.scratch
        async let writes: Void = {
            let store = EncryptedStore(
                SecretsSettings.Store(
                    path: scratch.path + "/secrets.store", key: .file(scratch.path + "/kek"),
                    nextKey: .file(scratch.path + "/next.kek")))
            for number in 0..<30 { try store.put("beside-\(number)", Secret("x"), kind: .other) }
        }()
        _ = try EncryptedStore(
            SecretsSettings.Store(path: scratch.path + "/secrets.store", key: .file(scratch.path + "/kek"))
        ).rotateKey(to: next)
        try await writes
        let report = try StoreRig.open(scratch, key: "next.kek").verify()
        #expect(report.isGood && report.secrets.count == 40)
    }

    private struct Failure: Error {}
}
