/// A folder with one file a secret, named like the secret and readable by its owner only.
package struct SecretFolder: Hashable, Sendable {
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
        var bytes: [UInt8]
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
        if bytes.last == UInt8(ascii: "\n") {
            bytes.removeLast()
            if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        }
        guard !bytes.isEmpty else { throw failed(.empty, "is empty: \(file)") }
        guard let value = String(validating: bytes, as: UTF8.self) else {
            throw failed(.notUTF8, "is not UTF-8 text: \(file)")
        }
        return Secret(value)
    }

    /// The path of a file of the folder.
    func file(_ name: String) -> String {
        path + (path.hasSuffix("/") ? "" : "/") + name
    }
}
