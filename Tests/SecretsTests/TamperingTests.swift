import Configuration
import Cryptography
import Foundation
import OAuth
import Secrets
import TestSupport
import Testing

/// What somebody who can write to the file, and has no key, may try.
@Suite(.timeLimit(.minutes(1)))
struct TamperingTests {
    private let rig: StoreRig

    init() throws {
        rig = try StoreRig()
        try rig.set("alpha", "value-a")
        try rig.set("beta", "value-b")
    }

    /// Nothing is read, nothing is written, and the file is as it was.
    private func expectRefused(_ names: [String], code: SecretStoreError.Code = .tampered) throws {
        let before = try rig.bytes
        for name in names {
            let error = rig.failure { _ = try rig.value(name) }
            #expect(error?.code == code, "\(name): \(String(describing: error))")
            #expect(error?.message.contains(rig.path) == true)
            #expect(error?.message.contains("value-") == false)
        }
        #expect(rig.failure { try rig.set("gamma", "x") }?.code == code)
        #expect(rig.failure { _ = try rig.store.remove("alpha") }?.code == code)
        #expect(rig.failure { _ = try rig.store.rotateKey(to: .file(rig.scratch.path + "/new")) }?.code == code)
        #expect(try rig.bytes == before)
        #expect(!FileManager.default.fileExists(atPath: rig.scratch.path + "/new"))
    }

    @Test(arguments: ["dataKey", "value"], ["nonce", "sealed"])
    func `a changed bit of a row is refused, and verify names the row`(box: String, part: String) throws {
        try rig.tamperRows { rows in
            var sealed = try #require(rows[0][box] as? [String: String])
            var bytes = try #require(Data(base64Encoded: sealed[part] ?? ""))
            bytes[bytes.count / 2] ^= 4
            sealed[part] = bytes.base64EncodedString()
            rows[0][box] = sealed
        }
        try expectRefused(["alpha", "beta"])
        let report = try rig.store.verify()
        #expect(report.secrets.map { $0.fault == nil } == [false, true])
        #expect(report.fault != nil)
    }

    @Test(arguments: [["value"], ["dataKey"], ["value", "dataKey"]])
    func `what is another row's is refused, and verify names both`(parts: [String]) throws {
        try rig.tamperRows { rows in
            for part in parts { (rows[0][part], rows[1][part]) = (rows[1][part], rows[0][part]) }
        }
        try expectRefused(["alpha", "beta"])
        #expect(try rig.store.verify().secrets.allSatisfy { $0.fault != nil })
    }

    @Test func `another kind, version, name or time of a row is refused`() throws {
        let changes: [(String, Any)] = [("kind", "smtp"), ("version", 7), ("name", "alphb"), ("created", 1)]
        let good = try rig.bytes
        for (field, value) in changes {
            try rig.tamperRows { $0[0][field] = value }
            try expectRefused([field == "name" ? "alphb" : "alpha", "beta"])
            try good.write(to: URL(filePath: rig.path))
        }
        #expect(try rig.store.verify().isGood)
    }

    @Test func `a row put back to an older version is refused, though it opens by itself`() throws {
        let json = try #require(try JSONSerialization.jsonObject(with: try rig.bytes) as? [String: Any])
        let old = try #require((json["rows"] as? [[String: Any]])?.first)
        try rig.set("alpha", "value-a2")
        try rig.tamperRows { $0[0] = old }
        let report = try rig.store.verify()
        #expect(report.secrets.allSatisfy { $0.fault == nil })
        #expect(report.fault != nil && !report.isGood)
        try expectRefused(["alpha", "beta"])
    }

    @Test func `a row taken away, added or moved is refused`() throws {
        let good = try rig.bytes
        try rig.tamperRows { $0.removeFirst() }
        #expect(rig.failure { _ = try rig.value("beta") }?.code == .tampered)
        try good.write(to: URL(filePath: rig.path))
        try rig.tamperRows { $0.reverse() }
        #expect(rig.failure { _ = try rig.value("beta") }?.code == .tampered)
        try good.write(to: URL(filePath: rig.path))
        try rig.tamperRows { $0.append($0[0]) }
        #expect(rig.failure { _ = try rig.value("beta") }?.code == .damaged)
    }

