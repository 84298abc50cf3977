import Cryptography

/// A folder with one file a secret, named like the secret and readable by its owner only.
package struct SecretFolder: SecretStore, Hashable {
    /// An absolute path.
    package let path: String

    package init(path: String) {
        self.path = path
    }

    /// Reads a secret; one line break at its end, which editors add, does not belong to it.
    ///
    /// - Parameter reference: The name, and where it stands, for the error.
    /// - Returns: The value.
    /// - Throws: ``SecretError`` where the file is not there, is open to others, is not a plain file of UTF-8 text, is
    ///   empty, or is longer than ``ConfigurationLimits/secretBytes``.
    package func read(_ reference: SecretReference) throws(SecretError) -> Secret {
        let file = file(reference.name)
        func failed(_ code: SecretError.Code, _ message: String) -> SecretError {
            SecretError(code: code, name: reference.name, place: reference.place, message: message)
        }
        // Checked again here, so that no other caller can leave the folder.
        guard NameRule.secret.allows(reference.name) else {
            throw failed(.badName, "has a name that is not allowed; expected a \(NameRule.secret.text)")
        }
        let bytes: SecretBytes
        do throws(OwnerOnlyFile.Failure) {
            bytes = try OwnerOnlyFile.read(file, limit: ConfigurationLimits.secretBytes)
        } catch {
            switch error {
            case .system(let reason):
                throw failed(.unreadable, "cannot be read from \(file): \(reason)")
            case .notAFile:
                throw failed(.notAFile, "is not a plain file: \(file)")
            case .openToOthers(let mode):
                let shown = "0" + String(mode, radix: 8)
                throw failed(.openToOthers, "is open to others (mode \(shown)): run chmod 600 \(file)")
            case .tooLarge:
                throw failed(.tooLarge, "is longer than \(ConfigurationLimits.secretBytes) bytes: \(file)")
            }
        }
        let value = bytes.withoutLineBreak
        guard value.count > 0 else { throw failed(.empty, "is empty: \(file)") }
        guard let secret = Secret(utf8: value) else { throw failed(.notUTF8, "is not UTF-8 text: \(file)") }
        return secret
    }

    /// The path of a file of the folder.
    func file(_ name: String) -> String {
        path + (path.hasSuffix("/") ? "" : "/") + name
    }
}

extension SecretBytes {
    /// The bytes without one line break at their end, which editors and terminals add.
    package var withoutLineBreak: SecretBytes {
        let end = withUnsafeBytes { bytes in
            guard bytes.last == UInt8(ascii: "\n") else { return bytes.count }
            return bytes.count - (bytes.dropLast().last == UInt8(ascii: "\r") ? 2 : 1)
        }
        return end == count ? self : SecretBytes(self, 0..<end)
    }
}
