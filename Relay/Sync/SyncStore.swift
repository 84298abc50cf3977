import Foundation

/// Where the engine keeps its state: everything that must survive a crash.
///
/// A transaction is durable when `write` returns, power cuts included. What is inside one happens wholly or not at all.
package protocol SyncStore: Sendable {
    /// Reads one consistent state.
    func read<Value: Sendable>(_ body: @Sendable (any StoreReader) throws -> Value) async throws -> Value

    /// Runs one transaction; a thrown error leaves the state as it was.
    func write<Value: Sendable>(_ body: @Sendable (any StoreWriter) throws -> Value) async throws -> Value
}

/// What a transaction can read.
package protocol StoreReader {
    /// The board; a fresh row when it was never seen.
    func board(_ ref: BoardRef) throws -> BoardRow
    /// Whether and why a person keeps the board from being read and written.
    func pause(_ ref: BoardRef) throws -> BoardRow.Pause?
    /// The scan under way, or `nil`.
    func scan(_ ref: BoardRef) throws -> ScanRow?
    func record(_ ref: BoardRef, key: String) throws -> RecordRow?
    /// Records that may go out now, changes before creates, those waiting longest first.
    func due(_ ref: BoardRef, now: Int64, limit: Int) throws -> [RecordRow]
    /// When the next queued record may go out, in milliseconds since 1970; `nil` when none is queued.
    func nextDue(_ ref: BoardRef) throws -> Int64?
    /// Requests whose outcome is not known, oldest first.
    func attempts(_ ref: BoardRef) throws -> [AttemptRow]
    /// Records that a scan which reads everything did not see and that are not marked gone, in order of key.
    func unseen(_ ref: BoardRef, scan: Int64, after: String?, limit: Int) throws -> [RecordRow]
    /// Whether nothing is to be done for the board, now or later: no record queued, sent, in doubt or to be tried again,
    /// and no discovery.
    func isSettled(_ ref: BoardRef) throws -> Bool
    /// How many records there are in each state, those that are gone not counted apart.
    func counts(_ ref: BoardRef) throws -> [RecordRow.State: Int]
    /// How many records are known and not gone, and how many of them this scan did not see.
    func known(_ ref: BoardRef, scan: Int64) throws -> (all: Int, unseen: Int)
    func delivered(_ ref: BoardRef) throws -> DeliveryCounts
    func run(_ id: Int64) throws -> RunRow?
}

/// What a transaction can change.
package protocol StoreWriter: StoreReader {
    func save(_ board: BoardRow) throws
    func save(_ record: RecordRow) throws
    /// Forgets every item: the records are looked up, or created, on another board.
    func forgetItems(_ ref: BoardRef) throws
    /// Has blocked records try again, since the board is another one than the one that refused them.
    func rearmBlocked(_ ref: BoardRef) throws
    /// Forgets what some fields are known to show: they are sent again, to columns that were not there before.
    func forget(fields: [String], _ ref: BoardRef) throws
    /// Opens an attempt with its members.
    func openAttempt(
        board: BoardRef, action: AttemptRow.Action, idempotencyKey: String, body: Data,
        members: [AttemptRow.Member], now: Int64, dueAt: Int64
    ) throws -> AttemptRow
    func save(_ attempt: AttemptRow) throws
    /// Forgets an attempt whose outcome is known.
    func close(attempt id: Int64) throws
    /// Starts a scan; there is at most one for a board.
    func openScan(_ make: (Int64) -> ScanRow) throws -> ScanRow
    func save(_ scan: ScanRow) throws
    func close(scan id: Int64) throws
    func openRun(board: BoardRef, mode: ScanRow.Mode, now: Int64) throws -> RunRow
    func save(_ run: RunRow) throws
    /// Keeps the sentence on a record that could not be read, or forgets it with `nil`.
    func note(problem: String?, board: BoardRef, key: String, now: Int64) throws
    func count(_ counts: DeliveryCounts, _ ref: BoardRef) throws
}
