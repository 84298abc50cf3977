/// The app that logs in by OAuth, and how its tokens behave.
package struct OAuthApp: Sendable {
    package var clientID = "simulated-app"
    package var clientSecret = "simulated-app-secret"
    /// The addresses that may be redirected to, to the letter; empty for any.
    package var redirects: [String] = []
    /// The scopes that the app may ask for.
    package var scopes = Scope.all
    /// How many seconds an access token of OAuth 2.1 is good: 3600 in the sample of monday's page on migration.
    package var accessLifetime = 3600
    /// How many seconds a refresh token is good; `nil` for ever.
    ///
    /// monday documents no figure.
    package var refreshLifetime: Int?
    /// Whether token answers say `expires_in`; those of monday's page do not, and the token's `exp` tells.
    package var tellsExpiry = false

    /// The app `simulated-app` that may ask for everything.
    package init() {}
}

/// What a token may be good for, by monday's page on scopes.
package enum Scope {
    /// All scopes that the simulator knows.
    package static let all = [
        "account:read", "boards:read", "boards:write", "me:read", "updates:read", "updates:write", "users:read",
        "workspaces:read", "workspaces:write",
    ]

    /// The scope that a field needs; `nil` for one that every token may ask.
    ///
    /// - Parameters:
    ///   - field: The field.
    ///   - node: The object it is asked of.
    /// - Returns: The scope.
    static func needed(by field: String, of node: Node) -> String? {
        switch (node, field) {
        case (_, "complexity"), (_, "version"), (_, "versions"), (_, "__typename"): nil
        case (.query, "me"): "me:read"
        case (.query, _): "boards:read"
        case (.mutation, _): "boards:write"
        case (.user, "account"): "account:read"
        default: nil
        }
    }
}
