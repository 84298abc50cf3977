import Configuration
import Foundation
import HTTPClient
import Monday
import OAuth
import Sync

extension MondayBoards {
    /// Makes the way to one account, and checks that its token, or its app's secret, can be read.
    ///
    /// - Parameters:
    ///   - account: what the operator wrote.
    ///   - secrets: where the token is.
    ///   - version: the product's version.
    ///   - governor: told what every answer says of the account's limits; `nil` where nobody counts.
    ///   - report: told what happens to tokens that are renewed.
    /// - Returns: the account, and the HTTP client to shut down.
    /// - Throws: `SecretError`, `HTTPClientError`.
    static func make(
        _ account: MondayAccount, secrets: (any SecretStore)?, version: String, governor: RateGovernor? = nil,
        report: @escaping @Sendable (AccessTokens.Event) -> Void = { _ in }
    ) throws -> (MondayBoards, HTTPClient) {
        let client = try HTTPClient(account.httpOptions)
        var options = MondayClient.Options()
        options.endpoint = account.endpoint.absoluteString
        options.apiVersion = account.apiVersion
        options.tokenPrefix = account.tokenPrefix
        options.userAgent = "sage-relay/\(version)"
        options.deadline = account.deadline
        let observer = { @Sendable (call: MondayCall, answer: MondayAnswer) async in
            if let governor { await governor.observe(LimitSignal(call, answer)) }
        }
        switch account.access {
        case .token(let reference):
            let token = try secrets?.read(reference)
            let monday = MondayClient(options, transport: client, observer: observer) { token?.reveal() ?? "" }
            return (MondayBoards(client: monday), client)
        case .oauth(let oauth):
            let login = try MondayLogin(account: account.name, oauth, secrets: secrets, client)
            let tokens = AccessTokens(
                login.client, store: login.store, now: { WallTime().now }, sleep: { try await Task.sleep(for: $0) },
                report: report)
            let monday = MondayClient(options, transport: client, observer: observer, tokens: tokens)
            return (MondayBoards(client: monday), client)
        }
    }
}

extension MondayAccount {
    /// How monday is reached; plain HTTP where one of its addresses is this machine's.
    var httpOptions: HTTPClient.Options {
        var http = HTTPClient.Options()
        http.certificateAuthorities = certificateBundle
        var endpoints = [endpoint]
        if case .oauth(let oauth) = access {
            endpoints += [oauth.tokenEndpoint] + [oauth.revokeEndpoint].compactMap(\.self)
        }
        http.allowsPlainLoopback = endpoints.contains { $0.scheme == "http" }
        return http
    }
}
