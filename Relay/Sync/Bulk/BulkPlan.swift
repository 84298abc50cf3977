/// Decides whether new items go to a board in bulk now, in batches, or have to wait: pure, so that every case is tested.
package struct BulkPlan: Sendable, Hashable {
    /// What to do with the items that are to be created.
    package enum Decision: Hashable, Sendable {
        /// They go out in batches.
        case batches
        /// So many of them go out in one job.
        case job(rows: Int)
        /// A batch of them goes out before the job: the hour has no room for all, and the rest is done at once.
        case restFirst
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
    /// How many items one request creates at most.
    package var batch: Int
    /// The account's.
    package var limits: RateGovernor.Limits
    /// How many requests the account has left today; `nil` for any number.
    package var requestsLeft: Int?
    /// Milliseconds since 1970.
    package var now: Int64

    package init(
        settings: BulkSettings, backlog: Int, room: BulkRoom, boardRoom: Int?, isReading: Bool, batch: Int,
        limits: RateGovernor.Limits, requestsLeft: Int?, now: Int64
    ) {
        self.settings = settings
        self.backlog = backlog
        self.room = room
        self.boardRoom = boardRoom
        self.isReading = isReading
        self.batch = batch
        self.limits = limits
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
        guard room.rows < least else {
            let rows = min(most, room.rows)
            return isQuick(backlog - rows, roomLeft: room.rows - rows) ? .restFirst : .job(rows: rows)
        }
        guard let moreAt = room.moreAt, moreAt > now else { return .batches }
        let batches = cost(backlog)
        let fitsDay = requestsLeft.map { batches.calls <= $0 } ?? true
        let end = now + Int64(batches.minutes) * 60_000
        return fitsDay && end <= moreAt + Self.jobTime ? .batches : .wait(until: moreAt)
    }

    /// Whether what a job leaves over is better created before it.
    ///
    /// No other job of this hour brings it, it takes more than one request, and the limits let it pass within a minute;
    /// behind the job it would take that minute as well.
    private func isQuick(_ rest: Int, roomLeft: Int) -> Bool {
        guard rest > batch, roomLeft < min(rest, settings.threshold), boardRoom.map({ $0 >= backlog }) ?? true else {
            return false
        }
        let points = rest * RequestKind.create.assumedCost
        let cost = cost(rest)
        return cost.minutes == 0 && points <= limits.complexityPerMinute ?? .max
            && cost.calls <= requestsLeft ?? .max
    }

    private func cost(_ creates: Int) -> PlanCost {
        PlanCost(discovers: false, creates: creates, changes: 0, batch: batch, limits: limits)
    }
}
