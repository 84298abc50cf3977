import ArgumentParser
import Configuration
import Service
import Sync

extension RelayConfiguration {
    /// Every board, in the order of the file.
    var boards: [BoardRef] {
        connections.flatMap { connection in
            connection.boards.map { BoardRef(connection: connection.name, kind: $0.kind) }
        }
    }

    /// Makes sure that a board is one of these.
    ///
    /// - Parameter board: as the command line names it; `nil` for all.
    /// - Throws: ``RelayError`` that names those there are.
    func require(_ board: BoardRef?) throws {
        guard let board, !boards.contains(board) else { return }
        throw RelayError(
            .unknownBoard,
            "The configuration has no board \(board); it has \(boards.map(\.text).joined(separator: ", ")).")
    }
}

extension BoardRef: ExpressibleByArgument {
    package init?(argument: String) {
        self.init(text: argument)
    }
}
