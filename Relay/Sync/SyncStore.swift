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
package protocol StoreReader:
    ReadBackReader, BulkStoreReader, StandingReader, LinkReader, IndexReader, VolumeReader, LineStoreReader
{
    /// The board; a fresh row when it was never seen.
    func board(_ ref: BoardRef) throws -> BoardRow
    /// Whether and why a person keeps the board from being read and written.
    func pause(_ ref: BoardRef) throws -> BoardRow.Pause?
    /// The scan under way in a lane, or `nil`.
    func scan(_ ref: BoardRef, _ lane: ScanRow.Lane) throws -> ScanRow?
    /// The keys of those records that are not known to be as they were sighted: new ones, changed ones, and those that
    /// were gone or could not be read.
    func differing(_ ref: BoardRef, _ sightings: [Sighting]) throws -> Set<String>
    func record(_ ref: BoardRef, key: String) throws -> RecordRow?
    /// The keys of records that could not be read, those tried longest ago first.
    func unreadable(_ ref: BoardRef, limit: Int) throws -> [String]
    /// The keys of records that may go out now, those to be created or those to be changed: live ones before a backfill's,
    /// those waiting longest first.
    func keysDue(
        _ ref: BoardRef, creating: Bool, _ urgency: Urgency?, now: Int64, limit: Int
    ) throws -> [String]
    /// When the next queued record that may not go out yet may, in milliseconds since 1970; `nil` when there is none.
    func nextDue(_ ref: BoardRef, after now: Int64) throws -> Int64?
    /// Requests whose outcome is not known, oldest first.
    func attempts(_ ref: BoardRef) throws -> [AttemptRow]
    /// The look at keys that is due first; `nil` when there is none.
    func lateLook(_ ref: BoardRef) throws -> LateLook?
    /// Records that a scan which reads everything did not see and that are not marked gone, in order of key.
    func unseen(_ ref: BoardRef, scan: Int64, after: String?, limit: Int) throws -> [RecordRow]
    /// Whether nothing is to be done for the board, now or later: no record queued, sent, in doubt or to be tried again,
    /// no discovery, and no lines or link that were not looked at yet.
    ///
    /// - Parameters:
    ///   - ref: the board.
    ///   - keys: the records that are asked for, and nothing of the board besides; `nil` for the board as a whole.
    /// - Returns: whether nothing is to be done.
    /// - Throws: what reading the state throws.
    func isSettled(_ ref: BoardRef, keys: [String]?) throws -> Bool
    /// How many records there are in each state, those that are gone not counted apart.
    func counts(_ ref: BoardRef) throws -> [RecordRow.State: Int]
    /// How many records have an item, or may have one, and are not gone; and how many of them this scan did not see.
    func known(_ ref: BoardRef, scan: Int64) throws -> (all: Int, unseen: Int)
    /// Whether any record has an item, or is about to get one.
    func hasItems(_ ref: BoardRef) throws -> Bool
    /// How many records have an item, or are about to get one, those that are held not counted.
    func items(_ ref: BoardRef) throws -> Int
    /// How many records are held, those left out that this scan, yet to be judged, saw last.
    func held(_ ref: BoardRef, besides scan: Int64?) throws -> Int
    func delivered(_ ref: BoardRef) throws -> DeliveryCounts
    /// The keys of some records in their order, behind `after`.
    func keys(_ ref: BoardRef, _ selection: RecordSelection, after: String?, limit: Int) throws -> [String]
    func tally(_ ref: BoardRef, _ selection: RecordSelection) throws -> RecordTally
    func run(_ id: Int64) throws -> RunRow?
    /// The day that a board was, or is being, brought to; `nil` when there was none yet.
    func dayTurn(_ ref: BoardRef) throws -> DayTurn?
    /// Records whose items may change with the day, in order of key behind `openAfter`: neither gone nor paid, nor out
    /// of scope.
    func records(_ ref: BoardRef, openAfter key: String?, limit: Int) throws -> [RecordRow]
}

/// What a transaction can change.
package protocol StoreWriter:
    StoreReader, ReadBackWriter, BulkStoreWriter, StandingWriter, LinkWriter, IndexWriter, VolumeWriter,
    LineStoreWriter
{
    func save(_ board: BoardRow) throws
    func save(_ turn: DayTurn) throws
    /// Saves a record; one that is new has a sighting that no scan made, and is read whole by the next.
    func save(_ record: RecordRow) throws
    /// Notes what a scan's line said of a record that is saved.
    func see(_ ref: BoardRef, _ sighting: Sighting, scan: Int64) throws
    /// Notes that a scan saw a record and could not read it: it is not gone, and the next scan reads it whole.
    func seeUnreadable(_ ref: BoardRef, key: String, scan: Int64) throws
    /// Notes that a scan saw records as they are known.
    func mark(_ ref: BoardRef, keys: [String], scan: Int64) throws
    /// Forgets what was seen of a record that is gone.
    func forgetSighting(_ ref: BoardRef, key: String) throws
    /// Lets held records out, those left out that this scan, yet to be judged, saw last.
    func release(_ ref: BoardRef, besides scan: Int64?) throws
    /// Holds every record that waits to go out.
    func holdWaiting(_ ref: BoardRef) throws
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
    /// Has keys looked up once more at a time, in milliseconds since 1970.
    func openLateLook(board: BoardRef, records: [RecordOnBoard], dueAt: Int64) throws
    func close(lateLook id: Int64) throws
    /// Writes a line of the history, in the transaction of what it tells of.
    func append(_ entry: HistoryEntry) throws
    /// Starts a scan; there is at most one in each lane of a board.
    func openScan(_ make: (Int64) -> ScanRow) throws -> ScanRow
    func save(_ scan: ScanRow) throws
    func close(scan id: Int64) throws
    func openRun(board: BoardRef, mode: ScanRow.Mode, now: Int64) throws -> RunRow
    func save(_ run: RunRow) throws
    /// Keeps the sentence on a record that could not be read, or forgets it with `nil`.
    func note(problem: String?, board: BoardRef, key: String, now: Int64) throws
    /// Keeps the sentence on a record that has several items.
    func note(duplicates: String, board: BoardRef, key: String, now: Int64) throws
    /// Forgets what was said of records that have one item again.
    func forgetDuplicates(_ ref: BoardRef, but keys: [String]) throws
    func count(_ counts: DeliveryCounts, _ ref: BoardRef) throws
    /// Forgets what some records are known to show and queues them: every field is sent again.
    ///
    /// Left as they are: records that are under way, whose outcome decides; that wait for a person's word; that are out
    /// of scope.
    ///
    /// - Returns: how many were queued.
    func sendAgain(_ ref: BoardRef, _ selection: RecordSelection) throws -> Int
}

extension StoreReader {
    /// Whether nothing is to be done for the board as a whole, as ``isSettled(_:keys:)`` says.
    package func isSettled(_ ref: BoardRef) throws -> Bool { try isSettled(ref, keys: nil) }
}
