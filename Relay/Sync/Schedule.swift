import Timetable

/// When something is done to a board next: pure, so that every case is tested.
///
/// Overlap is skipped, since one loop reads a board; what was missed while the relay was down is caught up once.
package struct Schedule: Sendable, Hashable {
    /// The least time that a read may be late before that is an alarm, in milliseconds.
    private static let leastGrace: Int64 = 300_000

    private let rhythm: Rhythm
    private let clock: WallClock
    private let hours: BusinessHours?

    /// Makes a schedule.
    ///
    /// - Parameters:
    ///   - rhythm: an interval, or times of day.
    ///   - clock: the wall clock that times of day and hours are about.
    ///   - hours: the only hours in which an interval ends; `nil` for all.
    package init(_ rhythm: Rhythm, clock: WallClock = .utc, hours: BusinessHours? = nil) {
        self.rhythm = rhythm
        self.clock = clock
        self.hours = hours
    }

    /// Makes a schedule of an interval.
    ///
    /// - Parameter interval: milliseconds.
    package init(interval: Int) {
        self.init(.interval(.milliseconds(interval)))
    }

    /// When to read next.
    ///
    /// - Parameters:
    ///   - last: when the last read that came to its end began, in milliseconds since 1970; `nil` for never.
    ///   - failure: the reads that failed since, if any did.
    ///   - now: milliseconds since 1970.
    ///   - random: for the jitter.
    /// - Returns: milliseconds since 1970; `now` or earlier for at once.
    package func next(
        after last: Int64?, failure: Failure? = nil, now: Int64, random: (ClosedRange<Int64>) -> Int64
    ) -> Int64 {
        if let failure {
            // 5 s, 10 s, 20 s … but never later than the schedule would have it.
            let interval = interval(after: failure.at)
            let wait = min(interval, 5000 << Int64(min(max(failure.count - 1, 0), 8)))
            return opening(from: failure.at + wait + random(0...min(2000, jitter(of: interval))))
        }
        guard let last else { return opening(from: now) }
        let due = due(after: last)
        let start = due + random(0...jitter(of: interval(around: due, after: last)))
        // What is caught up waits for the hours too, and a jitter does not lead out of them.
        return opening(from: max(start, now))
    }

    /// Reads that failed, and were not made good yet.
    package struct Failure: Hashable, Sendable {
        /// When the last one did, in milliseconds since 1970.
        package var at: Int64
        /// How many in a row.
        package var count: Int

        package init(at: Int64, count: Int) {
            self.at = at
            self.count = count
        }

        /// These, and one more.
        static func one(more failure: Failure?, at moment: Int64) -> Failure {
            Failure(at: moment, count: (failure?.count ?? 0) + 1)
        }
    }

    /// When the read after another one is due, without jitter.
    ///
    /// - Parameter last: when the other one began, in milliseconds since 1970.
    /// - Returns: milliseconds since 1970.
    package func due(after last: Int64) -> Int64 {
        switch rhythm {
        case .interval(let interval): opening(from: last + interval.milliseconds)
        case .cron(let expression): expression.next(after: last, on: clock)
        }
    }

    /// Until when the read after another one must have begun, so that it is not late: half an interval after it is due, or
    /// five minutes, of hours in which the board is read.
    ///
    /// - Parameter last: when the other one began, in milliseconds since 1970.
    /// - Returns: milliseconds since 1970.
    package func deadline(after last: Int64) -> Int64 {
        let due = due(after: last)
        let grace = max(interval(around: due, after: last) / 2, Self.leastGrace)
        return hours?.adding(grace, to: due, on: clock) ?? due + grace
    }

    /// The same for a board that was never read: the least time after it could have been.
    ///
    /// - Parameter start: since when it could, in milliseconds since 1970.
    /// - Returns: milliseconds since 1970.
    func deadline(sinceStart start: Int64) -> Int64 {
        hours?.adding(Self.leastGrace, to: start, on: clock) ?? start + Self.leastGrace
    }

    /// Whether the board is read at all at a moment; times of day are for themselves.
    func isOpen(at moment: Int64) -> Bool {
        hours?.isOpen(at: moment, on: clock) ?? true
    }

    private func opening(from moment: Int64) -> Int64 {
        hours?.opening(from: moment, on: clock) ?? moment
    }

    private func interval(after moment: Int64) -> Int64 {
        switch rhythm {
        case .interval(let interval): interval.milliseconds
        case .cron(let expression): expression.next(after: moment, on: clock) - moment
        }
    }

    /// The time between reads: of times of day the shorter one before or behind, so that a night between them is none.
    private func interval(around due: Int64, after last: Int64) -> Int64 {
        switch rhythm {
        case .interval(let interval): interval.milliseconds
        case .cron: min(due - last, interval(after: due))
        }
    }

    /// How much later than due a read may start, drawn anew each time, so that boards do not all read at once: a tenth
    /// of the interval, a minute at most.
    private func jitter(of interval: Int64) -> Int64 { min(interval / 10, 60_000) }
}

extension Duration {
    /// Whole milliseconds.
    fileprivate var milliseconds: Int64 { Int64(self / .milliseconds(1)) }
}
