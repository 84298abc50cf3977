import COpenSSL

/// AES-256-GCM (NIST SP 800-38D), by OpenSSL's EVP interface.
///
/// A key must never see the same nonce twice: nonces are 96 random bits here (section 8.2.2), which is safe for 2^32
/// boxes of one key. A data key seals one box; a key-encryption key seals some with each change of a store.
package enum AuthenticatedEncryption {
    /// The length of a key in bytes.
    package static let keyBytes = 32
    /// The length of a nonce in bytes.
    package static let nonceBytes = 12
    /// The length of a tag in bytes, the longest that GCM has.
    package static let tagBytes = 16

    /// What is kept of a text: of no use without the key, and of no use in another place than its own.
    package struct Box: Hashable, Sendable {
        /// ``AuthenticatedEncryption/nonceBytes`` bytes.
        package var nonce: [UInt8]
        /// As long as the text, and the tag of ``AuthenticatedEncryption/tagBytes`` bytes behind it.
        package var sealed: [UInt8]

        package init(nonce: [UInt8], sealed: [UInt8]) {
            self.nonce = nonce
            self.sealed = sealed
        }
    }

    /// A new random key.
    ///
    /// - Returns: ``keyBytes`` bytes.
    /// - Throws: ``CryptographyError`` with the code `openSSL` when the system yields no entropy.
    package static func makeKey() throws(CryptographyError) -> SecretBytes {
        try SecretBytes(capacity: keyBytes) { (buffer) throws(CryptographyError) in
            try check(RAND_bytes(buffer.bindMemory(to: UInt8.self).baseAddress, Int32(keyBytes)), noEntropy)
            return keyBytes
        }
    }

    /// Seals a text under a new random nonce.
    ///
    /// - Parameters:
    ///   - text: any length, none too.
    ///   - key: ``keyBytes`` bytes.
    ///   - context: what the text belongs to; it is not in the box, and opening it demands the same.
    /// - Returns: the box.
    /// - Throws: ``CryptographyError`` with the code `openSSL`.
    package static func seal(_ text: SecretBytes, key: SecretBytes, context: [UInt8]) throws(CryptographyError) -> Box {
        try seal(text, key: key, context: context, nonce: try randomBytes(nonceBytes))
    }

    /// Seals a text under a nonce that the caller vouches for; for known answers.
    static func seal(
        _ text: SecretBytes, key: SecretBytes, context: [UInt8], nonce: [UInt8]
    ) throws(CryptographyError) -> Box {
        let cipher = try Handle(takingOwnership: EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free)
        try start(cipher, key: key, nonce: nonce, context: context, isSealing: 1)
        var sealed = [UInt8](repeating: 0, count: text.count + tagBytes)
        let result = sealed.withUnsafeMutableBufferPointer { output in
            text.withUnsafeBytes { input in
                var length: Int32 = 0
                let from = input.bindMemory(to: UInt8.self).baseAddress
                let isSealed =
                    EVP_CipherUpdate(cipher.pointer, output.baseAddress, &length, from, Int32(input.count)) == 1
                    && EVP_CipherFinal_ex(cipher.pointer, output.baseAddress?.advanced(by: input.count), &length) == 1
                    && EVP_CIPHER_CTX_ctrl(
                        cipher.pointer, EVP_CTRL_AEAD_GET_TAG, Int32(tagBytes),
                        output.baseAddress?.advanced(by: input.count)) == 1
                return Int32(isSealed ? 1 : 0)
            }
        }
        try check(result, "A text could not be encrypted")
        return Box(nonce: nonce, sealed: sealed)
    }

    /// Opens a box.
    ///
    /// - Parameters:
    ///   - box: what ``seal(_:key:context:)`` returned.
    ///   - key: ``keyBytes`` bytes.
    ///   - context: as when it was sealed.
    /// - Returns: the text.
    /// - Throws: ``CryptographyError`` with the code `notAuthentic` when key, context or a bit of the box is another;
    ///   nothing of the text is given out then.
    package static func open(_ box: Box, key: SecretBytes, context: [UInt8]) throws(CryptographyError) -> SecretBytes {
        guard box.nonce.count == nonceBytes, box.sealed.count >= tagBytes else { throw notAuthentic }
        let cipher = try Handle(takingOwnership: EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free)
        try start(cipher, key: key, nonce: box.nonce, context: context, isSealing: 0)
        let count = box.sealed.count - tagBytes
        var tag = Array(box.sealed[count...])
        try check(
            EVP_CIPHER_CTX_ctrl(cipher.pointer, EVP_CTRL_AEAD_SET_TAG, Int32(tagBytes), &tag),
            "A tag could not be set")
        return try SecretBytes(capacity: count) { (output) throws(CryptographyError) in
            var length: Int32 = 0
            let into = output.bindMemory(to: UInt8.self).baseAddress
            // The end has nothing to write in this mode, and a place for nothing must not be a null pointer.
            var end: UInt8 = 0
            guard EVP_CipherUpdate(cipher.pointer, into, &length, box.sealed, Int32(count)) == 1,
                EVP_CipherFinal_ex(cipher.pointer, &end, &length) == 1
            else {
                ErrorQueue.clear()
                throw notAuthentic
            }
            return count
        }
    }

    private static func start(
        _ cipher: borrowing Handle, key: SecretBytes, nonce: [UInt8], context: [UInt8], isSealing: Int32
    ) throws(CryptographyError) {
        ErrorQueue.clear()
        precondition(key.count == keyBytes && nonce.count == nonceBytes)
        let pointer = cipher.pointer
        let result = key.withUnsafeBytes { key in
            EVP_CipherInit_ex(
                pointer, EVP_aes_256_gcm(), nil, key.bindMemory(to: UInt8.self).baseAddress, nonce, isSealing)
        }
        try check(result, "AES-256-GCM could not be started")
        var length: Int32 = 0
        try check(
            EVP_CipherUpdate(pointer, nil, &length, context, Int32(context.count)), "AES-256-GCM could not be started")
    }

    private static let noEntropy = "The system yields no random bytes"
    private static var notAuthentic: CryptographyError {
        CryptographyError(.notAuthentic, "The key is another, or the bytes were changed.")
    }
}
