/// What happens to findings that the relay could put right by itself.
package enum RepairPolicy: String, Codable, Sendable, CaseIterable {
    /// They are put right.
    case repair
    /// They are only told.
    case report
}

/// What a reconciliation of one board found and did.
package struct BoardReconciliation: Codable, Hashable, Sendable {
    /// What was put right.
    package struct Repairs: Codable, Hashable, Sendable {
        /// Items whose differing fields were sent again.
        package var corrected = 0
        /// Records whose item was gone, and that went out again.
        package var forgotten = 0
        /// Items that got back their record.
        package var claimed = 0

        package init() {}

        /// How many records were touched.
        package var all: Int { corrected + forgotten + claimed }
    }

    /// What a read of Sage against the ledger found.
    package struct SageSide: Codable, Hashable, Sendable {
        /// Records compared.
        package var checked: Int
        /// Records that were new or changed, though no poll had shown it: changed without a stamp.
        package var changed: Int
        /// Records that Sage no longer holds.
        package var gone: Int
        /// Records that could not be read.
        package var unreadable: Int

        /// Takes over what a sweep counted.
        package init(_ run: RunRow) {
            checked = run.read + run.problems
            changed = run.new + run.changed
            gone = run.gone
            unreadable = run.problems
        }
    }

    /// The board's name, `acme/ap-invoices`.
    package let board: String
    /// Milliseconds since 1970.
    package let startedAt: Int64
    package let policy: RepairPolicy
    package var milliseconds: Int64 = 0
    /// Sage against the ledger; `nil` when Sage was not read.
    package var sage: SageSide?
    /// Items on the board with a key of this connection, company and kind.
    package var items = 0
    /// Items with another key, or none: people's own.
    package var strangers = 0
    /// Records that were on their way to the board, or waited, and so were not judged.
    package var unjudged = 0
    /// The ledger against the board.
    package var findings = FindingList()
    /// What a second read still found after repairs; `nil` when nothing was repaired.
    package var left: FindingList?
    package var repaired = Repairs()
    /// Sage against the board; `nil` when Sage could not be read.
    package var totals: ControlReport?
    /// Requests to monday, deliveries included.
    package var calls = 0
    /// What a person should know: why nothing was repaired, or why the work did not come to its end.
    package var messages: [String] = []
    /// Whether both comparisons came to their end.
    package var isDone = false

    package init(board: String, startedAt: Int64, policy: RepairPolicy) {
        self.board = board
        self.startedAt = startedAt
        self.policy = policy
    }

    /// Whether all is equal now, and nothing needs a person.
    package var isClean: Bool {
        isDone && messages.isEmpty && (left ?? findings).open == 0 && (sage?.unreadable ?? 0) == 0
            && totals.map { $0.differing.isEmpty && $0.unreadable == 0 } ?? true
    }
}
