import COpenSSL
import Foundation

/// A file of PEM blocks (RFC 7468); text between the blocks is skipped, as OpenSSL does.
struct PEMFile {
    let path: String

    init(_ path: String) {
        self.path = path
    }

    /// Hands out the certificates in their order.
    ///
    /// - Parameter body: gets an `X509 *`, which is freed after it returns.
    /// - Throws: ``CryptographyError`` when the file cannot be read, holds no certificate or a broken one.
    func forEachCertificate(
        _ body: (OpaquePointer) throws(CryptographyError) -> Void
    ) throws(CryptographyError) {
        try forEach("certificate", { PEM_read_bio_X509($0, nil, nil, nil) }, X509_free, body)
    }

    /// Hands out the revocation lists in their order.
    ///
    /// - Parameter body: gets an `X509_CRL *`, which is freed after it returns.
    /// - Throws: ``CryptographyError`` when the file cannot be read, holds no revocation list or a broken one.
    func forEachRevocationList(
        _ body: (OpaquePointer) throws(CryptographyError) -> Void
    ) throws(CryptographyError) {
        try forEach("revocation list", { PEM_read_bio_X509_CRL($0, nil, nil, nil) }, X509_CRL_free, body)
    }

    /// Reads the private key, which nobody but the owner of the file may read.
    ///
    /// - Returns: an `EVP_PKEY *`.
    /// - Throws: ``CryptographyError`` when the file cannot be read, is open to others, is encrypted or holds no key.
    func privateKey() throws(CryptographyError) -> Handle {
        let attributes = try attributes()
        if let mode = attributes[.posixPermissions] as? Int, mode & 0o077 != 0 {
            throw CryptographyError(
                .keyExposed,
                "\(path): the private key may be read by other users (mode \(String(mode, radix: 8))): "
                    + "run chmod 600 on it, and replace the key if somebody else may have read it.")
        }
        let file = try open()
        var isEncrypted = false
        let key = PEM_read_bio_PrivateKey(
            file.pointer, nil,
            { _, _, _, isEncrypted in
                // OpenSSL's own callback would ask at the terminal.
                isEncrypted?.assumingMemoryBound(to: Bool.self).pointee = true
                return -1
            }, &isEncrypted)
        guard let key else {
            ErrorQueue.clear()
            guard isEncrypted else { throw malformed("private key") }
            throw CryptographyError(
                .keyEncrypted,
                "\(path): the private key is encrypted, and nobody is there to type its passphrase: "
                    + "store it decrypted (openssl pkey) with mode 600.")
        }
        return try Handle(takingOwnership: key, EVP_PKEY_free)
    }

    /// The error for a file without a block of the kind, or with a broken one.
    func malformed(_ kind: String) -> CryptographyError {
        CryptographyError(.fileMalformed, "\(path): there is no readable \(kind) in PEM form in this file.")
    }

    private func forEach(
        _ kind: String, _ read: (OpaquePointer) -> OpaquePointer?, _ free: @escaping (OpaquePointer?) -> Void,
        _ body: (OpaquePointer) throws(CryptographyError) -> Void
    ) throws(CryptographyError) {
        let file = try open()
        var count = 0
        while let next = read(file.pointer) {
            let object = try Handle(takingOwnership: next, free)
            try body(object.pointer)
            count += 1
        }
        // No further start line is the end of the file; any other error is a block that is broken.
        let errors = ErrorQueue.drain()
        let isAtEnd = errors.allSatisfy { $0.library == ERR_LIB_PEM && $0.reason == PEM_R_NO_START_LINE }
        guard isAtEnd, count > 0 else { throw malformed(kind) }
    }

    private func attributes() throws(CryptographyError) -> [FileAttributeKey: Any] {
        // Orchestrators mount secrets as symbolic links, whose own mode says nothing.
        let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        guard FileManager.default.fileExists(atPath: target) else {
            throw CryptographyError(.fileMissing, "\(path): there is no such file.")
        }
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: target) else { throw unreadable() }
        guard attributes[.type] as? FileAttributeType == .typeRegular else {
            throw CryptographyError(.fileUnreadable, "\(path): this is not a regular file.")
        }
        guard attributes[.size] as? Int != 0 else {
            throw CryptographyError(.fileEmpty, "\(path): the file is empty.")
        }
        return attributes
    }

    /// Opens the file as a `BIO *`.
    private func open() throws(CryptographyError) -> Handle {
        _ = try attributes()
        guard let file = BIO_new_file(path, "r") else {
            ErrorQueue.clear()
            throw unreadable()
        }
        return try Handle(takingOwnership: file) { _ = BIO_free($0) }
    }

    private func unreadable() -> CryptographyError {
        CryptographyError(.fileUnreadable, "\(path): the file cannot be read: give this process's user access to it.")
    }
}
