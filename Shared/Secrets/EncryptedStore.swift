import Configuration
import Cryptography
import Foundation

/// Secrets in one encrypted file, which is replaced whole with each change.
///
/// Every value is under a data key of its own (AES-256-GCM), every data key under the key-encryption key, and the file as
/// a whole is sealed by it. A change holds a lock beside the file from its reading to its replacement, so that two
/// processes never lose each other's. docs/security.md says what is bound to what.
package final class EncryptedStore: SecretStore {
    /// How long a change waits for that of another process, which takes milliseconds: nobody holds the lock while a
    /// command or a person is asked for the key.
    private static let patience: Duration = .seconds(30)

    /// Where the store is, without symbolic links.
    package let path: String
    /// Where the configuration says that it is, and its key.
    package let settings: SecretsSettings.Store
    let ring: KeyRing
    let now: @Sendable () -> Int64
    private let patience: Duration

    /// Names a store, which need not be there; nothing is read yet.
    ///
    /// - Parameters:
    ///   - settings: where the store is, and its key.
    ///   - scrypt: what a new passphrase costs.
    ///   - patience: how long a change waits for that of another process.
    ///   - now: the time, in milliseconds since 1970.
    package init(
        _ settings: SecretsSettings.Store, scrypt: Scrypt = .usual, patience: Duration = EncryptedStore.patience,
        now: @escaping @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970 * 1000) }
    ) {
        // A link would be replaced by a file, and what it leads to stay as it is.
        path = URL(filePath: settings.path).resolvingSymlinksInPath().path(percentEncoded: false)
        self.settings = settings
        self.patience = patience
        self.now = now
        ring = KeyRing(scrypt: scrypt)
    }

    // MARK: As any store of secrets

    package func read(_ reference: SecretReference) throws(SecretError) -> Secret {
        do throws(SecretStoreError) {
            let secret = try value(of: reference.name)
            LastUse(store: path).note(reference.name, now: now())
            return secret
        } catch {
            throw error.of(reference)
        }
    }

    package func write(_ reference: SecretReference, _ secret: Secret, kind: SecretKind) throws(SecretError) {
        do throws(SecretStoreError) {
            try put(reference.name, secret, kind: kind)
        } catch {
            throw error.of(reference)
        }
    }

    package func holds(_ reference: SecretReference) throws(SecretError) -> Bool {
        do throws(SecretStoreError) {
            let file = try load()
            if file.rows.contains(where: { $0.name == reference.name }) { return true }
            // That it was not taken away is proved: who hears that there is none forgets what it has.
            try checkSeal(file, try key(of: file))
            return false
        } catch {
            throw error.of(reference)
        }
    }

    package func remove(_ reference: SecretReference) throws(SecretError) {
        do throws(SecretStoreError) {
            try remove(reference.name)
        } catch {
            throw error.of(reference)
        }
    }

    package func lock(_ reference: SecretReference) throws(SecretError) -> SecretLock? {
        do throws(SecretStoreError) {
            return try takeLock(of: reference.name)
        } catch {
            throw error.of(reference)
        }
    }

    // MARK: By name

    /// Reads a secret, and notes no use.
    ///
    /// - Parameter name: the secret's name.
    /// - Returns: the value.
    /// - Throws: ``SecretStoreError``.
    package func value(of name: String) throws(SecretStoreError) -> Secret {
        let file = try load()
        let key = try self.key(of: file)
        guard let row = file.rows.first(where: { $0.name == name }) else {
            try checkSeal(file, key)
            throw SecretStoreError(
                .noSecret, "It is not in the store \(path). Put it there with `secrets set \(name)`.")
        }
        let bytes: SecretBytes
        do {
            bytes = try file.open(row, key)
        } catch {
            throw SecretStoreError(
                .tampered,
                "Its row in the store \(path) does not open: it was changed, or is another secret's or another version's. "
                    + Self.advice)
        }
        try checkSeal(file, key)
        guard let secret = Secret(utf8: bytes) else {
            throw SecretStoreError(.damaged, "Its value in the store \(path) is not text. Set it again.")
        }
        return secret
    }

    /// Keeps a secret, as the next version of what was there under its name.
    ///
    /// - Parameters:
    ///   - name: the secret's name.
    ///   - secret: the value.
    ///   - kind: what it is for.
    /// - Returns: the version.
    /// - Throws: ``SecretStoreError``.
    @discardableResult
    package func put(_ name: String, _ secret: Secret, kind: SecretKind) throws(SecretStoreError) -> Int {
        try Self.check(name)
        guard secret.bytes.count <= ConfigurationLimits.secretBytes else {
            throw SecretStoreError(
                .tooLarge, "It would be longer than \(ConfigurationLimits.secretBytes) bytes. Nothing was changed.")
        }
        return try change { (file, key) throws(SecretStoreError) in
            do {
                try file.put(name, kind, secret.bytes, now: now(), key)
            } catch {
                throw SecretStoreError(.keyUnusable, "\(error)")
            }
            return file.rows.first { $0.name == name }?.version ?? 0
        }
    }

    /// Removes a secret.
    ///
    /// - Parameter name: the secret's name.
    /// - Returns: whether it was there.
    /// - Throws: ``SecretStoreError``.
    @discardableResult
    package func remove(_ name: String) throws(SecretStoreError) -> Bool {
        let file = try load()
        guard file.rows.contains(where: { $0.name == name }) else {
            // Nothing is written where nothing changes; that nothing was taken away is proved all the same.
            try checkSeal(file, try key(of: file))
            return false
        }
        try change { (file, _) throws(SecretStoreError) in file.rows.removeAll { $0.name == name } }
        LastUse(store: path).forget(name)
        return true
    }

    /// Takes the right to change one secret, for longer than a change of the file takes.
    func takeLock(of name: String) throws(SecretStoreError) -> SecretLock? {
        try Self.check(name)
        return try lock("~\(name)")
    }

    /// Checks that a text can be the name of a secret.
    ///
    /// - Parameter name: the text.
    /// - Throws: ``SecretStoreError`` with the code `badValue`.
    package static func check(_ name: String) throws(SecretStoreError) {
        guard NameRule.secret.allows(name) else {
            throw SecretStoreError(.badValue, "That is no name of a secret; expected a \(NameRule.secret.text).")
        }
    }

    // MARK: The file

    static let advice =
        "Nothing was changed. `secrets verify` lists what is wrong; put back a copy of the store, and find out who wrote "
        + "to it."

    /// Reads the store.
    ///
    /// - Returns: the store, of which nothing is proved yet.
    /// - Throws: ``SecretStoreError`` with the code `noStore`, `system`, `otherUser`, `openToOthers`, `damaged` or
    ///   `newerFormat`.
    func load() throws(SecretStoreError) -> StoreFile {
        guard try isThere() else {
            throw SecretStoreError(
                .noStore, "There is no store of secrets at \(path). Make one with `secrets init`, or put back a copy.")
        }
        let bytes: SecretBytes
        do throws(OwnerOnlyFile.Failure) {
            bytes = try OwnerOnlyFile.read(path, limit: StoreFile.byteLimit)
        } catch {
            throw error.error("The store", path, "read")
        }
        return try StoreFile(bytes, path: path)
    }

    /// Whether there is a store.
    ///
    /// A change makes the file anew, as the user who makes it: one by another user, root included, would leave a file
    /// that the program can no longer read.
    ///
    /// - Throws: ``SecretStoreError`` with the code `otherUser` where the store, or without one its folder, is another
    ///   user's, or `system`.
    func isThere() throws(SecretStoreError) -> Bool {
        var status = stat()
        let isThere = stat(path, &status) == 0
        guard isThere || errno == ENOENT else {
            throw SecretStoreError(
                .system, "The store \(path) cannot be looked at: \(String(cString: strerror(errno))).")
        }
        let folder = path.folderAndName.folder
        // In a folder of root's, a program's user may well make files of its own.
        if !isThere, stat(folder, &status) != 0 || status.st_uid == 0 { return false }
        guard status.st_uid == geteuid() else {
            let (owner, user) = (Self.name(ofUser: status.st_uid), Self.name(ofUser: geteuid()))
            throw SecretStoreError(
                .otherUser,
                "\(isThere ? "The store \(path)" : "The folder \(folder) of the store") is the user \(owner)'s, and this is "
                    + "the user \(user). Run it as \(owner). Nothing was changed.")
        }
        return isThere
    }

    private static func name(ofUser id: uid_t) -> String {
        var (entry, found) = (passwd(), UnsafeMutablePointer<passwd>?.none)
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16_384) { buffer in
            guard let room = buffer.baseAddress, getpwuid_r(id, &entry, room, buffer.count, &found) == 0, found != nil,
                let name = entry.pw_name
            else { return "\(id)" }
            return String(cString: name)
        }
    }

    /// Finds the key of a store.
    ///
    /// - Parameters:
    ///   - file: the store.
    ///   - question: what a person is asked for a passphrase.
    /// - Returns: the key.
    /// - Throws: ``SecretStoreError``.
    func key(
        of file: StoreFile, asking question: String = SecretsSettings.KeySource.question
    ) throws(SecretStoreError) -> SecretBytes {
        try ring.key(
            of: file, path: path, in: [settings.key] + [settings.nextKey].compactMap(\.self), asking: question)
    }

    func checkSeal(_ file: StoreFile, _ key: SecretBytes) throws(SecretStoreError) {
        guard file.isSealed(by: key) else {
            throw SecretStoreError(
                .tampered,
                "The store \(path) is not as it was written: something but this program changed, added, took away or put "
                    + "back a row. " + Self.advice)
        }
    }

    /// Changes the store, alone among all processes; whole or not at all, on the disk when it returns.
    private func change<Value>(
        _ body: (inout StoreFile, SecretBytes) throws(SecretStoreError) -> Value
    ) throws(SecretStoreError) -> Value {
        while true {
            // The key first: what gives it may take its time, and others must not wait for that.
            let known = try load()
            let key = try self.key(of: known)
            let value = try withLock { () throws(SecretStoreError) -> Value? in
                var file = try load()
                guard file.key == known.key else { return nil }
                try checkSeal(file, key)
                let value = try body(&file, key)
                try save(&file, key)
                return value
            }
            if let value { return value }
        }
    }

    /// Counts a change, seals the store and replaces the file; the caller holds the lock.
    func save(_ file: inout StoreFile, _ key: SecretBytes) throws(SecretStoreError) {
        file.revision += 1
        do {
            try file.makeSeal(key)
        } catch {
            throw SecretStoreError(.keyUnusable, "\(error)")
        }
        let bytes = try file.bytes()
        let (folder, name) = path.folderAndName
        do throws(OwnerOnlyFile.Failure) {
            try OwnerOnlyFile.replace(name, in: folder, with: bytes)
        } catch {
            throw error.error("The store", path, "written")
        }
    }

    /// Does something while no other process changes the store.
    func withLock<Value>(_ body: () throws(SecretStoreError) -> Value) throws(SecretStoreError) -> Value {
        let end = ContinuousClock.now + patience
        while true {
            if let lock = try lock("") {
                defer { lock.release() }
                return try body()
            }
            guard ContinuousClock.now < end else {
                throw SecretStoreError(
                    .busy,
                    "Another process has been changing the store \(path) for more than \(patience.components.seconds) s. "
                        + "Nothing was changed; try again when it has ended.")
            }
            // A change takes milliseconds, and the lock has no queue.
            usleep(5000)
        }
    }

    private func lock(_ suffix: String) throws(SecretStoreError) -> SecretLock? {
        // A lock file of another user's would keep the program out as well.
        _ = try isThere()
        let (folder, name) = path.folderAndName
        do throws(OwnerOnlyFile.Failure) {
            return try SecretLock.take("\(folder)/.\(name)\(suffix).lock")
        } catch {
            throw error.error("The store", path, "locked")
        }
    }
}
