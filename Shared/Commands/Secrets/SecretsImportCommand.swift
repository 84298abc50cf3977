import ArgumentParser
import Configuration
import Foundation
import Secrets

/// The subcommand `secrets import`.
struct SecretsImportCommand<Program: SecretsProgram>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "import",
            abstract: "Take the secrets of a folder into the store.",
            discussion: """
                Stop the program first. One that runs renews the tokens of a login in the folder, and those in the store \
                are of no use from then on: somebody has to log in again.

                Each file is taken under its name. What the store has already is left as it is, so that the command can be \
                run again. The files stay: remove them when `check` is content.
                """)
    }

    @OptionGroup var options: SecretsOptions<Program>

    @Argument(help: ArgumentHelp("The folder with one file a secret.", valueName: "folder"))
    var folder: String

    func run() async throws {
        try await options.withStore { store, place in
            let folder = SecretFolder(path: absolutePath(self.folder))
            guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else {
                throw SecretStoreError(.badRequest, "\(folder.path) is no folder that can be read.")
            }
            var faults = 0
            for name in names.sorted() where !name.hasPrefix(".") {
                do {
                    let kind = place.kinds[name] ?? .other
                    // A renewal under way in the folder is waited for: what it leaves is the token that still works.
                    let renewal = kind == .mondayOAuth ? try await place.lock(of: name, folder) : nil
                    defer { renewal?.release() }
                    let isTaken = try await place.withLock(of: name, store) {
                        guard try !store.holds(place.reference(name)) else { return false }
                        try store.put(name, try kind.accept(try folder.read(place.reference(name))), kind: kind)
                        return true
                    }
                    print("\(name): \(isTaken ? "taken, kind \(kind.rawValue)" : "is in the store already")")
                } catch {
                    faults += 1
                    print("\(name): not taken. \(error)")
                }
            }
            if faults > 0 { throw ExitCode(1) }
            print("Run `\(Program.name) check`, then remove the files in \(folder.path).")
        }
    }
}
