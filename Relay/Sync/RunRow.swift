/// One run of one board, from what started it to what came of it.
package struct RunRow: Hashable, Sendable, Codable {
    /// How a run ended, or that it has not.
    package enum Outcome: String, Sendable, Codable {
        case running, done, failed
    }

    package let id: Int64
    /// The board's name, `acme/ap-invoices`.
    package let board: String
    /// `poll`, `full` or `sweep`.
    package let mode: String
    /// Milliseconds since 1970.
    package let startedAt: Int64
    package var endedAt: Int64?
    package var outcome: Outcome
    /// Records read from Sage.
    package var read = 0
    /// Records whose item is to be created.
    package var new = 0
    /// Records whose item is to be changed.
    package var changed = 0
    package var unchanged = 0
    /// Records that are no longer in Sage.
    package var gone = 0
    /// Records that the board's scope leaves out.
    package var skipped = 0
    /// Records that could not be read.
    package var problems = 0
    /// Whether it failed in a way that no time mends.
    package var needsPerson: Bool?
    /// What happened, in one sentence, where it needs one.
    package var message: String?

    package init(id: Int64, board: String, mode: String, startedAt: Int64) {
        self.id = id
        self.board = board
        self.mode = mode
        self.startedAt = startedAt
        outcome = .running
    }

    mutating func count(_ observation: RecordRow.Observation) {
        read += 1
        switch observation {
        case .created: new += 1
        case .changed: changed += 1
        case .unchanged: unchanged += 1
        case .skipped: skipped += 1
        }
    }
}

/// What was written to a board, counted since the store was made.
package struct DeliveryCounts: Hashable, Sendable, Codable {
    package var created = 0
    package var updated = 0
    /// Requests to monday, look-ups and discovery included.
    package var calls = 0

    package init(created: Int = 0, updated: Int = 0, calls: Int = 0) {
        self.created = created
        self.updated = updated
        self.calls = calls
    }

    package static func - (left: DeliveryCounts, right: DeliveryCounts) -> DeliveryCounts {
        DeliveryCounts(
            created: left.created - right.created, updated: left.updated - right.updated,
            calls: left.calls - right.calls)
    }
}
