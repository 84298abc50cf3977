/// Decides whether new items go to a board in bulk now, in batches, or have to wait: pure, so that every case is tested.
package struct BulkPlan: Sendable, Hashable {
    /// What to do with the items that are to be created.
    package enum Decision: Hashable, Sendable {
        /// They go out in batches.
        case batches
        /// So many of them go out in one job.
        case job(rows: Int)
        /// They are done soonest when they wait for room for another job; what is live goes out in batches meanwhile.
        case wait(until: Int64)
    }

    /// What a job takes from its start to its last look at the board, in milliseconds, for the comparison with batches.
    static let jobTime: Int64 = 120_000

    package var settings: BulkSettings
    /// How many items are to be created now that a job may bring.
    package var backlog: Int
    /// What the account still may bring in bulk.
    package var room: BulkRoom
    /// How many more items the board can hold; `nil` where that is not known.
    package var boardRoom: Int?
    /// Whether everything is being read from Sage, so that the backlog still grows.
    package var isReading: Bool
    /// What it costs to create the backlog in batches.
    package var batches: PlanCost
    /// How many requests the account has left today; `nil` for any number.
    package var requestsLeft: Int?
    /// Milliseconds since 1970.
    package var now: Int64

    package init(
        settings: BulkSettings, backlog: Int, room: BulkRoom, boardRoom: Int?, isReading: Bool,
        batches: PlanCost, requestsLeft: Int?, now: Int64
    ) {
        self.settings = settings
        self.backlog = backlog
        self.room = room
        self.boardRoom = boardRoom
        self.isReading = isReading
        self.batches = batches
        self.requestsLeft = requestsLeft
        self.now = now
    }

    /// What to do.
    package var decision: Decision {
        let most = min(backlog, settings.rows, boardRoom ?? .max)
        // A job for a handful of rows would cost a start and minutes of a board that waits.
        let least = min(settings.threshold, settings.rows)
        guard backlog >= settings.threshold, most >= least else { return .batches }
        // One large job is better than several small ones that follow the reading.
        if isReading, most < settings.rows { return .batches }
        guard room.rows < least else { return .job(rows: min(most, room.rows)) }
        guard let moreAt = room.moreAt, moreAt > now else { return .batches }
        let fitsDay = requestsLeft.map { batches.calls <= $0 } ?? true
        let end = now + Int64(batches.minutes) * 60_000
        return fitsDay && end <= moreAt + Self.jobTime ? .batches : .wait(until: moreAt)
    }
}
