/// When a board is read next: pure, so that every case is tested.
///
/// Overlap is skipped, since one loop reads a board; what was missed while the relay was down is caught up once.
package struct Schedule: Sendable, Hashable {
    /// Milliseconds between two reads.
    package var interval: Int64
    /// How much later than due a read may start, drawn anew each time, so that boards do not all read at once: a tenth of
    /// the interval, a minute at most.
    package var jitter: Int64 { min(interval / 10, 60_000) }

    package init(interval: Int) {
        self.interval = Int64(interval)
    }

    /// When to read next.
    ///
    /// - Parameters:
    ///   - last: when the last read that came to its end began, in milliseconds since 1970; `nil` for never.
    ///   - failedAt: when a read failed that was not made good yet, in milliseconds since 1970.
    ///   - failures: how many failed in a row.
    ///   - random: for the jitter.
    /// - Returns: milliseconds since 1970; 0 for at once.
    package func next(
        after last: Int64?, failedAt: Int64?, failures: Int, random: (ClosedRange<Int64>) -> Int64
    ) -> Int64 {
        if let failedAt {
            // 5 s, 10 s, 20 s … but never later than the schedule would have it.
            return failedAt + min(interval, 5000 << Int64(min(max(failures - 1, 0), 8))) + random(0...min(2000, jitter))
        }
        guard let last else { return 0 }
        return last + interval + random(0...jitter)
    }
}
