/// What of a board is read next, and when: pure.
///
/// Polls and reconciliations fail apart, so that a reconciliation that cannot be made keeps no poll from coming.
struct ReadingPlan: Hashable, Sendable {
    /// When what is due.
    struct Due: Hashable, Sendable {
        /// Milliseconds since 1970.
        var poll: Int64
        /// Milliseconds since 1970; `nil` for never.
        var reconciliation: Int64?

        var first: Int64 { min(poll, reconciliation ?? poll) }
    }

    private let polls: Schedule
    private let reconciliations: Schedule?
    private var failedPolls: Schedule.Failure?
    private var failedReconciliations: Schedule.Failure?

    init(_ settings: BoardSettings) {
        polls = settings.polls
        reconciliations = settings.reconciliations
    }

    /// When the next poll and the next reconciliation are due.
    ///
    /// - Parameters:
    ///   - board: when they were made last; a time in the future, which a clock that was set leaves, counts as now.
    ///   - now: milliseconds since 1970.
    ///   - random: for the jitter.
    /// - Returns: both; `now` for at once.
    func due(_ board: BoardRow, now: Int64, random: (ClosedRange<Int64>) -> Int64) -> Due {
        // Each try sweeps the company and reads the board: 10 minutes after the first failure, then 20, 40, an hour.
        let retry = failedReconciliations.map { $0.at + min(600_000 << Int64(min($0.count - 1, 3)), 3_600_000) }
        return Due(
            poll: polls.next(
                after: board.polledAt.map { min($0, now) }, failure: failedPolls, now: now, random: random),
            // The first read of all is whole, and compares everything.
            reconciliation: board.polledAt == nil
                ? nil
                : reconciliations?.next(
                    after: board.sweptAt.map { min($0, now) }, failure: failedReconciliations, now: now, random: random
                ).advanced(to: retry))
    }

    /// Takes in that something came to its end; whoever can reconcile can poll.
    mutating func succeeded(isReconciliation: Bool) {
        failedPolls = nil
        if isReconciliation { failedReconciliations = nil }
    }

    /// Takes in a failure.
    mutating func failed(isReconciliation: Bool, at now: Int64) {
        if isReconciliation {
            failedReconciliations = .one(more: failedReconciliations, at: now)
        } else {
            failedPolls = .one(more: failedPolls, at: now)
        }
    }
}

extension Int64 {
    /// The later of two moments.
    fileprivate func advanced(to other: Int64?) -> Int64 { Swift.max(self, other ?? self) }
}
