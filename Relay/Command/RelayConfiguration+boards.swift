import ArgumentParser
import Configuration
import Service
import Sync

extension RelayConfiguration {
    /// Every board, in the order of the file.
    var boards: [BoardRef] {
        connections.flatMap { connection in
            connection.boards.map(connection.ref)
        }
    }

    /// Some boards.
    ///
    /// - Parameter names: their names; empty for all.
    /// - Returns: the boards, in the order of the file.
    /// - Throws: ``RelayError`` when there is no board of a name.
    func boards(named names: [String]) throws -> [BoardRef] {
        let known = boards
        if let unknown = names.first(where: { name in !known.contains { $0.text == name } }) {
            throw RelayError(
                .unknownBoard,
                "The configuration has no board \(unknown); it has \(known.map(\.text).joined(separator: ", ")).")
        }
        return known.filter { names.isEmpty || names.contains($0.text) }
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
