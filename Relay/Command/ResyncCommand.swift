import ArgumentParser
import Commands
import Configuration
import Foundation
import Service
import Store
import Sync
import WireProtocol

/// The subcommand `resync`.
struct ResyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resync",
        abstract: "Write records to a board again, whatever it shows.",
        discussion: """
            Reads the records from Sage and sends every mapped column of them: it puts right what people changed on \
            the board, and makes items again that they deleted. Keys are looked up before anything is created, so that \
            no record gets a second item.

            Without options it is the whole board. `--key` names a record as `sage-relay status` shows it, such as \
            00/AIRWAY/1234; for invoices the plain invoice number does where only one invoice has it. `--from` and \
            `--to` name invoices and purchase orders by their date.

            What it costs is shown first. More than \(ResyncCommand.unaskedRecords) records are written only after a \
            person said so, here or by `--yes`. What was marked goes out even if this command, or the relay, is \
            stopped.
            """)

    /// So many records are written without asking.
    private static let unaskedRecords = 10

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp("The board, such as acme/ap-invoices.", valueName: "board"))
    var board: String

    @Option(
        help: ArgumentHelp(
            "A record's key, or an invoice's number. May be repeated, \(Resync.mostSingleReads) times at most.",
            valueName: "key"))
    var key: [String] = []

    @Option(help: ArgumentHelp("Only records dated on this day or later.", valueName: "YYYY-MM-DD"))
    var from: Day?

    @Option(help: ArgumentHelp("Only records dated on this day or earlier.", valueName: "YYYY-MM-DD"))
    var to: Day?

    @Flag(help: "Do not ask, whatever it costs.")
    var yes = false

    @OptionGroup var asked: AskingOptions

    @Flag(help: "Print the result as JSON.")
    var json = false

    func validate() throws {
        guard key.isEmpty || (from == nil && to == nil) else {
            throw ValidationError("Name records by --key, or by a range of dates; not both.")
        }
        if let from, let to, to.iso < from.iso { throw ValidationError("--to is before --from.") }
    }

    func run() async throws {
        try await reporting("sage-relay", exitCode: exitCode(of:)) {
            let configuration = try RelayConfiguration(file: common.config)
            let request = try await confirmed(configuration)
            let report = try await asked.asking(configuration).ask(request)
            print(json ? try report.json() : report.text, terminator: json ? "\n" : "")
            if !report.isClean { throw ExitCode(1) }
        }
    }

    /// What is asked for, once a person knows what it costs.
    private func confirmed(_ configuration: RelayConfiguration) async throws -> ResyncRequest {
        let store = try RelayStore(readOnly: configuration.state)
        var keys: [String] = []
        for text in key {
            let meant = try one(of: try await ResyncPreview.keys(meant: text, board: board, store), text)
            if !keys.contains(meant) { keys.append(meant) }
        }
        let request = ResyncRequest(board: board, keys: keys, from: from?.iso, through: to?.iso)
        let preview = try await ResyncPreview(request, configuration, store)
        let cost = "\(PlanCost.text(preview.records, "record")) of \(board) to write again: \(preview.cost.sentence)."
        guard preview.records > Self.unaskedRecords, !yes else {
            say(cost + "\n")
            return request
        }
        guard isTerminal else { throw RelayError(.badRequest, "\(cost) Add --yes to have it done.") }
        say("\(cost) Write them? [y/N] ")
        guard ["y", "yes"].contains(readLine()?.lowercased()) else { throw nothingDone() }
        return request
    }

    /// The record that is meant, where a number stands for several.
    private func one(of keys: [String], _ text: String) throws -> String {
        if keys.count == 1 { return keys[0] }
        guard isTerminal else {
            throw RelayError(
                .badRequest,
                "\(keys.count) invoices have the number \(text): \(keys.joined(separator: ", ")). Name one by its key.")
        }
        say("\(keys.count) invoices have the number \(text):\n")
        for (index, key) in keys.enumerated() { say("  \(index + 1)  \(key)\n") }
        say("Which one? [1-\(keys.count)] ")
        guard let number = readLine().flatMap({ Int($0) }), 1...keys.count ~= number else {
            throw nothingDone()
        }
        return keys[number - 1]
    }

    private func nothingDone() -> ExitCode {
        say("Nothing was done.\n")
        return ExitCode(1)
    }

    private var isTerminal: Bool { isatty(STDIN_FILENO) == 1 }

    /// Speaks to the person; standard output is the result's.
    private func say(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }
}

/// A day on the command line, `2026-10-31`.
struct Day: ExpressibleByArgument {
    let iso: String

    init?(argument: String) {
        let parts = argument.split(separator: "-", omittingEmptySubsequences: false).map(\.count)
        guard parts == [4, 2, 2], let date = SageDate(argument.replacing("-", with: "")) else { return nil }
        iso = date.iso
    }
}

extension ResyncReport {
    /// The report for people.
    var text: String {
        "\(PlanCost.text(records, "record")) of the ledger marked to be written again.\n\n"
            + SyncReport(rows: [row]).table
    }
}
