/// How much happened within any window of a length: exact, so that there is no burst at a window's edge.
///
/// What is under way counts, and what has been answered counts for a window's length more: a server counts a request at
/// some moment between the two, and so never sees more in a window of its own than this one holds.
package struct RateWindow: Sendable, Hashable {
    /// The most entries: with more, those that are close to each other become one that ends with the latest of them.
    ///
    /// So the state of a window stays below 2 KB, and nothing is held back by more than a 32nd of the window too long.
    package static let mostEntries = 64
    /// What was under way when a relay died is taken to end so much later, in milliseconds: monday may see it only now.
    package static let aftermath: Int64 = 5000

    /// When there is room for what is wanted.
    package enum Room: Hashable, Sendable {
        case now
        /// At a moment, in milliseconds since 1970.
        case at(Int64)
        /// A window's length after something that is under way is answered.
        case afterAnswer
    }

    private struct Entry: Hashable {
        /// When it was answered.
        var at: Int64
        var count: Int
    }

    /// In milliseconds.
    private let length: Int64
    /// How much is under way.
    private(set) var open = 0
    private var closed: [Entry] = []

    /// Makes an empty window.
    ///
    /// - Parameter milliseconds: its length, at least 1.
    package init(milliseconds: Int64) {
        length = max(1, milliseconds)
    }

    package var isEmpty: Bool { open == 0 && closed.isEmpty }

    /// How many entries there are; never more than ``mostEntries``.
    var entries: Int { closed.count }

    /// How much counts now.
    package var used: Int { open + closed.reduce(0) { $0 + $1.count } }

    /// Forgets what is out of the window.
    ///
    /// - Parameter now: milliseconds since 1970; where the clock was set back, what lies far in its future counts from now on.
    package mutating func move(to now: Int64) {
        let latest = now + Self.aftermath
        if let last = closed.last, last.at > latest {
            for index in closed.indices { closed[index].at = min(closed[index].at, latest) }
        }
        closed.removeFirst(closed.prefix { $0.at <= now - length }.count)
    }

    /// When there is room for so much more; the window is where it was moved to.
    ///
    /// - Parameters:
    ///   - count: how much is wanted; more than the limit is taken for the limit.
    ///   - limit: how much a window holds.
    /// - Returns: when.
    package func room(for count: Int, limit: Int) -> Room {
        var over = used + min(count, max(1, limit)) - max(1, limit)
        if over <= 0 { return .now }
        for entry in closed {
            over -= entry.count
            if over <= 0 { return .at(entry.at + length) }
        }
        return .afterAnswer
    }

    /// When all of it is free again; `nil` while something is under way, or when it is.
    package var freeAt: Int64? { open > 0 ? nil : closed.last.map { $0.at + length } }

    /// When the first of it is free again; `nil` when nothing has been answered.
    package var nextFreeAt: Int64? { closed.first.map { $0.at + length } }

    /// Counts what goes out.
    package mutating func open(_ count: Int) { open += count }

    /// Corrects what is under way.
    package mutating func correct(_ difference: Int) { open = max(0, open + difference) }

    /// Notes that what was under way is answered.
    ///
    /// - Parameters:
    ///   - count: how much of it.
    ///   - now: milliseconds since 1970.
    package mutating func close(_ count: Int, now: Int64) {
        let count = min(count, open)
        guard count > 0 else { return }
        open -= count
        if let last = closed.indices.last, closed[last].at >= now {
            closed[last].count += count
        } else {
            closed.append(Entry(at: now, count: count))
        }
        if closed.count > Self.mostEntries { coalesce() }
    }

    /// Notes that whatever was under way ended with the relay that sent it.
    package mutating func closeAll(now: Int64) {
        move(to: now)
        close(open, now: now + Self.aftermath)
    }

    /// Gives back what was counted last and did not happen.
    package mutating func giveBack(_ count: Int) {
        var left = max(0, count)
        while left > 0, let last = closed.last {
            let taken = min(left, last.count)
            left -= taken
            closed[closed.count - 1].count -= taken
            if closed[closed.count - 1].count == 0 { closed.removeLast() }
        }
    }

    private mutating func coalesce() {
        let grain = max(1, length / 32)
        closed = closed.reduce(into: []) { merged, entry in
            if let last = merged.indices.last, merged[last].at / grain == entry.at / grain {
                merged[last] = Entry(at: entry.at, count: merged[last].count + entry.count)
            } else {
                merged.append(entry)
            }
        }
    }
}

extension RateWindow: Codable {
    /// Reads the short form: length, what is under way, and then moment and amount in turn.
    package init(from decoder: any Decoder) throws {
        var list = try decoder.unkeyedContainer()
        self.init(milliseconds: try list.decode(Int64.self))
        open = Int(try list.decode(Int64.self))
        while !list.isAtEnd {
            closed.append(Entry(at: try list.decode(Int64.self), count: try list.decode(Int.self)))
        }
    }

    /// Writes the short form.
    package func encode(to encoder: any Encoder) throws {
        var list = encoder.unkeyedContainer()
        try list.encode(length)
        try list.encode(open)
        for entry in closed {
            try list.encode(entry.at)
            try list.encode(entry.count)
        }
    }
}
