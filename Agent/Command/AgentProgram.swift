import Commands
import Configuration

/// The agent, as the subcommand `secrets` sees it.
enum AgentProgram: SecretsProgram {
    static let name = "sage-agent"
    static let configurationFile = "sage-agent.yaml"

    static func secrets(file: String) throws -> (settings: SecretsSettings?, kinds: [String: SecretKind]) {
        (try AgentConfiguration(file: file).secrets, [:])
    }

    static func code(of error: any Error) -> Int32 { exitCode(of: error) }
}
