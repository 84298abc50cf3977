import Configuration
import Cryptography
import Foundation
import TestSupport
import Testing

@testable import Secrets

@Suite(.timeLimit(.minutes(1)))
struct EncryptedStoreTests {
    private let rig: StoreRig

    init() throws { rig = try StoreRig() }

    @Test func `a secret is found again, its versions counted, and nothing of it is in the file`() throws {
        try rig.set("token", "marker-one")
        try rig.set("token", "marker-two", kind: .mondayToken)
        try rig.set("other", "marker-three")
        #expect(try rig.value("token") == "marker-two")
        let listed = try rig.store.list()
        #expect(listed.map(\.name) == ["other", "token"])
        #expect(listed.map(\.version) == [1, 2])
        #expect(listed[1].kind == "monday-token" && listed[1].createdAt == StoreRig.now)
        for file in try FileManager.default.contentsOfDirectory(atPath: rig.scratch.path) {
            let bytes = FileManager.default.contents(atPath: rig.scratch.path + "/" + file) ?? Data()
            for text in ["marker-", String(Data("marker-two".utf8).base64EncodedString().prefix(8))] {
                #expect(bytes.range(of: Data(text.utf8)) == nil, "\(file)")
            }
        }
        let attributes = try FileManager.default.attributesOfItem(atPath: rig.path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test func `the same value twice gives other bytes`() throws {
        try rig.set("a", "same")
        let first = try rig.bytes
        try rig.set("a", "same")
        let boxes = try [first, rig.bytes].map { data -> [String] in
            let json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
            let row = try #require((json["rows"] as? [[String: Any]])?.first)
            return ["dataKey", "value"].compactMap { (row[$0] as? [String: String])?["sealed"] }
        }
        #expect(boxes[0][0] != boxes[1][0] && boxes[0][1] != boxes[1][1])
    }

    @Test func `a secret that is not there is named with what puts it there`() {
        let error = #expect(throws: SecretError.self) { try rig.store.read(rig.reference("token")) }
        #expect(error?.code == .missing)
        #expect(error?.description.hasPrefix("relay.yaml:3:9: the secret \"token\"") == true)
        #expect(error?.description.contains("secrets set token") == true)
    }

    @Test func `a removed secret is gone, and removing it again changes nothing`() throws {
        try rig.set("token", "x")
        #expect(try rig.store.holds(rig.reference("token")))
        try rig.store.remove(rig.reference("token"))
        #expect(try !rig.store.holds(rig.reference("token")))
        let before = try rig.bytes
        try rig.store.remove(rig.reference("token"))
        #expect(try rig.bytes == before)
    }

    @Test func `the longest secret is kept, and one byte more is refused`() throws {
        let longest = String(repeating: "a", count: ConfigurationLimits.secretBytes)
        try rig.set("long", longest)
        #expect(try rig.value("long") == longest)
        #expect(rig.failure { try rig.set("long", longest + "a") }?.code == .tooLarge)
        #expect(try rig.value("long") == longest)
    }

    @Test(arguments: ["", "..", "../x", "a/b", ".hidden", String(repeating: "a", count: 65)])
    func `a name that is none is refused`(name: String) throws {
        #expect(rig.failure { try rig.set(name, "x") }?.code == .badValue)
        #expect(throws: SecretError.self) { try rig.store.lock(rig.reference(name)) }
    }

    @Test func `a use is noted to the hour, beside the store, which a read leaves as it was`() throws {
        try rig.set("token", "x")
        #expect(try rig.store.list()[0].lastUsedAt == nil)
        let before = try rig.bytes
        _ = try rig.store.read(rig.reference("token"))
        #expect(try rig.store.list()[0].lastUsedAt == StoreRig.now)
        #expect(try rig.bytes == before)
        // A place for it that cannot be written to is no reason not to read.
        try FileManager.default.removeItem(atPath: rig.path + ".used")
        try FileManager.default.createDirectory(atPath: rig.path + ".used", withIntermediateDirectories: false)
        #expect(try rig.store.read(rig.reference("token")).reveal() == "x")
    }

    @Test func `one at a time has the right to a secret, and other secrets can be changed meanwhile`() throws {
        let lock = try #require(try rig.store.lock(rig.reference("token")))
        #expect(try StoreRig.open(rig.scratch).lock(rig.reference("token")) == nil)
        try rig.set("other", "x")
        #expect(try rig.store.lock(rig.reference("other")) != nil)
        lock.release()
        #expect(try rig.store.lock(rig.reference("token")) != nil)
    }

    @Test func `a store that another process changes for too long is left alone`() throws {
        try rig.set("token", "x")
        let held = try #require(try SecretLock.take(rig.scratch.path + "/.secrets.store.lock"))
        #expect(rig.failure { try rig.set("token", "y") }?.code == .busy)
        held.release()
        #expect(try rig.value("token") == "x")
    }

    @Test(.enabled(if: geteuid() == 0, "only root can give a file away"))
    func `a store of another user is left alone, and the user named`() throws {
        try rig.set("token", "x")
        let files = { try FileManager.default.contentsOfDirectory(atPath: rig.scratch.path).sorted() }
        let before = try (rig.bytes, files())
        #expect(chown(rig.path, 1, 1) == 0)
        for body in [
            { try rig.set("token", "y") }, { _ = try rig.value("token") }, { _ = try rig.store.takeLock(of: "new") },
        ] {
            let error = rig.failure(body)
            #expect(
                error?.code == .otherUser && error?.message.contains("as daemon") == true, "\(error?.message ?? "")")
        }
        #expect(try (rig.bytes, files()) == before)
        let other = try ScratchFolder()
        #expect(chown(other.path, 1, 1) == 0)
        #expect(rig.failure { _ = try StoreRig.open(other).create() }?.code == .otherUser)
        #expect(try FileManager.default.contentsOfDirectory(atPath: other.path).isEmpty)
    }

    @Test func `nobody waits while a command is asked for the key`() async throws {
        let scratch = rig.scratch
        let script = "touch \(scratch.path)/asked; sleep 1; cat \(scratch.path)/kek"
        let slow = EncryptedStore(
            SecretsSettings.Store(path: rig.path, key: .command(["/bin/sh", "-c", script])))
        async let written: Int = slow.put("slow", Secret("x"), kind: .other)
        while !FileManager.default.fileExists(atPath: scratch.path + "/asked") {
            try await Task.sleep(for: .milliseconds(5))
        }
        // This one is patient for 50 ms.
        try rig.set("quick", "x")
        _ = try await written
        #expect(try rig.store.list().map(\.name) == ["quick", "slow"])
    }

    @Test func `many writers at once lose no write`() async throws {
        let scratch = rig.scratch
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<8 {
                group.addTask {
                    let store = EncryptedStore(
                        SecretsSettings.Store(path: scratch.path + "/secrets.store", key: .file(scratch.path + "/kek")))
                    for number in 0..<5 {
                        try store.put("own-\(writer)-\(number)", Secret("\(writer)"), kind: .other)
                        try store.put("shared", Secret("x"), kind: .other)
                    }
                }
            }
            try await group.waitForAll()
        }
        let listed = try rig.store.list()
        #expect(listed.count == 41)
        #expect(listed.first { $0.name == "shared" }?.version == 40)
        #expect(try rig.store.verify().isGood)
    }

    @Test func `a store behind a symbolic link is changed where it is`() throws {
        let link = rig.scratch.path + "/link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: rig.path)
        let store = EncryptedStore(SecretsSettings.Store(path: link, key: .file(rig.scratch.path + "/kek")))
        try store.put("token", Secret("x"), kind: .other)
        #expect(try rig.value("token") == "x")
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == rig.path)
    }

    @Test func `a store is made once, with its key, and without one is not made up`() throws {
        #expect(rig.failure { _ = try rig.store.create() }?.code == .exists)
        let other = try ScratchFolder()
        let none = StoreRig.open(other)
        let error = rig.failure { try none.put("token", Secret("x"), kind: .other) }
        #expect(error?.code == .noStore)
        #expect(error?.message.contains("secrets init") == true)
        let made = try none.create()
        #expect(made.madeKey)
        let key = try String(contentsOfFile: other.path + "/kek", encoding: .utf8)
        #expect(key.count == 65 && key.hasSuffix("\n"))
        #expect(
            try FileManager.default.attributesOfItem(atPath: other.path + "/kek")[.posixPermissions] as? Int == 0o600)
    }
}
