import Configuration

/// Where the tokens of one account are kept, so that a restart finds them.
package protocol TokenStore: Sendable {
    /// The tokens that a login or a renewal left.
    ///
    /// - Returns: `nil` where nobody is logged in.
    /// - Throws: ``OAuthError`` with the code `store`.
    func load() throws -> TokenSet?

    /// Keeps tokens in place of those that were; on the disk when it returns.
    ///
    /// - Parameter set: what to keep.
    /// - Throws: ``OAuthError`` with the code `store`.
    func save(_ set: TokenSet) throws

    /// Forgets the tokens.
    ///
    /// - Throws: ``OAuthError`` with the code `store`.
    func remove() throws

    /// Takes the right to change the tokens, which no other process has meanwhile.
    ///
    /// - Returns: what gives the right back; `nil` where somebody else has it now.
    /// - Throws: ``OAuthError`` with the code `store`.
    func lock() throws -> (@Sendable () -> Void)?
}

/// Tokens in a file of the folder of secrets.
package struct TokenFile: TokenStore {
    private let folder: SecretFolder
    private let reference: SecretReference

    /// Names a file, which need not be there.
    ///
    /// - Parameters:
    ///   - folder: the folder of secrets.
    ///   - reference: the file's name, and where the configuration asks for it.
    package init(_ folder: SecretFolder, _ reference: SecretReference) {
        self.folder = folder
        self.reference = reference
    }

    package func load() throws -> TokenSet? {
        let secret: Secret
        do throws(SecretError) {
            guard try folder.holds(reference) else { return nil }
            secret = try folder.read(reference)
        } catch {
            throw OAuthError(.store, "\(error).")
        }
        guard let set = try? TokenSet(stored: secret) else {
            throw OAuthError(
                .store, "The file of the tokens \"\(reference.name)\" is not what a login leaves. Log in again.")
        }
        return set
    }

    package func save(_ set: TokenSet) throws {
        do {
            try folder.write(reference, try set.stored())
        } catch {
            throw OAuthError(.store, "\(error).")
        }
    }

    package func remove() throws {
        do {
            try folder.remove(reference)
        } catch {
            throw OAuthError(.store, "\(error).")
        }
    }

    package func lock() throws -> (@Sendable () -> Void)? {
        do {
            guard let lock = try folder.lock(reference) else { return nil }
            return { lock.release() }
        } catch {
            throw OAuthError(.store, "\(error).")
        }
    }
}
