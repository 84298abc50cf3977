import Configuration
import Cryptography
import Foundation

/// What an address means with which a browser comes back from monday.
package enum Callback: Sendable {
    /// Not the address that monday leads to.
    case elsewhere
    /// The right address, and not this login: an old tab, or somebody who guesses.
    case stranger
    /// This login, and no code: the person declined, or monday did; the word of RFC 6749 section 4.1.2.1.
    case declined(String)
    /// This login, and the code to exchange.
    case code(Secret)

    /// Reads the target of a request.
    ///
    /// - Parameters:
    ///   - target: path and query, as they stand in the request line.
    ///   - path: the path of the redirect address.
    ///   - state: of the login that is waited for.
    init(target: String, path: String, state: String) {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard let asked = parts.first, asked == path else {
            self = .elsewhere
            return
        }
        guard parts.count == 2, let fields = FormFields(parsing: parts[1]),
            isEqualInConstantTime(fields["state"] ?? "", state)
        else {
            self = .stranger
            return
        }
        if let error = fields["error"] {
            self = .declined(Self.word(error))
        } else if let code = fields["code"], !code.isEmpty {
            self = .code(Secret(code))
        } else {
            self = .declined("no code")
        }
    }

    /// Reads a whole address that a person copied from the browser.
    ///
    /// - Parameters:
    ///   - pasted: the address.
    ///   - settings: the app.
    ///   - login: the login that is waited for.
    package init(pasted: String, _ settings: OAuthSettings, _ login: Authorization) {
        let text = pasted.trimmingCharacters(in: .whitespacesAndNewlines)
        guard text.utf8.count <= FormFields.longest, let address = URLComponents(string: text),
            let redirect = URLComponents(string: settings.redirect),
            (address.scheme, address.host, address.port) == (redirect.scheme, redirect.host, redirect.port)
        else {
            self = .elsewhere
            return
        }
        let target = address.percentEncodedPath + (address.percentEncodedQuery.map { "?" + $0 } ?? "")
        self.init(target: target, path: Self.path(of: settings), state: login.state)
    }

    /// The path of the redirect address, `/` where it has none.
    static func path(of settings: OAuthSettings) -> String {
        let path = URLComponents(string: settings.redirect)?.percentEncodedPath ?? ""
        return path.isEmpty ? "/" : path
    }

    /// A word of the other side, fit to be shown.
    static func word(_ text: String) -> String {
        String(text.prefix(60).map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") ? $0 : "?" })
    }
}
