import ArgumentParser
import Foundation
import SimulatedMonday

/// The app that logs in by OAuth.
struct LoginOptions: ParsableArguments {
    @Option(help: "The client_id of the app.")
    var clientID = OAuthApp().clientID

    @Option(help: "A file whose content is the client_secret of the app; without one it is simulated-app-secret.")
    var clientSecretFile: String?

    @Option(help: "An address that may be redirected to; may be repeated. Any address without it.")
    var redirect: [String] = []

    @Option(help: "Seconds that an access token of OAuth 2.1 is good.")
    var accessTokenLifetime = OAuthApp().accessLifetime

    @Option(help: "Seconds that a refresh token is good; for ever without it.")
    var refreshTokenLifetime: Int?

    @Flag(help: "Say expires_in with the tokens.")
    var tellExpiry = false

    func validate() throws {
        guard accessTokenLifetime > 0, refreshTokenLifetime ?? 1 > 0 else {
            throw ValidationError("Lifetimes of tokens must be positive.")
        }
    }

    /// The app that the options add up to; throws an error of Foundation where the file cannot be read.
    var app: OAuthApp {
        get throws {
            var app = OAuthApp()
            app.clientID = clientID
            if let clientSecretFile { app.clientSecret = try TextFile.line(of: clientSecretFile) }
            app.redirects = redirect
            app.accessLifetime = accessTokenLifetime
            app.refreshLifetime = refreshTokenLifetime
            app.tellsExpiry = tellExpiry
            return app
        }
    }
}

/// Reads secrets that no list of processes should show.
enum TextFile {
    /// The content of a file without the line end behind it; throws an error of Foundation where it cannot be read.
    static func line(of path: String) throws -> String {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }
}
