import Configuration
import Cryptography
import Foundation

extension EncryptedStore {
    /// What came of a change of key.
    package enum Rotation: Hashable, Sendable {
        /// The store was under that key before.
        case alreadyDone(key: String)
        case done(from: String, to: String, secrets: Int)
    }

    /// Makes an empty store, and its key file where the key is to be in one that is not there.
    ///
    /// - Returns: the id of the key, and whether a key file was made.
    /// - Throws: ``SecretStoreError`` with the code `exists` where a store is; the key's errors.
    package func create() throws(SecretStoreError) -> (key: String, madeKey: Bool) {
        try checkIsNotThere()
        // Killed between the two, the next call finds the key file and goes on.
        let madeKey = try settings.key.makeFileIfNeeded()
        let found = try ring.newKey(in: settings.key)
        return try withLock { () throws(SecretStoreError) in
            try checkIsNotThere()
            var file: StoreFile
            do {
                file = try StoreFile.make(found.id, found.key)
            } catch {
                throw SecretStoreError(.keyUnusable, "\(error)")
            }
            try save(&file, found.key)
            return (found.id.id, madeKey)
        }
    }

    private func checkIsNotThere() throws(SecretStoreError) {
        guard try isThere() else { return }
        throw SecretStoreError(
            .exists, "There is a store at \(path) already, and it was left as it is. `secrets list` shows it.")
    }

    /// Takes the store to another key-encryption key, beside processes that use it.
    ///
    /// It is one replacement of the file: killed at any point, the store is under the one key or the other, and the same
    /// call goes on from there.
    ///
    /// - Parameter source: where the new key is; a key file that is not there is made.
    /// - Returns: what was done.
    /// - Throws: ``SecretStoreError``; nothing is changed then.
    package func rotateKey(to source: SecretsSettings.KeySource) throws(SecretStoreError) -> Rotation {
        while true {
            // All keys first: what gives them may take its time, and others must not wait for that.
            let known = try load()
            let present = "Present passphrase of the secrets: "
            // The old key first: without it no new key file is made.
            if case .file(let path) = source, !FileManager.default.fileExists(atPath: path) {
                try checkSeal(known, try key(of: known, asking: present))
            }
            _ = try source.makeFileIfNeeded()
            let new = try ring.newKey(in: source, besides: known.key)
            let old = new.id == known.key ? new.key : try key(of: known, asking: present)
            let rotation = try withLock { () throws(SecretStoreError) -> Rotation? in
                var file = try load()
                guard file.key == known.key else { return nil }
                try checkSeal(file, old)
                guard new.id != file.key else { return .alreadyDone(key: new.id.id) }
                do {
                    try file.rewrap(from: old, to: new.id, new.key)
                } catch {
                    throw SecretStoreError(
                        .tampered, "A row of the store \(path) does not open. " + Self.advice)
                }
                try save(&file, new.key)
                return .done(from: known.key.id, to: new.id.id, secrets: file.rows.count)
            }
            if let rotation { return rotation }
        }
    }

    /// One secret as a list shows it; nothing of it is proved.
    package struct Listed: Encodable, Hashable, Sendable {
        package var name: String
        package var kind: String
        package var version: Int
        /// When this version came, in milliseconds since 1970.
        package var createdAt: Int64
        /// When it was last read, to the hour, in milliseconds since 1970; `nil` where nobody knows.
        package var lastUsedAt: Int64?
        /// The key-encryption key that it is under.
        package var key: String
    }

    /// Lists the secrets, without a key.
    ///
    /// - Returns: the secrets, by name.
    /// - Throws: ``SecretStoreError``.
    package func list() throws(SecretStoreError) -> [Listed] {
        let file = try load()
        let uses = LastUse(store: path).times
        return file.rows.map { row in
            Listed(
                name: row.name, kind: row.kind, version: row.version, createdAt: row.created,
                lastUsedAt: uses[row.name], key: file.key.id)
        }
    }

    /// What ``verify()`` found.
    package struct Report: Encodable, Hashable, Sendable {
        /// One secret.
        package struct Row: Encodable, Hashable, Sendable {
            package var name: String
            package var kind: String
            package var version: Int
            /// What is wrong with it; `nil` where it opens.
            package var fault: String?
        }

        package var path: String
        package var key: String
        /// How many times the store was changed: a store that is put back whole has a smaller number than before.
        package var revision: Int
        package var secrets: [Row]
        /// What is wrong with the store as a whole.
        package var fault: String?

        /// Whether everything is as it was written.
        package var isGood: Bool { fault == nil && secrets.allSatisfy { $0.fault == nil } }
    }

    /// Opens every secret, and proves the store as a whole.
    ///
    /// - Returns: what is wrong with which.
    /// - Throws: ``SecretStoreError`` where the store cannot be read, or its key not be found.
    package func verify() throws(SecretStoreError) -> Report {
        let file = try load()
        let key = try self.key(of: file)
        let rows = file.rows.map { row in
            let opens = (try? file.open(row, key)) != nil
            return Report.Row(
                name: row.name, kind: row.kind, version: row.version,
                fault: opens
                    ? nil : "does not open: it was changed, or is another secret's or another version's.")
        }
        let isSealed = file.isSealed(by: key)
        return Report(
            path: path, key: file.key.id, revision: file.revision, secrets: rows,
            fault: isSealed
                ? nil
                : "The store as a whole is not as it was written: a row was changed, added, taken away or put back to an "
                    + "older version. Put back a copy of the store, or begin a new one.")
    }
}
