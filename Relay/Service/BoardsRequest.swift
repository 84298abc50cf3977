import Sync

/// What `sage-relay boards` asks for: boards that are made, looked at, or given what they lack.
package struct BoardsRequest: RelayVerb, Hashable {
    /// What is wanted.
    package enum Action: String, Codable, Sendable {
        case create, check, fix
    }

    package static let name = "boards"
    /// Nothing goes to a board while it is being made.
    package static let delivers = false

    package var action: Action
    /// The boards' names, `acme/ap-invoices`; empty for every board.
    package var boards: [String]
    package var choice: BoardBlueprint.Choice
    /// Whether it is done, or only told.
    package var applies: Bool

    package init(
        _ action: Action, boards: [String], choice: BoardBlueprint.Choice = BoardBlueprint.Choice(), applies: Bool
    ) {
        self.action = action
        self.boards = boards
        self.choice = choice
        self.applies = applies
    }

    package func perform(in service: RelayService) async throws -> BoardsReport {
        try await service.boards(self)
    }
}

/// What came of it.
package struct BoardsReport: Codable, Hashable, Sendable {
    package var boards: [BoardReport]

    package init(boards: [BoardReport]) {
        self.boards = boards
    }

    /// Whether every board is fit for its records.
    package var isClean: Bool { boards.allSatisfy(\.isClean) }
}
