import Configuration
import Cryptography
import Foundation
import Synchronization

/// Finds the key-encryption key of a store in the places that the configuration names.
///
/// A key in a file is read each time it is needed, and let go of: it is never longer in memory than one call. One that
/// costs a command, a person or scrypt is kept with the ring, for as long as the store is under it.
final class KeyRing: Sendable {
    /// A key as a place has it.
    struct Found {
        var id: StoreFile.Key
        var key: SecretBytes
    }

    private let kept: Mutex<Found?> = Mutex(nil)
    private let scrypt: Scrypt

    /// - Parameter scrypt: what a new passphrase costs.
    init(scrypt: Scrypt) {
        self.scrypt = scrypt
    }

    /// Finds the key that a store is under.
    ///
    /// - Parameters:
    ///   - file: the store.
    ///   - path: where it is, for the error.
    ///   - sources: where to look; files before what costs a command, a person or scrypt.
    ///   - question: what a person is asked for a passphrase.
    /// - Returns: the key.
    /// - Throws: ``SecretStoreError`` with the code `wrongKey` where there are only other keys, or what the first place
    ///   that has none says.
    func key(
        of file: StoreFile, path: String, in sources: [SecretsSettings.KeySource], asking question: String
    ) throws(SecretStoreError) -> SecretBytes {
        // A store that has come under another key has no use for the one that is kept.
        let known = kept.withLock { kept in
            if kept?.id != file.key { kept = nil }
            return kept
        }
        if let known { return known.key }
        var others: [String] = []
        var failures: [Int: SecretStoreError] = [:]
        let order = sources.indices.filter { !sources[$0].isCostly } + sources.indices.filter { sources[$0].isCostly }
        for index in order {
            let source = sources[index]
            do throws(SecretStoreError) {
                let found = try read(source, file.key.passphrase, asking: question)
                if found.id == file.key {
                    keep(found, source)
                    return found.key
                }
                // The id of what comes of a passphrase and somebody's parameters would be a help in guessing it.
                let isPassphrase = found.id.passphrase != nil
                others.append(isPassphrase ? "\(source) gives another" : "\(source) holds the key \(found.id.id)")
            } catch {
                failures[index] = error
            }
        }
        let failure = failures.min { $0.key < $1.key }?.value
        if let failure, others.isEmpty { throw failure }
        throw SecretStoreError(
            .wrongKey,
            "The store \(path) is under the key \(file.key.id), and \(others.joined(separator: "; ")). "
                + (failure.map { $0.message + " " } ?? "")
                + "Name the right key in secrets.key of the configuration. Nothing was changed.")
    }

    /// The key of a place, for a store that is to come under it.
    ///
    /// - Parameters:
    ///   - source: the place.
    ///   - earlier: how the key of the store is made today: the same passphrase is told by it.
    /// - Returns: the key.
    /// - Throws: ``SecretStoreError``.
    func newKey(
        in source: SecretsSettings.KeySource, besides earlier: StoreFile.Key? = nil
    ) throws(SecretStoreError) -> Found {
        guard case .passphraseFile(let path) = source else {
            let found = try read(source, nil, asking: "")
            keep(found, source)
            return found
        }
        let text = try SecretsSettings.KeySource.readNewPassphrase(path)
        if let made = earlier?.passphrase {
            let found = try derive(text, made)
            if found.id == earlier { return found }
        }
        let made: StoreFile.Key.Passphrase
        do {
            made = try StoreFile.Key.Passphrase(scrypt)
        } catch {
            throw SecretStoreError(.keyUnusable, "\(error)")
        }
        let found = try derive(text, made)
        keep(found, source)
        return found
    }

    private func keep(_ found: Found, _ source: SecretsSettings.KeySource) {
        if source.isCostly { kept.withLock { $0 = found } }
    }

    private func read(
        _ source: SecretsSettings.KeySource, _ passphrase: StoreFile.Key.Passphrase?, asking question: String
    ) throws(SecretStoreError) -> Found {
        guard case .passphraseFile(let path) = source else {
            return try Found(try source.readKey(), nil)
        }
        guard let passphrase else {
            throw SecretStoreError(.wrongKey, "The store is not under a passphrase, and \(source) is one.")
        }
        return try derive(try SecretsSettings.KeySource.readPassphrase(path, asking: question), passphrase)
    }

    /// Makes a key of a passphrase, with parameters that may be anybody's.
    private func derive(
        _ text: SecretBytes, _ passphrase: StoreFile.Key.Passphrase
    ) throws(SecretStoreError) -> Found {
        let made = passphrase.scrypt
        guard made.cost >= scrypt.cost, made.blockSize >= scrypt.blockSize, made.parallelism == scrypt.parallelism
        else {
            throw SecretStoreError(
                .damaged,
                "The store says that its key is made of a passphrase in a way that this program never made one. Nothing was "
                    + "changed; put back a copy of the store, and find out who wrote to it.")
        }
        do {
            return try Found(try passphrase.scrypt.key(of: text, salt: Array(passphrase.salt)), passphrase)
        } catch {
            throw SecretStoreError(.keyUnusable, "\(error)")
        }
    }
}

extension KeyRing.Found {
    /// Names a key: by the beginning of a hash, which tells nothing of a key as long as this.
    fileprivate init(_ key: SecretBytes, _ passphrase: StoreFile.Key.Passphrase?) throws(SecretStoreError) {
        let use = Array("sage-secrets key id 1\0".utf8)
        let input = SecretBytes(capacity: use.count + key.count) { buffer in
            buffer.copyBytes(from: use)
            key.withUnsafeBytes {
                UnsafeMutableRawBufferPointer(rebasing: buffer[use.count...]).copyMemory(from: $0)
            }
            return buffer.count
        }
        do {
            let hash = try input.withUnsafeBytes { (bytes) throws(CryptographyError) in
                try SHA256.hexadecimal(of: bytes)
            }
            self.init(id: StoreFile.Key(id: String(hash.prefix(16)), passphrase: passphrase), key: key)
        } catch {
            throw SecretStoreError(.keyUnusable, "\(error)")
        }
    }
}
