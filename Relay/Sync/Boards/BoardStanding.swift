import Mapping

/// What was seen of a board at its last discovery, and what the relay did to keep it from filling up.
///
/// Apart from ``BoardRow``, since nothing of it decides what is written to items.
package struct BoardStanding: Hashable, Sendable {
    package let ref: BoardRef
    /// How many items the board takes; `nil` where monday does not say.
    package var itemsLimit: Int?
    /// When the board was discovered last, in milliseconds since 1970; 0 for never.
    package var discoveredAt: Int64 = 0
    /// What is wrong with the board, and does not keep it from being written to: one sentence each.
    package var notices: [String] = []
    /// Not before this time are items looked for that could be archived, in milliseconds since 1970.
    package var rolloverAt: Int64 = 0
    /// The day, in days since 1970 and UTC, of which ``archived`` tells.
    package var archivedDay: Int64 = 0
    /// How many items were archived, or chosen for it, on that day.
    package var archived = 0

    package init(ref: BoardRef) {
        self.ref = ref
    }

    /// Takes in a discovery.
    ///
    /// - Parameters:
    ///   - board: the board as it is now.
    ///   - findings: everything that is wrong with it.
    ///   - at: milliseconds since 1970.
    mutating func note(_ board: BoardDescription, _ findings: [BoardFinding], at: Int64) {
        itemsLimit = board.itemsLimit
        discoveredAt = at
        notices = findings.filter { $0.weight != .notice }.map(\.sentence)
    }
}

/// What a transaction can read of it.
package protocol StandingReader {
    /// The board's standing; a fresh one when it was never discovered.
    func standing(_ ref: BoardRef) throws -> BoardStanding
    /// How many items were made on each of the last days, oldest first, from the day of the first one on.
    ///
    /// - Parameters:
    ///   - ref: the board.
    ///   - days: how many days back, at most.
    ///   - now: milliseconds since 1970; the day that is not over is left out.
    /// - Returns: the numbers; nothing where no item was made in that time.
    /// - Throws: what the store throws.
    func creations(_ ref: BoardRef, days: Int, now: Int64) throws -> [Int]
    /// The keys of records whose items a rule would archive, oldest first.
    func archivable(_ ref: BoardRef, _ rule: RolloverRule, now: Int64, limit: Int) throws -> [String]
    /// Records whose items are to be archived, and may be now.
    func archiving(_ ref: BoardRef, now: Int64, limit: Int) throws -> [RecordRow]
    /// When the next item is to be archived, in milliseconds since 1970; `nil` when none is.
    func nextArchiving(_ ref: BoardRef) throws -> Int64?
    /// The board that the relay made, or is making, for some records.
    func construction(_ ref: BoardRef) throws -> BoardConstruction?
}

/// What a transaction can change of it.
package protocol StandingWriter: StandingReader {
    func save(_ standing: BoardStanding) throws
    func save(_ construction: BoardConstruction) throws
}

/// A board that the relay makes: written down before monday is asked for it, so that it is made once.
package struct BoardConstruction: Hashable, Sendable {
    package let ref: BoardRef
    package var name: String
    /// Sent with the request that makes the board.
    package var idempotencyKey: String
    /// Milliseconds since 1970.
    package var startedAt: Int64
    /// The board's id, once it is known.
    package var boardID: String?

    package init(ref: BoardRef, name: String, idempotencyKey: String, startedAt: Int64, boardID: String? = nil) {
        self.ref = ref
        self.name = name
        self.idempotencyKey = idempotencyKey
        self.startedAt = startedAt
        self.boardID = boardID
    }
}
