import Configuration
import Cryptography

extension StoreFile {
    /// A new, empty store.
    ///
    /// - Parameters:
    ///   - id: of the key, and how it is made.
    ///   - key: the key-encryption key.
    /// - Returns: the store, sealed.
    /// - Throws: `CryptographyError`.
    static func make(_ id: Key, _ key: SecretBytes) throws(CryptographyError) -> StoreFile {
        let name = try randomBytes(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let nothing = Sealed(AuthenticatedEncryption.Box(nonce: [], sealed: []))
        var file = StoreFile(store: name, key: id, seal: nothing)
        try file.makeSeal(key)
        return file
    }

    /// Seals the store as it is now.
    mutating func makeSeal(_ key: SecretBytes) throws(CryptographyError) {
        seal = Sealed(try AuthenticatedEncryption.seal(SecretBytes(""), key: key, context: sealContext))
    }

    /// Whether the store as a whole is what the last change left.
    func isSealed(by key: SecretBytes) -> Bool {
        (try? AuthenticatedEncryption.open(seal.box, key: key, context: sealContext)) != nil
    }

    /// Opens one secret.
    ///
    /// - Parameters:
    ///   - row: the secret's row.
    ///   - key: the key-encryption key.
    /// - Returns: the value.
    /// - Throws: `CryptographyError` with the code `notAuthentic` where a bit of the row is another, or the row another's.
    func open(_ row: Row, _ key: SecretBytes) throws(CryptographyError) -> SecretBytes {
        let dataKey = try openDataKey(row, key)
        return try AuthenticatedEncryption.open(row.value.box, key: dataKey, context: valueContext(row))
    }

    private func openDataKey(_ row: Row, _ key: SecretBytes) throws(CryptographyError) -> SecretBytes {
        let dataKey = try AuthenticatedEncryption.open(row.dataKey.box, key: key, context: dataKeyContext(row))
        guard dataKey.count == AuthenticatedEncryption.keyBytes else {
            throw CryptographyError(.notAuthentic, "A data key has another length.")
        }
        return dataKey
    }

    /// Puts a secret in, in place of an earlier version; the seal is the caller's to make.
    ///
    /// - Parameters:
    ///   - name: the secret's name.
    ///   - kind: what it is for.
    ///   - value: the value.
    ///   - now: in milliseconds since 1970.
    ///   - key: the key-encryption key.
    /// - Throws: `CryptographyError`.
    mutating func put(
        _ name: String, _ kind: SecretKind, _ value: SecretBytes, now: Int64, _ key: SecretBytes
    ) throws(CryptographyError) {
        let earlier = rows.first { $0.name == name }
        let nothing = Sealed(AuthenticatedEncryption.Box(nonce: [], sealed: []))
        var row = Row(
            name: name, kind: kind.rawValue, version: (earlier?.version ?? 0) + 1, created: now, dataKey: nothing,
            value: nothing)
        let dataKey = try AuthenticatedEncryption.makeKey()
        row.value = Sealed(try AuthenticatedEncryption.seal(value, key: dataKey, context: valueContext(row)))
        row.dataKey = Sealed(try AuthenticatedEncryption.seal(dataKey, key: key, context: dataKeyContext(row)))
        rows.removeAll { $0.name == name }
        rows.append(row)
        rows.sort { $0.name < $1.name }
    }

    /// Takes the store from one key-encryption key to another; no value is opened.
    ///
    /// - Parameters:
    ///   - old: the key that it is under.
    ///   - id: of the new key, and how it is made.
    ///   - new: the new key.
    /// - Throws: `CryptographyError`.
    mutating func rewrap(from old: SecretBytes, to id: Key, _ new: SecretBytes) throws(CryptographyError) {
        var dataKeys: [SecretBytes] = []
        for row in rows { dataKeys.append(try openDataKey(row, old)) }
        key = id
        for (index, dataKey) in dataKeys.enumerated() {
            let context = dataKeyContext(rows[index])
            rows[index].dataKey = Sealed(try AuthenticatedEncryption.seal(dataKey, key: new, context: context))
        }
    }
}
