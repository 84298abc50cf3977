import Configuration
import Cryptography
import Foundation

extension SecretsSettings.KeySource {
    /// Why a key is written as it is, and how to make one.
    static let form = "64 hexadecimal digits (`openssl rand -hex 32` makes them)"
    /// The fewest bytes of a passphrase: scrypt makes guessing slow, not impossible.
    static let shortestPassphrase = 12
    /// The most bytes of a passphrase, or of what a command prints.
    static let longestText = 1024

    /// Reads a key that is random itself.
    ///
    /// - Returns: 32 bytes.
    /// - Throws: ``SecretStoreError`` with the code `keyUnusable`, `system` or `openToOthers`.
    func readKey() throws(SecretStoreError) -> SecretBytes {
        switch self {
        case .file(let path): return try decode(try Self.contents(path, "The key file"))
        case .environment(let name):
            guard let path = ProcessInfo.processInfo.environment[name], !path.isEmpty else {
                throw SecretStoreError(
                    .keyUnusable,
                    "The environment variable \(name) is not set; it is to name the file of the key-encryption key.")
            }
            // Somebody may have put the key itself there: its value is in no message.
            guard path.hasPrefix("/") else {
                throw SecretStoreError(
                    .keyUnusable,
                    "The environment variable \(name) holds no absolute path; it is to name the file of the key-encryption "
                        + "key, and never to hold the key.")
            }
            let text: SecretBytes
            do throws(OwnerOnlyFile.Failure) {
                text = try OwnerOnlyFile.read(path, limit: Self.longestText)
            } catch {
                throw error.error("The file that the environment variable \(name) names", nil, "read")
            }
            return try decode(text)
        case .command(let line): return try decode(try KeyCommand(line).run())
        case .passphraseFile: preconditionFailure("a passphrase is no key")
        }
    }

    /// What a person is asked for the passphrase of a store.
    static let question = "Passphrase of the secrets: "

    /// Whether it costs a command, a person or scrypt to read the key.
    var isCostly: Bool {
        switch self {
        case .file, .environment: false
        case .command, .passphraseFile: true
        }
    }

    /// Reads a passphrase that a store is to come under; a person types it twice.
    ///
    /// - Parameter path: an owner-only file, or `/dev/tty`.
    /// - Returns: the passphrase, without the line break at its end.
    /// - Throws: ``SecretStoreError``.
    static func readNewPassphrase(_ path: String) throws(SecretStoreError) -> SecretBytes {
        let text = try readPassphrase(path, asking: "New passphrase of the secrets: ")
        if path == Terminal.path {
            guard text.isEqual(to: try Terminal.ask("The same new passphrase again: ")) else {
                throw SecretStoreError(.badRequest, "The two passphrases are not the same. Nothing was changed.")
            }
        }
        return text
    }

    /// Reads a passphrase.
    ///
    /// - Parameters:
    ///   - path: an owner-only file, or `/dev/tty`.
    ///   - question: what a person is asked.
    /// - Returns: the passphrase, without the line break at its end.
    /// - Throws: ``SecretStoreError``.
    static func readPassphrase(_ path: String, asking question: String) throws(SecretStoreError) -> SecretBytes {
        let text =
            path == Terminal.path
            ? try Terminal.ask(question)
            : try contents(path, "The passphrase file").withoutLineBreak
        guard text.count >= shortestPassphrase else {
            throw SecretStoreError(
                .keyUnusable,
                "The passphrase in \(path) is shorter than \(shortestPassphrase) bytes, and could be guessed.")
        }
        return text
    }

    /// Makes a key file where there is none; one that another process makes meanwhile is left as it is.
    ///
    /// - Returns: whether one was made; other sources than a file make none.
    /// - Throws: ``SecretStoreError`` with the code `system`.
    func makeFileIfNeeded() throws(SecretStoreError) -> Bool {
        guard case .file(let path) = self, !FileManager.default.fileExists(atPath: path) else { return false }
        do {
            let digits = try AuthenticatedEncryption.makeKey().withUnsafeBytes { (key) throws(CryptographyError) in
                SecretBytes(capacity: 65) { buffer in
                    for (index, byte) in key.enumerated() {
                        buffer[2 * index] = Self.digits[Int(byte >> 4)]
                        buffer[2 * index + 1] = Self.digits[Int(byte & 15)]
                    }
                    buffer[64] = UInt8(ascii: "\n")
                    return 65
                }
            }
            let (folder, name) = path.folderAndName
            return try OwnerOnlyFile.create(name, in: folder, with: digits)
        } catch let failure as OwnerOnlyFile.Failure {
            throw failure.error("The key file", path, "written")
        } catch {
            throw SecretStoreError(.keyUnusable, "\(error)")
        }
    }

    private static let digits = Array("0123456789abcdef".utf8)

    private static func contents(_ path: String, _ what: String) throws(SecretStoreError) -> SecretBytes {
        do throws(OwnerOnlyFile.Failure) {
            return try OwnerOnlyFile.read(path, limit: longestText)
        } catch {
            throw error.error(what, path, "read")
        }
    }

    private func decode(_ text: SecretBytes) throws(SecretStoreError) -> SecretBytes {
        let digits = text.withoutLineBreak
        let key = digits.withUnsafeBytes { digits -> SecretBytes? in
            guard digits.count == 2 * AuthenticatedEncryption.keyBytes else { return nil }
            var isGood = true
            let key = SecretBytes(capacity: AuthenticatedEncryption.keyBytes) { buffer in
                for index in buffer.indices {
                    guard let high = Self.value(digits[2 * index]), let low = Self.value(digits[2 * index + 1]) else {
                        isGood = false
                        break
                    }
                    buffer[index] = high << 4 | low
                }
                return buffer.count
            }
            return isGood ? key : nil
        }
        guard let key else {
            throw SecretStoreError(
                .keyUnusable, "What comes from \(self) is no key; expected \(Self.form), and a line break at most.")
        }
        return key
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

extension String {
    /// A path's folder and last part.
    var folderAndName: (folder: String, name: String) {
        guard let slash = lastIndex(of: "/") else { return (".", self) }
        let folder = String(self[..<slash])
        return (folder.isEmpty ? "/" : folder, String(self[index(after: slash)...]))
    }
}
