import ArgumentParser
import Commands
import Configuration
import Foundation
import Service
import Store
import Sync

/// The subcommand `reconcile`.
struct ReconcileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile",
        abstract: "Hold Sage against the ledger, the ledger against the boards, and put right what differs.",
        discussion: """
            Sweeps Sage, delivers what that found, reads every item back, and compares names, values and keys; then \
            adds up Sage's own figures beside the board's. With the policy `repair` edited items get back what differs, \
            and items that were deleted or moved away are made again. With `report` the board is only looked at; what \
            Sage itself changed is still sent, since that is syncing. Under either, duplicates, unknown items and archived \
            ones are told and left: the relay never deletes, archives or empties an item. docs/reconciliation.md says more.

            Exit code 0: all is equal, or was put right. 1: something needs a person.
            """)

    @OptionGroup var common: CommonOptions

    @OptionGroup var only: ChosenBoards

    @Option(help: "What to do with what differs: repair or report. Without it, what the configuration says.")
    var policy: RepairPolicy?

    @Flag(help: "Show what the last reconciliation of each board found, and do nothing.")
    var last = false

    @OptionGroup var asked: AskingOptions

    @Flag(help: "Print the result as JSON.")
    var json = false

    func run() async throws {
        try await reporting("sage-relay", exitCode: exitCode(of:)) {
            let configuration = try RelayConfiguration(file: common.config)
            let report: ReconcileReport
            if last {
                report = try lastReport(configuration)
            } else {
                report = try await asked.asking(configuration).ask(ReconcileRequest(boards: only.names, policy: policy))
            }
            print(json ? try report.json() : report.text, terminator: json ? "\n" : "")
            if !report.isClean { throw ExitCode(1) }
        }
    }

    private func lastReport(_ configuration: RelayConfiguration) throws -> ReconcileReport {
        let store = try RelayStore(readOnly: configuration.state)
        return ReconcileReport(
            boards: try configuration.boards(named: only.names).map { ref in
                if let last = try store.reconciliations(of: ref, limit: 1).first { return last }
                var none = BoardReconciliation(board: ref.text, startedAt: 0, policy: .report)
                none.messages = ["It was not reconciled yet."]
                return none
            })
    }
}

extension RepairPolicy: ExpressibleByArgument {}
