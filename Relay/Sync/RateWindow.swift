/// A limit of so many events in any window of a length: exact, so that there is no burst at a window's edge.
package struct RateWindow: Sendable {
    private let limit: Int
    private let length: Int64
    private var events: [(at: Int64, count: Int)] = []
    private var used = 0

    /// Makes a window.
    ///
    /// - Parameters:
    ///   - limit: the most events in a window, at least 1.
    ///   - milliseconds: the window's length.
    package init(limit: Int, milliseconds: Int64) {
        self.limit = max(1, limit)
        length = milliseconds
    }

    /// What may happen now.
    package enum Grant: Hashable, Sendable {
        /// So many events, at least one and at most as many as were asked for; they are counted.
        case granted(Int)
        /// None before this time, in milliseconds since 1970.
        case wait(until: Int64)
    }

    /// Asks for events.
    ///
    /// - Parameters:
    ///   - count: how many are wanted, at least 1.
    ///   - now: milliseconds since 1970.
    /// - Returns: how many may happen now, or when to ask again.
    package mutating func take(_ count: Int, now: Int64) -> Grant {
        let expired = events.prefix { $0.at <= now - length }
        used -= expired.reduce(0) { $0 + $1.count }
        events.removeFirst(expired.count)
        guard used < limit else { return .wait(until: (events.first?.at ?? now) + length) }
        let granted = min(count, limit - used)
        used += granted
        events.append((now, granted))
        return .granted(granted)
    }

    /// Gives back what was granted last and not used.
    package mutating func giveBack(_ count: Int) {
        guard count > 0, let last = events.indices.last else { return }
        events[last].count -= count
        used -= count
    }
}
