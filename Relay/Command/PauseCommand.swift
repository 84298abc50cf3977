import ArgumentParser
import Commands
import Configuration
import Foundation
import Service
import Store
import Sync

/// The subcommand `pause`.
struct PauseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Keep boards from being read and written, until they are resumed.",
        discussion: """
            A pause holds across restarts of the relay, and needs none that runs. Beside a running relay it holds within \
            a second: a request to monday.com that is under way is waited for, a read stops behind its last page and goes \
            on there later, and what is queued or in doubt waits.

            sage-relay pause acme/ap-invoices --reason "month-end close, until Friday"
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var selection: BoardSelection

    @Option(help: ArgumentHelp("Why, for whoever looks at the status: 1 to 200 characters.", valueName: "text"))
    var reason: String

    @Flag(help: "Print the result as JSON.")
    var json = false

    func validate() throws {
        guard BoardRow.Pause(given: reason, now: 0) != nil else {
            throw ValidationError("--reason takes 1 to \(BoardRow.Pause.reasonLimit) characters in one line.")
        }
    }

    func run() async throws {
        try await reporting("sage-relay", exitCode: exitCode(of:)) {
            let configuration = try RelayConfiguration(file: common.config)
            let boards = try selection.boards(in: configuration)
            // A board can be paused before the relay's first start, which makes the state.
            let isKnown = FileManager.default.fileExists(atPath: configuration.state)
            let store = try isKnown ? RelayStore(beside: configuration.state) : RelayStore(path: configuration.state)
            let now = Int64(Date().timeIntervalSince1970 * 1000)
            guard let pause = BoardRow.Pause(given: reason, now: now) else { return }
            try store.pause(boards, pause, .person)
            try await Asking(configuration: configuration).wakeRunning()
            let rows = try store.status(of: boards).map { PauseRow(board: $0.board, pause: $0.pause) }
            if json { return try printJSON(rows) }
            for row in rows { print("\(row.board) is paused: \(row.pause?.reason ?? "")") }
        }
    }
}

/// A board and its pause, as `pause` and `resume` print them for programs.
struct PauseRow: Encodable {
    var board: String
    /// What holds now, or what has ended.
    var pause: BoardRow.Pause?
}
