import ArgumentParser
import Configuration
import Foundation
import Secrets

/// The subcommand `secrets`.
package struct SecretsCommand<Program: SecretsProgram>: AsyncParsableCommand {
    package static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "secrets",
            abstract: "Keep tokens and passwords, encrypted.",
            discussion: """
                The configuration names secrets and holds none. With secrets: { store: FILE, key: … } they are kept in one \
                encrypted file. For the first time: write that into the configuration, run `secrets init`, then `secrets \
                set NAME` for each secret. Keep the key apart from the file and from its copies, and keep a copy of each: \
                without the key nothing opens the file.

                Everything but `import` and `rotate-key --new-key` works beside a running program. A value is never an argument, which everybody on the machine \
                could read, and never printed.
                """,
            subcommands: [
                SecretsInitCommand<Program>.self, SecretsSetCommand<Program>.self, SecretsListCommand<Program>.self,
                SecretsRemoveCommand<Program>.self, SecretsRotateKeyCommand<Program>.self,
                SecretsVerifyCommand<Program>.self, SecretsImportCommand<Program>.self,
            ])
    }

    package init() {}
}

/// The subcommand `secrets init`.
struct SecretsInitCommand<Program: SecretsProgram>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "init",
            abstract: "Make an empty store, and its key file where there is none.",
            discussion: """
                A store that is there is left as it is. A key file is made of random bytes where key: { file: … } names one \
                that is not there; a key from elsewhere must be there already.
                """)
    }

    @OptionGroup var options: SecretsOptions<Program>

    func run() async throws {
        try await options.withStore { store, _ in
            let (key, madeKey) = try store.create()
            print("Made the store \(store.path) under the key \(key).")
            if madeKey, case .file(let path) = store.settings.key {
                print("Made the key file \(path). Keep a copy of it elsewhere: without it nothing opens the store.")
            }
        }
    }
}

/// The subcommand `secrets remove`.
struct SecretsRemoveCommand<Program: SecretsProgram>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "remove", abstract: "Remove a secret.",
            discussion: "A copy of the store still has it: have what it opens revoked where that is possible.")
    }

    @OptionGroup var options: SecretsOptions<Program>

    @Argument(help: ArgumentHelp("The secret's name.", valueName: "name"))
    var name: String

    func run() async throws {
        try await reporting(Program.name, exitCode: Program.code) {
            try EncryptedStore.check(name)
            let place = try options.read()
            let store = place.settings.open()
            try await place.withLock(of: name, store) {
                guard try store.holds(place.reference(name)) else {
                    throw SecretStoreError(
                        .noSecret, "There is no secret \(name). `secrets list` shows those there are.")
                }
                try store.remove(place.reference(name))
            }
            print("Removed \(name).")
        }
    }
}

/// The subcommand `secrets rotate-key`.
struct SecretsRotateKeyCommand<Program: SecretsProgram>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "rotate-key",
            abstract: "Put the store under another key-encryption key.",
            discussion: """
                For a running program that shall go on: write the new key into the configuration as secrets.next-key and \
                start the program again, at any time before; run this; then make it secrets.key, and destroy the old key. \
                The store is replaced in one step: killed at any point, it is under the old key or the new one, and the \
                same command goes on. The old key is refused from then on, and still opens old copies of the store.

                With --new-key stop the program first: one that knows the old key only cannot keep the tokens of its next \
                renewal, and somebody has to log in again.
                """)
    }

    @OptionGroup var options: SecretsOptions<Program>

    @Option(
        help: ArgumentHelp(
            "The new key's file, in place of secrets.next-key; made where it is not there.", valueName: "file"))
    var newKey: String?

    func run() async throws {
        try await options.withStore { store, place in
            let named = newKey.map { SecretsSettings.KeySource.file(absolutePath($0)) }
            guard let source = named ?? store.settings.nextKey else {
                throw SecretStoreError(
                    .badRequest,
                    "Nothing names the new key. Write it as secrets.next-key into \(place.file), or give its file with "
                        + "--new-key.")
            }
            // A renewal under way is waited for: what it brings is to be kept under the key that it began with.
            var renewals: [SecretLock] = []
            defer { for lock in renewals { lock.release() } }
            for row in try store.list() where row.kind == SecretKind.mondayOAuth.rawValue {
                renewals.append(try await place.lock(of: row.name, store))
            }
            switch try store.rotateKey(to: source) {
            case .alreadyDone(let key):
                print("The store is under the key \(key), from \(source), already. Nothing was changed.")
            case .done(let old, let new, let count):
                print("The store with its \(count) secrets went from the key \(old) to \(new), from \(source).")
            }
            if source != store.settings.key {
                print("Name \(source) as secrets.key in \(place.file), take out next-key, and destroy the old key.")
            }
        }
    }
}

/// A path of the command line, which is relative to the working directory.
func absolutePath(_ path: String) -> String {
    URL(filePath: path).path(percentEncoded: false)
}
