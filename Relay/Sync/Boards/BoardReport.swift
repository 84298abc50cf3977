import Mapping

/// What was found of one board, what it lacks, and what was done about it.
package struct BoardReport: Codable, Hashable, Sendable {
    /// Something that is made, or would be.
    package struct Step: Codable, Hashable, Sendable {
        /// What, for people: `the column "Vendor" (text)`.
        package var what: String
        package var isDone: Bool
    }

    /// Its name in the configuration, `acme/ap-invoices`.
    package var board: String
    /// Its id at monday; `nil` for one that is not made.
    package var boardID: String?
    /// Its name at monday.
    package var name: String?
    /// Everything that is wrong with it, worst first; after steps were taken, what is left.
    package var findings: [BoardFinding] = []
    /// What it lacks and can be given.
    package var steps: [Step] = []
    /// How many items it has, as far as monday says.
    package var items: Int?
    /// How many items it takes, as far as monday says.
    package var itemsLimit: Int?
    /// Whether the board itself was made now.
    package var isMade = false
    /// Why not everything could be looked at, or done.
    package var problem: String?

    package init(board: String) {
        self.board = board
    }

    /// Whether the board is fit for its records, and everything that was to be done is.
    package var isClean: Bool {
        problem == nil && steps.allSatisfy(\.isDone) && findings.allSatisfy { $0.weight == .notice }
    }

    /// What would be done, or what was.
    mutating func plan(_ parts: [BoardPart]) {
        steps = parts.map { Step(what: $0.sentence, isDone: false) }
    }
}

extension BoardPart {
    /// What it is, for people.
    var sentence: String {
        switch self {
        case .board(let board): "the board \"\(board.name)\""
        case .column(let column):
            "the column \"\(column.title)\" (\(column.type))"
                + (column.labels.isEmpty
                    ? "" : " with the labels \(column.labels.map(\.label).joined(separator: ", "))")
        case .group(let title): "the group \"\(title)\""
        case .labels(let column, _, let labels):
            "the labels \(labels.filter { $0.id == nil }.map(\.label).joined(separator: ", ")) of the column \(column)"
        }
    }
}
