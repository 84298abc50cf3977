import ArgumentParser
import Configuration
import Foundation
import Observability
import Service

/// `sage-relay check`
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Look at everything the relay needs, and change nothing.",
        discussion: "Reads the configuration, the certificates and secrets, asks monday.com who the token is, and "
            + "compares every board's columns with what its kind needs.")

    @OptionGroup var common: CommonOptions

    @Flag(help: "Print the results as JSON.")
    var json = false

    func run() async throws {
        try await reporting {
            let configuration = try RelayConfiguration(file: common.config)
            let results = await RelayCheck.run(configuration, version: SageRelay.version)
            if json {
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
                print(String(decoding: try encoder.encode(results), as: UTF8.self))
            } else {
                var table = TextTable([("", .left), ("Checked", .left), ("Found", .left)])
                for result in results { table.add([result.isGood ? "ok" : "BAD", result.name, result.detail]) }
                print(table.text, terminator: "")
            }
            if results.contains(where: { !$0.isGood }) { throw ExitCode(1) }
        }
    }
}
