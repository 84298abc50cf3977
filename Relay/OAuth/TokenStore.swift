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

/// Tokens as one of the secrets.
package struct TokenSecret: TokenStore {
    private let secrets: any SecretStore
    private let reference: SecretReference

    /// Names a secret, which need not be there.
    ///
    /// - Parameters:
    ///   - secrets: where the secrets are.
    ///   - reference: the secret's name, and where the configuration asks for it.
    package init(_ secrets: any SecretStore, _ reference: SecretReference) {
        self.secrets = secrets
        self.reference = reference
    }

    package func load() throws -> TokenSet? {
        let secret: Secret
        do throws(SecretError) {
            guard try secrets.holds(reference) else { return nil }
            secret = try secrets.read(reference)
        } catch {
            throw OAuthError(.store, "\(error).")
        }
        guard let set = try? TokenSet(stored: secret) else {
            throw OAuthError(
                .store, "The secret \"\(reference.name)\" is not what a login leaves. Log in again.")
        }
        return set
    }

    package func save(_ set: TokenSet) throws {
        do {
            try secrets.write(reference, try set.stored(), kind: .mondayOAuth)
        } catch {
            throw OAuthError(.store, "\(error).")
        }
    }

    package func remove() throws {
        do {
            try secrets.remove(reference)
        } catch {
            throw OAuthError(.store, "\(error).")
        }
    }

    package func lock() throws -> (@Sendable () -> Void)? {
        do {
            guard let lock = try secrets.lock(reference) else { return nil }
            return { lock.release() }
        } catch {
            throw OAuthError(.store, "\(error).")
        }
    }
}
