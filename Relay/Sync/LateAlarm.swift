/// When to say that a board is late, and when that it no longer is: pure.
///
/// After a start, and after a rest, a board first has the time to catch up; an alarm that stands is repeated, but not more
/// than once an hour.
package struct LateAlarm: Hashable, Sendable {
    /// What to say.
    package enum Message: Hashable, Sendable {
        /// It became late, or still is; since when, in milliseconds since 1970.
        case late(since: Int64)
        /// It is read again.
        case recovered
    }

    /// The time to catch up, in milliseconds.
    static let chance: Int64 = 300_000
    /// The least time between two messages that a board is late, in milliseconds.
    static let repetition: Int64 = 3_600_000

    private var watchedSince: Int64
    private var toldAt: Int64?

    /// Starts to watch.
    ///
    /// - Parameter now: milliseconds since 1970.
    package init(now: Int64) {
        watchedSince = now
    }

    /// Takes in how the board stands.
    ///
    /// - Parameters:
    ///   - punctuality: how it stands.
    ///   - now: milliseconds since 1970.
    /// - Returns: what to say, if anything.
    package mutating func judge(_ punctuality: Punctuality, now: Int64) -> Message? {
        switch punctuality {
        case .onTime:
            guard toldAt != nil else { return nil }
            toldAt = nil
            return .recovered
        case .resting:
            // An alarm that stands is neither repeated nor taken back: nothing was read.
            watchedSince = now
            return nil
        case .late(let since):
            guard now - watchedSince >= Self.chance, toldAt.map({ now - $0 >= Self.repetition }) ?? true else {
                return nil
            }
            toldAt = now
            return .late(since: since)
        }
    }
}
