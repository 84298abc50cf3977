import ArgumentParser
import Commands
import Configuration
import Foundation
import Observability
import Service
import Store
import Sync

/// The subcommand `approve`.
struct ApproveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: "Let out the changes that a board holds for a person's word.",
        discussion: """
            A read that would change more of a board than its change-limit sends nothing: its records are held, and \
            `sage-relay status` says why. So is a board that has items of which the state knows none. Look first: a \
            wrong company, a copy of old data and a lost state file all look like that. When Sage is put right \
            instead, the next sweep takes back what was held.

            A running relay sends what is let out at once; else it goes out with the next `sync` or `run`.
            """)

    @OptionGroup var common: CommonOptions

    @Argument(help: "The boards, such as acme/ap-invoices.")
    var boards: [String] = []

    @Flag(help: "Every board.")
    var all = false

    @Flag(help: "Print the result as JSON.")
    var json = false

    func validate() throws {
        guard boards.isEmpty == all else { throw ValidationError("Name the boards, or say --all.") }
    }

    func run() async throws {
        try await reporting("sage-relay", exitCode: exitCode(of:)) {
            let configuration = try RelayConfiguration(file: common.config)
            let report = try await report(configuration)
            print(json ? try report.json() : report.table, terminator: json ? "\n" : "")
        }
    }

    private func report(_ configuration: RelayConfiguration) async throws -> ApproveReport {
        if StoreLock.isHeld(path: configuration.state) {
            return try await Asking(configuration: configuration).ask(ApproveRequest(boards: boards))
        }
        let known = configuration.connections.flatMap { connection in
            connection.boards.map { BoardRef(connection: connection.name, kind: $0.kind) }
        }
        if let unknown = boards.first(where: { name in !known.contains { $0.text == name } }) {
            throw RelayError(
                .unknownBoard,
                "The configuration has no board \(unknown); it has \(known.map(\.text).joined(separator: ", ")).")
        }
        return try await ApproveRequest.approve(
            known.filter { all || boards.contains($0.text) }, in: try RelayStore(path: configuration.state))
    }
}

extension ApproveReport {
    /// The report as a table for people.
    fileprivate var table: String {
        var table = TextTable([("Board", .left), ("Let out", .right)])
        for row in rows { table.add([row.board, "\(row.released)"]) }
        return table.text
    }
}
