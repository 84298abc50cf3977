import ArgumentParser
import Commands
import Configuration
import Observability
import Service
import Store
import Sync

/// `letters show`.
struct LettersShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show everything that is known of one record: what its item shall show and shows, failures, history.")

    @OptionGroup var common: CommonOptions

    @Argument(help: "The board, such as acme/ap-invoices.")
    var board: BoardRef

    @Argument(help: "The record's key, as `letters list` shows it.")
    var key: String

    @Flag(help: "Print it as JSON.")
    var json = false

    func run() async throws {
        try await reporting("sage-relay", exitCode: exitCode(of:)) {
            let configuration = try RelayConfiguration(file: common.config)
            try configuration.require(board)
            guard let detail = try RelayStore(readOnly: configuration.state).detail(of: key, on: board, rows: 10) else {
                throw RelayError.unknownRecord(key, board)
            }
            if json { return try printJSON(detail) }
            print(text(detail), terminator: "")
        }
    }

    private func text(_ detail: RecordDetail) -> String {
        var out = "\(detail.board) \(detail.key): \(detail.state ?? "never read")"
        out += detail.isGone ? ", no longer in Sage\n" : "\n"
        out += detail.itemID.map { "Item \($0).\n" } ?? "No item.\n"
        if detail.failures > 0 { out += "Failed \(detail.failures) times in a row.\n" }
        if detail.dueAt > 0 { out += "Not before \(HistoryRow.moment(detail.dueAt)).\n" }
        for sentence in [detail.problem, detail.note].compactMap(\.self) { out += sentence + "\n" }
        for attempt in detail.attempts {
            out +=
                "In request \(attempt.id) (\(attempt.action), \(attempt.members) records, key \(attempt.idempotencyKey)),"
                + " sent at \(HistoryRow.moment(attempt.createdAt)), looked up \(attempt.looks) times.\n"
        }
        if detail.state != nil {
            var fields = TextTable([("Field", .left), ("Shall show", .left), ("Shows", .left)])
            for field in detail.fields {
                let shows = detail.isShownKnown ? field.shows ?? "" : "not known"
                fields.add([field.name, field.shall ?? "", detail.itemID == nil ? "" : shows])
            }
            out += "\n" + fields.text
        }
        var history = HistoryTable()
        for row in detail.history { history.add(row) }
        return history.isEmpty ? out : out + "\n" + history.text
    }
}

extension RelayError {
    /// A key that no record of the board has.
    static func unknownRecord(_ key: String, _ board: BoardRef) -> RelayError {
        RelayError(
            .unknownRecord,
            "The relay knows no record \(key) of \(board). `sage-relay letters list` shows keys as they are written here."
        )
    }
}
