import Commands
import Configuration

/// The relay, as the subcommand `secrets` sees it.
enum RelayProgram: SecretsProgram {
    static let name = "sage-relay"
    static let configurationFile = "relay.yaml"

    static func secrets(file: String) throws -> (settings: SecretsSettings?, kinds: [String: SecretKind]) {
        let configuration = try RelayConfiguration(file: file)
        var kinds: [String: SecretKind] = [:]
        for account in configuration.monday {
            switch account.access {
            case .token(let token): kinds[token.name] = .mondayToken
            case .oauth(let oauth): kinds[oauth.tokens.name] = .mondayOAuth
            }
        }
        for soap in configuration.connections.compactMap(\.soap) { kinds[soap.credentials.name] = .sageSOAP }
        return (configuration.secrets, kinds)
    }

    static func code(of error: any Error) -> Int32 { exitCode(of: error) }
}
