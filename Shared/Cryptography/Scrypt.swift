import COpenSSL

/// A key made of a passphrase by scrypt (RFC 7914), which costs who guesses memory and time.
package struct Scrypt: Hashable, Sendable {
    /// The most memory that a derivation may take, in bytes: a file says how much it wants, and must not exhaust the
    /// machine.
    package static let memoryLimit = 1 << 30
    /// What RFC 7914 calls N, a power of two above 1.
    package var cost: Int
    /// What it calls r.
    package var blockSize: Int
    /// What it calls p.
    package var parallelism: Int

    /// Parameters as a file has them; only ``isAllowed`` ones are used.
    package init(cost: Int, blockSize: Int, parallelism: Int) {
        self.cost = cost
        self.blockSize = blockSize
        self.parallelism = parallelism
    }

    /// 128 MiB and some tenths of a second (OWASP Password Storage Cheat Sheet, scrypt).
    package static let usual = Scrypt(cost: 1 << 17, blockSize: 8, parallelism: 1)

    /// Whether the parameters are within RFC 7914's and the memory within ``memoryLimit``.
    package var isAllowed: Bool {
        guard (2...(1 << 24)).contains(cost), cost & (cost - 1) == 0, (1...64).contains(blockSize),
            (1...16).contains(parallelism)
        else { return false }
        return 128 * blockSize * (cost + parallelism) <= Self.memoryLimit
    }

    /// Derives a key.
    ///
    /// - Parameters:
    ///   - passphrase: any length.
    ///   - salt: random bytes that are kept beside what the key protects.
    ///   - byteCount: how many bytes of key.
    /// - Returns: the key, the same for the same passphrase, salt and parameters.
    /// - Throws: ``CryptographyError`` with the code `configurationInvalid` for parameters out of bounds, or `openSSL`.
    package func key(
        of passphrase: SecretBytes, salt: [UInt8], byteCount: Int = AuthenticatedEncryption.keyBytes
    ) throws(CryptographyError) -> SecretBytes {
        guard isAllowed else {
            throw CryptographyError(.configurationInvalid, "The parameters of scrypt are out of bounds.")
        }
        ErrorQueue.clear()
        return try SecretBytes(capacity: byteCount) { (output) throws(CryptographyError) in
            let result = passphrase.withUnsafeBytes { passphrase in
                EVP_PBE_scrypt(
                    passphrase.bindMemory(to: CChar.self).baseAddress, passphrase.count, salt, salt.count,
                    UInt64(cost), UInt64(blockSize), UInt64(parallelism), UInt64(Self.memoryLimit + (1 << 20)),
                    output.bindMemory(to: UInt8.self).baseAddress, byteCount)
            }
            try check(result, "scrypt could not derive a key")
            return byteCount
        }
    }
}