    @Test func `another revision or the rows of another store are refused`() throws {
        try rig.tamper { $0["revision"] = 1 }
        try expectRefused(["alpha", "beta"])
        // Under the same key, so that only the store's id tells them apart.
        let path = rig.scratch.path + "/second.store"
        let second = EncryptedStore(SecretsSettings.Store(path: path, key: .file(rig.scratch.path + "/kek")))
        _ = try second.create()
        try second.put("alpha", Secret("value-x"), kind: .other)
        let json = try #require(
            try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: path))) as? [String: Any])
        let row = try #require((json["rows"] as? [[String: Any]])?.first)
        try rig.tamperRows { $0[0] = row }
        try expectRefused(["alpha"])
    }

    @Test func `a file cut off anywhere is refused and left as it is`() throws {
        let good = try rig.bytes
        for count in stride(from: 0, to: good.count - 1, by: max(1, good.count / 40)) {
            try good.prefix(count).write(to: URL(filePath: rig.path))
            let error = rig.failure { _ = try rig.value("alpha") }
            #expect(error?.code == .damaged, "\(count)")
            #expect(rig.failure { try rig.set("alpha", "x") }?.code == .damaged)
            #expect(try rig.bytes == good.prefix(count))
        }
    }

    @Test func `any one bit of the file changed gives the right value or an error, and never another value`() throws {
        let good = try rig.bytes
        var refused = 0
        for index in good.indices {
            var changed = good
            changed[index] ^= 1 << (index % 8)
            try changed.write(to: URL(filePath: rig.path))
            do {
                #expect(try rig.value("alpha") == "value-a")
            } catch {
                refused += 1
                #expect(error is SecretStoreError)
            }
        }
        // What is not refused is blank space between the fields.
        #expect(refused > good.count / 2)
    }

    @Test(arguments: ["", "null", "[]", "{}", #"{"format":"other"}"#, "\0\0\0", #"{"format":7}"#])
    func `what is no store is called damaged`(text: String) throws {
        try Data(text.utf8).write(to: URL(filePath: rig.path))
        #expect(rig.failure { _ = try rig.store.list() }?.code == .damaged)
    }

    @Test func `a newer format is not called damaged`() throws {
        try rig.tamper { $0["format"] = "sage-secrets-2" }
        #expect(rig.failure { _ = try rig.store.list() }?.code == .newerFormat)
    }

    @Test func `that a secret is not there is proved, so that a row taken away is not one that never was`() throws {
        #expect(try !rig.store.holds(rig.reference("gamma")))
        try rig.tamperRows { $0.removeFirst() }
        let error = #expect(throws: SecretError.self) { try rig.store.holds(rig.reference("alpha")) }
        #expect(error?.code == .store && error?.message.contains("not as it was written") == true)
        // A login would forget its tokens for want of this row.
        #expect(throws: OAuthError.self) { try TokenSecret(rig.store, rig.reference("alpha")).load() }
    }

    @Test(arguments: [Int64.min, Int64.min + 1, -1, Int64.max])
    func `numbers that nobody proved crash nothing`(number: Int64) throws {
        for field in ["created", "version"] {
            let good = try rig.bytes
            try rig.tamperRows { $0[0][field] = number }
            #expect(rig.failure { _ = try rig.store.list() }?.code == .damaged)
            try good.write(to: URL(filePath: rig.path))
        }
        try rig.scratch.write(#"{"alpha":\#(number)}"#, to: "secrets.store.used")
        #expect(try rig.store.read(rig.reference("alpha")).reveal() == "value-a")
        #expect(try rig.store.list()[0].lastUsedAt == StoreRig.now)
        try rig.tamper { $0["revision"] = number }
        #expect(rig.failure { try rig.set("alpha", "x") }?.code == .damaged)
    }

    @Test(arguments: ["a\u{1B}[2J", "a\nb", String(repeating: "a", count: 1000)])
    func `no text that nobody proved is shown`(text: String) throws {
        let good = try rig.bytes
        let changes: [(inout [String: Any]) throws -> Void] = [
            { $0["format"] = "sage-secrets-" + text }, { $0["store"] = text }, { $0["key"] = ["id": text] },
        ]
        for change in changes {
            try rig.tamper(change)
            #expect(rig.failure { _ = try rig.store.list() }?.code == .damaged)
            try good.write(to: URL(filePath: rig.path))
        }
        try rig.tamperRows { $0[0]["kind"] = text }
        #expect(rig.failure { _ = try rig.store.list() }?.code == .damaged)
    }

    @Test func `a store that others may read is refused`() throws {
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: rig.path)
        #expect(rig.failure { _ = try rig.value("alpha") }?.code == .openToOthers)
    }

    @Test func `a file longer than a store may be is refused`() throws {
        let handle = try FileHandle(forWritingTo: URL(filePath: rig.path))
        try handle.truncate(atOffset: (16 << 20) + 1)
        try handle.close()
        #expect(rig.failure { _ = try rig.value("alpha") }?.code == .tooLarge)
    }

    @Test func `parameters of scrypt that would exhaust the machine are refused`() throws {
        try rig.tamper { json in
            var key = try #require(json["key"] as? [String: Any])
            key["passphrase"] = ["salt": "AAAA", "cost": 1 << 24, "blockSize": 64, "parallelism": 16]
            json["key"] = key
        }
        #expect(rig.failure { _ = try rig.value("alpha") }?.code == .damaged)
    }
}
