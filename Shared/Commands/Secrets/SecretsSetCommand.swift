import ArgumentParser
import Configuration
import Cryptography
import Foundation
import Secrets

extension SecretKind: ExpressibleByArgument {}

/// The subcommand `secrets set`.
struct SecretsSetCommand<Program: SecretsProgram>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        let kinds = SecretKind.allCases.map { "\($0.rawValue)\n    \($0.form)" }.joined(separator: "\n")
        return CommandConfiguration(
            commandName: "set",
            abstract: "Keep a secret, or a new value of one.",
            discussion: """
                The value is typed without being shown (one line, up to 4000 characters), or comes from --file or from a \
                pipe; one line break at its end does not belong to it. A program that runs takes a new value up when it \
                next reads it: tokens of a login within half a minute, others at its next start.

                KINDS
                \(kinds)
                """)
    }

    @OptionGroup var options: SecretsOptions<Program>

    @Argument(help: ArgumentHelp("The secret's name, as the configuration has it.", valueName: "name"))
    var name: String

    @Option(
        help: ArgumentHelp(
            "What it is for; by default what it was for before, or what the configuration needs it for.",
            valueName: "kind"))
    var kind: SecretKind?

    @Option(help: ArgumentHelp("A file with the value, mode 600.", valueName: "file"))
    var file: String?

    /// Taken only to be refused: the parser would repeat it.
    @Argument(help: .hidden)
    var surplus: [String] = []

    func run() async throws {
        try await reporting(Program.name, exitCode: Program.code) {
            guard surplus.isEmpty else {
                throw SecretStoreError(
                    .badRequest,
                    "A value is never an argument: other users see it in the list of processes, and the shell keeps it. "
                        + "Nothing was changed. Make the secret anew where it comes from, then type it when asked, or give "
                        + "--file.")
            }
            try EncryptedStore.check(name)
            let place = try options.read()
            let store = place.settings.open()
            let encrypted = store as? EncryptedStore
            // What is wrong with the store is said before a person types.
            let before = try encrypted?.list().first { $0.name == name }?.kind
            let kind = self.kind ?? before.flatMap(SecretKind.init) ?? place.kinds[name] ?? .other
            let secret = try kind.accept(try value(kind))
            try await place.withLock(of: name, store) {
                if let encrypted {
                    let version = try encrypted.put(name, secret, kind: kind)
                    print("Kept \(name), version \(version), kind \(kind.rawValue).")
                } else {
                    try store.write(place.reference(name), secret, kind: kind)
                    print("Kept \(name).")
                }
            }
            if let file { print("The value is still in \(file): remove that file.") }
        }
    }

    private func value(_ kind: SecretKind) throws -> Secret {
        let bytes: SecretBytes
        if let file {
            bytes = try SecretInput.file(file)
        } else if Terminal.isStandardInput {
            guard kind != .caKey else {
                throw SecretStoreError(
                    .badRequest, "A private key has several lines: give it with --file. Nothing was changed.")
            }
            bytes = try Terminal.ask("Value of \(name), which is not shown: ")
        } else {
            bytes = try SecretInput.standardInput()
        }
        guard let secret = Secret(utf8: bytes.withoutLineBreak) else {
            throw SecretStoreError(.badValue, "The value is not UTF-8 text. Nothing was changed.")
        }
        return secret
    }
}
