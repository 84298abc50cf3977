import Foundation

extension MondayAccount {
    /// How the relay proves to monday whom it acts for.
    package enum Access: Hashable, Sendable {
        /// A person's own token, which lasts until the person revokes it.
        case token(SecretReference)
        /// An app that a person logs in to once.
        case oauth(OAuth)

        static func read(_ section: Section) -> Access {
            let token = section.optional("token", .secret)
            let oauth = section.optionalSection("oauth", OAuth.init)
            if section.has("token") == section.has("oauth") {
                let both = section.has("token")
                section.conflict(
                    at: both ? "oauth" : nil,
                    both
                        ? "\"token\" and \"oauth\" stand beside each other"
                        : "neither \"token\" nor \"oauth\" is there",
                    expected: "expected token: { secret: NAME } for a personal token, or the section oauth for an app")
            }
            return oauth.map(Access.oauth)
                ?? .token(token ?? SecretReference(name: "", place: section.place(of: "token")))
        }
    }

    /// An app of monday's (developer.monday.com, "OAuth and permissions" and "OAuth 2.1").
    package struct OAuth: Hashable, Sendable {
        /// What the app is set to.
        package enum Flow: String, Sendable, CaseIterable {
            /// One token that does not expire.
            case classic
            /// PKCE, a token that expires, and a refresh token that changes with every use.
            case version2 = "oauth-2.1"
        }

        package var flow: Flow
        package var clientID: String
        package var clientSecret: SecretReference
        /// Where the tokens lie that a login brings; the relay writes it.
        package var tokens: SecretReference
        /// Where monday sends the browser back to, letter for letter as the app's settings have it.
        package var redirect: URL
        /// Where `login` listens for the browser; on this machine itself.
        package var listen: NetworkAddress
        package var authorizeEndpoint: URL
        package var tokenEndpoint: URL
        /// Where tokens are revoked; `nil` for a flow that has no such place.
        package var revokeEndpoint: URL?
        package var scopes: [String]

        /// The least with which boards are read and written, and an account is recognised.
        package static let leastScopes = ["boards:read", "boards:write", "me:read", "account:read"]

        fileprivate init(_ section: Section) {
            let flow: Flow = section.required("flow", .choice(placeholder: .version2))
            self.flow = flow
            clientID = section.required("client-id", .text("text", maximum: 256))
            clientSecret = section.required("client-secret", .secret)
            tokens = section.required("tokens", .secret)
            redirect = section.value("redirect", .endpoint, default: "http://127.0.0.1:8765/callback")
            let listen = section.optional("listen", .listen, otherwise: "host and port of redirect")
            self.listen = listen ?? redirect.loopbackAddress ?? NetworkAddress(host: "127.0.0.1", port: 0)
            authorizeEndpoint = section.value(
                "authorize-endpoint", .endpoint, default: "https://auth.monday.com/oauth2/authorize")
            let byFlow = "monday.com's for the flow"
            tokenEndpoint =
                section.optional("token-endpoint", .endpoint, otherwise: byFlow) ?? flow.mondayTokenEndpoint
            revokeEndpoint =
                section.optional("revoke-endpoint", .endpoint, otherwise: byFlow) ?? flow.mondayRevokeEndpoint
            scopes =
                section.optional(
                    "scopes", ValueType.name(.scope).list(minimum: 1, maximum: 50),
                    otherwise: Self.leastScopes.joined(separator: ", ")) ?? Self.leastScopes
            checkPlaces(section)
        }

        private func checkPlaces(_ section: Section) {
            if redirect.loopbackAddress == nil, !section.has("listen") {
                section.conflict(
                    at: "redirect", "the address leads to another machine's name, and \"listen\" is not there",
                    expected: "expected listen: 127.0.0.1:PORT, to which a proxy leads that address")
            }
            if !NetworkAddress.isLoopback(listen.host) {
                section.conflict(
                    at: "listen", "\(quoted(listen.host)) can be reached from other machines",
                    expected: "expected an address of this machine itself, such as 127.0.0.1")
            }
            if !tokens.name.isEmpty, tokens.name == clientSecret.name {
                section.conflict(
                    at: "tokens", "\"tokens\" and \"client-secret\" have one name",
                    expected: "expected two names: the relay overwrites the file of \"tokens\"")
            }
        }
    }
}

extension MondayAccount.OAuth.Flow {
    /// Where a code is exchanged (the two OAuth pages of developer.monday.com).
    fileprivate var mondayTokenEndpoint: URL {
        switch self {
        case .classic: .monday("/oauth2/token")
        case .version2: .monday("/oauth_ms/oauth/token")
        }
    }

    fileprivate var mondayRevokeEndpoint: URL? {
        switch self {
        case .classic: nil
        case .version2: .monday("/oauth_ms/oauth/revoke")
        }
    }
}

extension URL {
    fileprivate static func monday(_ path: String) -> URL {
        var parts = URLComponents()
        (parts.scheme, parts.host, parts.path) = ("https", "auth.monday.com", path)
        return parts.url ?? URL(filePath: "/")
    }

    /// Host and port of a plain address of this machine; `nil` for any other.
    fileprivate var loopbackAddress: NetworkAddress? {
        guard scheme == "http", let host = host(percentEncoded: false), NetworkAddress.isLoopback(host) else {
            return nil
        }
        return NetworkAddress(host: host.trimmingCharacters(in: ["[", "]"]), port: port ?? 80)
    }
}
