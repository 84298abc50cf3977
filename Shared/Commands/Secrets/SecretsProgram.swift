import ArgumentParser
import Configuration
import Foundation
import Secrets

/// A program that has the subcommand `secrets`.
package protocol SecretsProgram: Sendable {
    /// The program's name.
    static var name: String { get }
    /// Where its configuration usually is.
    static var configurationFile: String { get }

    /// Reads the program's configuration.
    ///
    /// - Parameter file: the file.
    /// - Returns: where secrets are, and what the secrets that it names are for.
    /// - Throws: `ConfigurationError`.
    static func secrets(file: String) throws -> (settings: SecretsSettings?, kinds: [String: SecretKind])

    /// The exit code of an error.
    static func code(of error: any Error) -> Int32
}

/// What every subcommand of `secrets` takes.
struct SecretsOptions<Program: SecretsProgram>: ParsableArguments {
    @Option(help: ArgumentHelp("The program's configuration file (docs/configuration.md).", valueName: "file"))
    var config = Program.configurationFile

    /// What the configuration says of secrets.
    func read() throws -> SecretsPlace {
        let (settings, kinds) = try Program.secrets(file: config)
        guard let settings else {
            throw SecretStoreError(
                .badRequest,
                "\(config) says nothing of secrets. Write secrets: { store: ./secrets.store, key: { file: ./secrets.kek } } "
                    + "at its top (docs/configuration.md).")
        }
        return SecretsPlace(settings: settings, kinds: kinds, file: config)
    }

    /// Does something about the encrypted store.
    func withStore(_ body: (EncryptedStore, SecretsPlace) async throws -> Void) async throws {
        try await reporting(Program.name, exitCode: Program.code) {
            let place = try read()
            try await body(try place.store(), place)
        }
    }
}

/// Where the secrets of a program are.
struct SecretsPlace {
    var settings: SecretsSettings
    /// What the secrets are for that the configuration names.
    var kinds: [String: SecretKind]
    /// The configuration's file.
    var file: String

    /// The encrypted store.
    ///
    /// - Throws: `SecretStoreError` where the secrets lie in a folder.
    func store() throws -> EncryptedStore {
        switch settings {
        case .store(let store): return EncryptedStore(store)
        case .folder(let folder):
            throw SecretStoreError(
                .badRequest,
                "The secrets lie unencrypted in the folder \(folder.path). Write secrets: { store: ./secrets.store, key: { "
                    + "file: ./secrets.kek } } into \(file) in its place, run `secrets init`, and `secrets import "
                    + "\(folder.path)`.")
        }
    }

    func reference(_ name: String) -> SecretReference {
        SecretReference(name: name, place: SourcePlace(file: file))
    }

    /// Does something while no process changes a secret, as by renewing a token.
    func withLock<Value>(
        of name: String, _ store: any SecretStore, _ body: () throws -> Value
    ) async throws -> Value {
        let lock = try await lock(of: name, store)
        defer { lock.release() }
        return try body()
    }

    /// Takes the right to change a secret.
    ///
    /// - Throws: `SecretStoreError` with the code `busy` where another process has it for too long.
    func lock(of name: String, _ store: any SecretStore) async throws -> SecretLock {
        for _ in 0..<200 {
            if let lock = try store.lock(reference(name)) { return lock }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw SecretStoreError(
            .busy,
            "Another process has been changing the secret \(name) for 20 s. Nothing was changed; try again later.")
    }
}

extension SecretStoreError {
    /// The exit code, as `--help` of both programs lists them.
    package var exitCode: Int32 {
        switch code {
        case .badRequest, .badValue, .noSecret, .exists: 64
        case .busy: 69
        default: 78
        }
    }
}
