import Configuration

/// Why an encrypted store, or its key, cannot be used; never with anything of a secret.
package struct SecretStoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What a program may go by.
    package enum Code: Hashable, Sendable {
        /// There is no store at this path.
        case noStore
        /// A store, or a key, is there already.
        case exists
        /// The system refuses to read, write or lock a file.
        case system
        /// The file is another user's than the one that the program runs as.
        case otherUser
        /// The group or others may read the file.
        case openToOthers
        /// The file is cut off, or was never a store.
        case damaged
        /// A newer version of the product wrote it.
        case newerFormat
        /// Nothing that is a key comes from where it should.
        case keyUnusable
        /// There is a key, and the store is under another one.
        case wrongKey
        /// A row, or the store as a whole, is not what was written.
        case tampered
        /// There is no secret of this name.
        case noSecret
        /// The value has not the form of its kind.
        case badValue
        case tooLarge
        /// Another process changes the store, or the secret, for too long.
        case busy
        /// The configuration has no encrypted store, or not what the command needs.
        case badRequest
    }

    package let code: Code
    /// What is wrong, where, and what to do: whole sentences.
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }

    /// The same as an error of one secret.
    ///
    /// - Parameter reference: the secret's name, and where the configuration asks for it.
    /// - Returns: the error, with name and place.
    package func of(_ reference: SecretReference) -> SecretError {
        let code: SecretError.Code =
            switch self.code {
            case .noSecret: .missing
            case .tooLarge: .tooLarge
            default: .store
            }
        return SecretError(
            code: code, name: reference.name, place: reference.place,
            // As in every error of a secret, the full stop is left to who shows it.
            message: "cannot be used. \(message.hasSuffix(".") ? String(message.dropLast()) : message)")
    }
}

extension OwnerOnlyFile.Failure {
    /// The failure as an error of a file.
    ///
    /// - Parameters:
    ///   - what: what the file is: `The store`.
    ///   - path: where it is; `nil` where that is not to be told.
    ///   - verb: what was tried: `read`, `written`.
    /// - Returns: the error.
    func error(_ what: String, _ path: String?, _ verb: String) -> SecretStoreError {
        let file = path.map { "\(what) \($0)" } ?? what
        return switch self {
        case .system(let reason):
            SecretStoreError(.system, "\(file) cannot be \(verb): \(reason).")
        case .notAFile:
            SecretStoreError(.system, "\(file) is not a plain file.")
        case .openToOthers(let mode):
            SecretStoreError(
                .openToOthers,
                "\(file) is open to others (mode 0\(String(mode, radix: 8))): run chmod 600 \(path ?? "on it").")
        case .tooLarge:
            SecretStoreError(.tooLarge, "\(file) is too long to be one.")
        }
    }
}
