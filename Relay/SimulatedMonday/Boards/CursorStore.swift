/// The result lists behind cursors.
///
/// A list keeps the order of its first page; it dies 60 minutes after the first request, however often it was read.
struct CursorStore {
    /// How long a list lives, from its first page on.
    static let lifetime: SimulatorClock.Milliseconds = 3_600_000
    /// How many lists are kept: each holds up to a number per item of a board.
    static let capacity = 1000

    /// One page of items.
    struct Page {
        let board: Int
        let positions: [Int]
        /// What leads to the next page; `nil` on the last.
        let cursor: String?
    }

    private struct List {
        let board: Int
        let positions: [Int]
        let madeAt: SimulatorClock.Milliseconds
    }

    private var lists: [String: List] = [:]
    /// The keys of the lists, oldest first.
    private var ages: [String] = []

    /// Cuts the first page off a list, and keeps the list where more remains.
    ///
    /// - Parameters:
    ///   - positions: Positions of items, in the order to serve them.
    ///   - board: The board's number.
    ///   - limit: The length of a page.
    ///   - now: The time of the request.
    ///   - random: Where the cursor's name comes from.
    /// - Returns: The first page.
    mutating func open(
        _ positions: [Int], board: Int, limit: Int, now: SimulatorClock.Milliseconds, random: inout SplitMix64
    ) -> Page {
        guard positions.count > limit else { return Page(board: board, positions: positions, cursor: nil) }
        dropExpired(now: now)
        let digits = String(random.next() | 1 << 63, radix: 16)
        lists[digits] = List(board: board, positions: positions, madeAt: now)
        ages.append(digits)
        return Page(board: board, positions: Array(positions.prefix(limit)), cursor: digits + String(limit, radix: 16))
    }

    /// Cuts the page that a cursor leads to; the same cursor gives the same page as often as it is asked.
    ///
    /// - Parameters:
    ///   - cursor: A cursor of an earlier page.
    ///   - limit: The length of this page.
    ///   - now: The time of the request.
    /// - Returns: The page.
    /// - Throws: ``GraphQLError`` for an expired cursor and for what was never one.
    mutating func page(_ cursor: String, limit: Int, now: SimulatorClock.Milliseconds) throws(GraphQLError) -> Page {
        let key = String(cursor.prefix(16))
        guard cursor.utf8.count > 16, let start = Int(cursor.dropFirst(16), radix: 16), start > 0,
            UInt64(key, radix: 16) != nil
        else { throw .invalidArgument("Invalid cursor") }
        dropExpired(now: now)
        guard let list = lists[key] else { throw .cursorExpired }
        guard start < list.positions.count else { throw .invalidArgument("Invalid cursor") }
        let end = min(start + limit, list.positions.count)
        return Page(
            board: list.board, positions: Array(list.positions[start..<end]),
            cursor: end < list.positions.count ? key + String(end, radix: 16) : nil)
    }

    /// Has every cursor expire.
    mutating func expireAll() {
        (lists, ages) = ([:], [])
    }

    private mutating func dropExpired(now: SimulatorClock.Milliseconds) {
        while let oldest = ages.first, let list = lists[oldest],
            list.madeAt + Self.lifetime <= now || ages.count >= Self.capacity
        {
            lists[oldest] = nil
            ages.removeFirst()
        }
    }
}
