import Configuration
import Cryptography
import Foundation
import Secrets
import TestSupport
import Testing

/// A store in a scratch folder, with a key in a file.
struct StoreRig {
    static let now: Int64 = 1_790_000_000_000

    let scratch: ScratchFolder
    let store: EncryptedStore

    init(nextKey: Bool = false) throws {
        scratch = try ScratchFolder()
        store = Self.open(scratch, nextKey: nextKey ? "next.kek" : nil)
        _ = try store.create()
    }

    /// Another process's view of the store.
    static func open(_ scratch: ScratchFolder, key: String = "kek", nextKey: String? = nil) -> EncryptedStore {
        EncryptedStore(
            SecretsSettings.Store(
                path: scratch.path + "/secrets.store", key: .file(scratch.path + "/" + key),
                nextKey: nextKey.map { .file(scratch.path + "/" + $0) }), patience: .milliseconds(50), now: { now })
    }

    var path: String { scratch.path + "/secrets.store" }

    func reference(_ name: String) -> SecretReference {
        SecretReference(name: name, place: SourcePlace(file: "relay.yaml", line: 3, column: 9))
    }

    func set(_ name: String, _ value: String, kind: SecretKind = .other) throws {
        try store.put(name, Secret(value), kind: kind)
    }

    func value(_ name: String) throws -> String { try store.value(of: name).reveal() }

    /// The store's bytes.
    var bytes: Data { get throws { try Data(contentsOf: URL(filePath: path)) } }

    /// The store as JSON that a test changes behind the program's back.
    func tamper(_ body: (inout [String: Any]) throws -> Void) throws {
        var json = try #require(try JSONSerialization.jsonObject(with: try bytes) as? [String: Any])
        try body(&json)
        try JSONSerialization.data(withJSONObject: json, options: [.withoutEscapingSlashes]).write(
            to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    }

    /// Changes the rows.
    func tamperRows(_ body: (inout [[String: Any]]) throws -> Void) throws {
        try tamper { json in
            var rows = try #require(json["rows"] as? [[String: Any]])
            try body(&rows)
            json["rows"] = rows
        }
    }

    /// What a call that fails says.
    func failure(_ body: () throws -> Void) -> SecretStoreError? {
        #expect(throws: SecretStoreError.self) { try body() }
    }
}
