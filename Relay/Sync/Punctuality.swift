/// Whether a board is read as often as its schedule wants: a poll that does not come is not to pass unnoticed.
package enum Punctuality: Hashable, Sendable {
    case onTime
    /// Nothing is expected now: the board is paused, or it is outside of its hours.
    case resting
    /// The last whole poll began too long ago; one should have by this time, in milliseconds since 1970.
    case late(since: Int64)

    /// Judges a board.
    ///
    /// - Parameters:
    ///   - polls: its schedule.
    ///   - polledAt: when its last whole poll began, in milliseconds since 1970; `nil` for never.
    ///   - startedAt: since when a relay is there to poll, for a board that was never polled; `nil` for never.
    ///   - isPaused: whether a person keeps it from being polled.
    ///   - now: milliseconds since 1970.
    package init(polls: Schedule, polledAt: Int64?, startedAt: Int64?, isPaused: Bool, now: Int64) {
        guard !isPaused, polls.isOpen(at: now) else {
            self = .resting
            return
        }
        let deadline = polledAt.map { polls.deadline(after: $0) } ?? startedAt.map { polls.deadline(sinceStart: $0) }
        if let deadline, deadline < now { self = .late(since: deadline) } else { self = .onTime }
    }
}
