import Configuration
import HTTPClient
import Monday
import OAuth

/// Login and logout of one account that acts through an app.
struct MondayLogin {
    let client: OAuthClient
    let store: any TokenStore
    let listen: NetworkAddress

    /// Takes what the configuration says, and reads the app's secret.
    ///
    /// - Parameters:
    ///   - account: the account's name.
    ///   - oauth: what the operator wrote.
    ///   - secrets: where secrets are; `nil` where none is named.
    ///   - transport: carries the requests.
    /// - Throws: `SecretError`.
    init(
        account: String, _ oauth: MondayAccount.OAuth, secrets: (any SecretStore)?, _ transport: any MondayTransport
    ) throws(SecretError) {
        let secrets = secrets ?? SecretFolder(path: "")
        client = OAuthClient(try OAuthSettings(account: account, oauth, secrets: secrets), transport: transport)
        store = TokenSecret(secrets, oauth.tokens)
        listen = oauth.listen
    }

    /// Has a person agree in a browser, and keeps the tokens.
    ///
    /// - Parameters:
    ///   - pasted: asks for the address that the browser was led to; `nil` has this process listen for it.
    ///   - show: shows the person a line.
    /// - Throws: ``OAuthError``; nothing is changed then.
    func logIn(pasted: (() -> String?)?, show: (String) -> Void) async throws {
        let settings = client.settings
        let login = try Authorization(settings)
        // Found out before a person has gone through monday's pages in vain.
        try await withLock {}
        show("Open this address in a browser, logged in to monday.com as the user that the relay shall act for:")
        show("")
        show(login.address)
        show("")
        let callback: Callback
        if let pasted {
            show("The browser ends at an address that begins with \(settings.redirect) and may show an error.")
            show("Paste that address here:")
            callback = Callback(pasted: pasted() ?? "", settings, login)
        } else {
            callback = try await CallbackListener(settings, login).wait(host: listen.host, port: listen.port) { port in
                show("Waiting on \(NetworkAddress(host: listen.host, port: port)) for the browser to come back …")
            }
        }
        switch callback {
        case .code(let code):
            let set = try await client.exchange(code, of: login, now: WallTime().now)
            try await withLock { try store.save(set) }
        case .declined(let word):
            throw OAuthError(
                .abandoned, "monday.com did not let account \(settings.account) in: \(word). Nothing was changed.")
        case .stranger:
            throw OAuthError(
                .abandoned, "The address belongs to another login. Begin again, and use the newest address.")
        case .elsewhere:
            throw OAuthError(
                .abandoned, "The address does not begin with \(settings.redirect). Paste all of what the browser shows."
            )
        }
    }

    /// Has monday forget the tokens, and removes them here.
    ///
    /// - Parameter isLocal: removes them here even where monday cannot be told.
    /// - Returns: one sentence about what was done.
    /// - Throws: ``OAuthError``; the tokens are kept then.
    func logOut(isLocal: Bool) async throws -> String {
        let account = client.settings.account
        return try await withLock {
            guard let set = try store.load() else {
                return "Nobody is logged in for account \(account)."
            }
            var isRevoked = false
            if !isLocal { isRevoked = try await client.revoke(set) }
            try store.remove()
            return isRevoked
                ? "Account \(account) is logged out, and monday.com has revoked its tokens."
                : "Account \(account) is logged out here. Its token works until an administrator uninstalls the app in"
                    + " monday.com."
        }
    }

    /// Does something while no other process renews.
    private func withLock<Value>(_ body: () async throws -> Value) async throws -> Value {
        var tries = 0
        while true {
            if let unlock = try store.lock() {
                defer { unlock() }
                return try await body()
            }
            tries += 1
            guard tries < 900 else {
                throw OAuthError(
                    .store, "Another process holds the tokens of account \(client.settings.account). Try again later.")
            }
            try await Task.sleep(for: .milliseconds(100))
        }
    }
}
