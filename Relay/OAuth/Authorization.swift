import Configuration
import Cryptography
import Foundation

/// One login on its way: what monday is asked, and what must come back.
package struct Authorization: Sendable {
    /// Random bytes of `state` and of the PKCE verifier: 256 bits each, as RFC 7636 section 7.1 recommends.
    private static let randomness = 32

    /// What only the browser that was sent by this login can bring back.
    let state: String
    /// What only this process can show when it exchanges the code (RFC 7636); `nil` for the classic flow.
    let verifier: Secret?
    /// Where a person agrees, in a browser.
    package let address: String

    /// Begins a login.
    ///
    /// - Parameter settings: the app.
    /// - Throws: `CryptographyError` when the system yields no random bytes.
    package init(_ settings: OAuthSettings) throws {
        state = try randomBytes(Self.randomness).base64url
        var fields = FormFields([
            ("response_type", "code"), ("client_id", settings.clientID), ("redirect_uri", settings.redirect),
            ("scope", settings.scopes.joined(separator: " ")), ("state", state),
        ])
        switch settings.flow {
        case .classic: verifier = nil
        case .version2:
            let verifier = try randomBytes(Self.randomness).base64url
            self.verifier = Secret(verifier)
            fields.fields.append(("code_challenge", try SHA256.digest(of: Data(verifier.utf8)).base64url))
            fields.fields.append(("code_challenge_method", "S256"))
        }
        address = settings.authorizeEndpoint + "?" + fields.encoded
    }
}

extension [UInt8] {
    /// The bytes in base64 for addresses, without padding (RFC 4648 section 5).
    var base64url: String {
        Data(self).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
