import ArgumentParser
import Configuration
import Foundation
import Observability
import Secrets

/// The subcommand `secrets list`.
struct SecretsListCommand<Program: SecretsProgram>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "list",
            abstract: "Show which secrets there are: name, kind, version, age, last use, key.",
            discussion: """
                Needs no key, shows no value, and proves nothing: `secrets verify` does. The last use is the last reading \
                by a program, to the hour.
                """)
    }

    @OptionGroup var options: SecretsOptions<Program>

    @Flag(help: "Print the result as JSON; times are milliseconds since 1970.")
    var json = false

    func run() async throws {
        try await options.withStore { store, _ in
            let rows = try store.list()
            if json { return try printJSON(rows) }
            var table = TextTable([
                ("Name", .left), ("Kind", .left), ("Version", .right), ("Age", .right), ("Last used", .right),
                ("Key", .left),
            ])
            let now = Int64(Date().timeIntervalSince1970 * 1000)
            for row in rows {
                table.add([
                    row.name, row.kind, "\(row.version)", Self.age(now - row.createdAt),
                    row.lastUsedAt.map { Self.age(now - $0) + " ago" } ?? "not known", row.key,
                ])
            }
            print(rows.isEmpty ? "There are no secrets in \(store.path).\n" : table.text, terminator: "")
        }
    }

    private static func age(_ milliseconds: Int64) -> String {
        switch max(0, milliseconds) / 60_000 {
        case 0: "<1 min"
        case let minutes where minutes < 60: "\(minutes) min"
        case let minutes where minutes < 48 * 60: "\(minutes / 60) h"
        case let minutes: "\(minutes / 60 / 24) d"
        }
    }
}

/// The subcommand `secrets verify`.
struct SecretsVerifyCommand<Program: SecretsProgram>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "verify",
            abstract: "Open every secret, and prove that the store is what was written.",
            discussion: """
                Says which secret does not open, and whether a row was taken away, added or put back to an older version. \
                A whole store that was put back is told by its revision alone, as long as that is below the one that you \
                wrote down last; with each change it counts on from there. \
                Ends with 1 when something is wrong.
                """)
    }

    @OptionGroup var options: SecretsOptions<Program>

    @Flag(help: "Print the result as JSON.")
    var json = false

    func run() async throws {
        try await options.withStore { store, _ in
            let report = try store.verify()
            if json {
                try printJSON(report)
            } else {
                for row in report.secrets {
                    print("\(row.name) (\(row.kind), version \(row.version)) \(row.fault ?? "opens")")
                }
                if let fault = report.fault { print(fault) }
                if report.isGood { print("Every secret opens, and the store is as it was written.") }
                print("Store \(report.path), key \(report.key), revision \(report.revision)")
            }
            if !report.isGood { throw ExitCode(1) }
        }
    }
}
