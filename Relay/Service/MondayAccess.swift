import Configuration
import HTTPClient
import Monday
import OAuth
import Secrets

/// What persons do about the relay's standing at monday, without a relay.
package enum MondayAccess {
    /// Logs in to an account, and asks monday who that is.
    ///
    /// - Parameters:
    ///   - configuration: what the operator wrote.
    ///   - name: the account's name; `nil` where there is only one.
    ///   - version: the product's version.
    ///   - pasted: asks for the address that the browser was led to; `nil` has this process listen for it.
    ///   - show: shows the person a line.
    /// - Returns: who the relay is now.
    /// - Throws: ``RelayError`` for an account that cannot be logged in to, `SecretError`, `OAuthError`.
    package static func logIn(
        _ configuration: RelayConfiguration, account name: String?, version: String, pasted: (() -> String?)?,
        show: (String) -> Void
    ) async throws -> MondayIdentity {
        let account = try configuration.account(named: name)
        let secrets = configuration.secrets?.open()
        try await withLogin(of: account, secrets) { try await $0.logIn(pasted: pasted, show: show) }
        return try await identity(of: account, secrets, version: version)
    }

    /// Logs out of an account.
    ///
    /// - Parameters:
    ///   - configuration: what the operator wrote.
    ///   - name: the account's name; `nil` where there is only one.
    ///   - isLocal: removes the tokens here even where monday cannot be told.
    /// - Returns: one sentence about what was done.
    /// - Throws: ``RelayError`` for an account that has no login, `SecretError`, `OAuthError`.
    package static func logOut(
        _ configuration: RelayConfiguration, account name: String?, isLocal: Bool
    ) async throws -> String {
        try await withLogin(of: try configuration.account(named: name), configuration.secrets?.open()) {
            try await $0.logOut(isLocal: isLocal)
        }
    }

    /// Asks monday who the relay is.
    ///
    /// - Parameters:
    ///   - configuration: what the operator wrote.
    ///   - name: the account's name; `nil` where there is only one.
    ///   - version: the product's version.
    /// - Returns: who it is.
    /// - Throws: ``RelayError`` for an unknown account, `SecretError`, `TargetError`.
    package static func whoAmI(
        _ configuration: RelayConfiguration, account name: String?, version: String
    ) async throws -> MondayIdentity {
        try await identity(
            of: try configuration.account(named: name), configuration.secrets?.open(), version: version)
    }

    private static func withLogin<Value>(
        of account: MondayAccount, _ secrets: (any SecretStore)?, _ body: (MondayLogin) async throws -> Value
    ) async throws -> Value {
        guard case .oauth(let oauth) = account.access else {
            throw RelayError(
                .badRequest,
                "The account \(account.name) has a personal token, which needs no login."
                    + " Give it the section oauth in the configuration, or renew the token in monday.com.")
        }
        return try await withClient(account) { http in
            try await body(MondayLogin(account: account.name, oauth, secrets: secrets, http))
        }
    }

    private static func identity(
        of account: MondayAccount, _ secrets: (any SecretStore)?, version: String
    ) async throws -> MondayIdentity {
        let (boards, http) = try MondayBoards.make(account, secrets: secrets, version: version)
        do {
            let me = try await boards.whoAmI()
            let plan = try? await boards.accountTier()
            await boards.client.settle()
            await http.shutdown()
            // Read afterwards: the question may have renewed the token.
            let (kind, tokens) = try account.tokens(secrets)
            return MondayIdentity(
                account: account.name, user: me.name, email: me.email, slug: me.accountSlug, plan: plan ?? nil,
                token: kind, scopes: tokens?.scopes, expiresAt: tokens?.expiresAt)
        } catch {
            await boards.client.settle()
            await http.shutdown()
            throw error
        }
    }

    private static func withClient<Value>(
        _ account: MondayAccount, _ body: (HTTPClient) async throws -> Value
    ) async throws -> Value {
        let http = try HTTPClient(account.httpOptions)
        do {
            let value = try await body(http)
            await http.shutdown()
            return value
        } catch {
            await http.shutdown()
            throw error
        }
    }
}

extension MondayAccount {
    /// The kind of the account's token, and the tokens of its login.
    fileprivate func tokens(_ secrets: (any SecretStore)?) throws -> (MondayIdentity.Kind, TokenSet?) {
        guard case .oauth(let oauth) = access else { return (.personal, nil) }
        let kind: MondayIdentity.Kind = oauth.flow == .classic ? .classic : .version2
        return (kind, try secrets.flatMap { try TokenSecret($0, oauth.tokens).load() })
    }
}

extension RelayConfiguration {
    /// An account of the configuration.
    fileprivate func account(named name: String?) throws -> MondayAccount {
        let known = monday.map(\.name)
        if let name {
            guard let account = monday.first(where: { $0.name == name }) else {
                throw RelayError(
                    .badRequest, "There is no monday account \(name); there is \(known.joined(separator: ", ")).")
            }
            return account
        }
        guard let account = monday.first, monday.count == 1 else {
            throw RelayError(.badRequest, "Name one of the accounts with --account: \(known.joined(separator: ", ")).")
        }
        return account
    }
}
