import ArgumentParser
import Commands
import Configuration
import Service
import Store
import Sync

/// The subcommand `resume`.
struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Have paused boards read and written again.",
        discussion: """
            What was missed meanwhile is read once, at once, or when the board's hours begin; what was queued and in \
            doubt goes on.
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var selection: BoardSelection

    @Flag(help: "Print what has ended as JSON.")
    var json = false

    func run() async throws {
        try await reporting("sage-relay", exitCode: exitCode(of:)) {
            let configuration = try RelayConfiguration(file: common.config)
            let boards = try selection.boards(in: configuration)
            let store = try RelayStore(beside: configuration.state)
            let ended = try store.resume(boards, .person)
            try await Asking(configuration: configuration).wakeRunning()
            if json { return try printJSON(boards.map { PauseRow(board: $0.text, pause: ended[$0]) }) }
            for board in boards {
                print(
                    ended[board].map { "\(board) goes on; it was paused since \($0.sinceText): \($0.reason)" }
                        ?? "\(board) was not paused.")
            }
        }
    }
}
