import Configuration
import Foundation

/// One app of monday's, with its secret: what requests to monday's OAuth endpoints need.
package struct OAuthSettings: Sendable {
    /// The account's name in the configuration, for sentences.
    package var account: String
    package var flow: MondayAccount.OAuth.Flow
    package var clientID: String
    package var clientSecret: Secret
    /// As monday's settings of the app have it, letter for letter.
    package var redirect: String
    package var authorizeEndpoint: String
    package var tokenEndpoint: String
    package var revokeEndpoint: String?
    package var scopes: [String]

    /// Takes what the configuration says, and reads the app's secret.
    ///
    /// - Parameters:
    ///   - account: the account's name.
    ///   - oauth: what the operator wrote.
    ///   - secrets: where the app's secret is.
    /// - Throws: `SecretError`.
    package init(account: String, _ oauth: MondayAccount.OAuth, secrets: any SecretStore) throws(SecretError) {
        self.account = account
        flow = oauth.flow
        clientID = oauth.clientID
        clientSecret = try secrets.read(oauth.clientSecret)
        redirect = oauth.redirect.absoluteString
        authorizeEndpoint = oauth.authorizeEndpoint.absoluteString
        tokenEndpoint = oauth.tokenEndpoint.absoluteString
        revokeEndpoint = oauth.revokeEndpoint?.absoluteString
        scopes = oauth.scopes
    }

    init(
        account: String, flow: MondayAccount.OAuth.Flow, clientID: String, clientSecret: Secret, redirect: String,
        authorizeEndpoint: String, tokenEndpoint: String, revokeEndpoint: String?, scopes: [String]
    ) {
        self.account = account
        self.flow = flow
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.redirect = redirect
        self.authorizeEndpoint = authorizeEndpoint
        self.tokenEndpoint = tokenEndpoint
        self.revokeEndpoint = revokeEndpoint
        self.scopes = scopes
    }

    /// What a person does who is not, or no longer, logged in.
    package var loginAdvice: String { "Run `sage-relay monday login --account \(account)`." }
}
