/// One more look for the keys of a create that was in doubt, some time after it was settled.
///
/// Monday's search may lag longer than the looks that settled it waited; what appears late is then told within minutes.
package struct LateLook: Hashable, Sendable {
    package let id: Int64
    package let board: BoardRef
    package let records: [RecordOnBoard]
    /// Milliseconds since 1970.
    package let dueAt: Int64

    /// The least time from the settling to the look, in milliseconds; ten settle times where they are longer.
    package static let least: Int64 = 120_000

    package init(id: Int64, board: BoardRef, records: [RecordOnBoard], dueAt: Int64) {
        self.id = id
        self.board = board
        self.records = records
        self.dueAt = dueAt
    }
}

extension StoreWriter {
    /// Has the keys of an attempt looked up once more, after a while, and the board's index not believed about them.
    func lookAgain(at attempt: AttemptRow, now: Int64, settle: Int) throws {
        try forgetIndex(attempt.board)
        try doubt(attempt.members.map(\.key), attempt.board)
        try openLateLook(
            board: attempt.board, records: attempt.records, dueAt: now + max(10 * Int64(settle), LateLook.least))
    }
}
