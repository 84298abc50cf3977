import Mapping
import WireProtocol

/// Brings a board's items to a new day, page by page, from what the ledger knows: neither Sage nor monday is asked.
///
/// Only records that are open are looked at, and of these only those whose fields differ are queued, behind live changes.
/// None of it is held: that a day has passed is no change in Sage, however many items it concerns.
package struct DayTurner: Sendable {
    /// How many records are brought to the day in one transaction; bounds how long others wait for the store.
    static let pageSize = 200

    private let settings: BoardSettings
    private let store: any SyncStore
    private let time: any TimeSource

    /// Makes it for one board.
    ///
    /// - Parameters:
    ///   - settings: how the board is kept.
    ///   - store: where state is kept.
    ///   - time: the wall clock.
    package init(settings: BoardSettings, store: any SyncStore, time: any TimeSource) {
        self.settings = settings
        self.store = store
        self.time = time
    }

    /// Brings the items to today, where they are not.
    ///
    /// - Parameter queued: called with each page that queued something.
    /// - Returns: how many records were queued or, while under way, are to go out again.
    /// - Throws: what the store throws, and `CancellationError`; what is done stays done.
    package func turn(queued: @Sendable () -> Void = {}) async throws -> Int {
        let (ref, settings) = (settings.ref, settings)
        let today = settings.day(at: time.now)
        guard try await store.read({ DayTurn.due(after: try $0.dayTurn(ref), settings, on: today) }) != nil else {
            return 0
        }
        let begun = try await store.write { transaction -> DayTurn? in
            let turn = DayTurn.due(after: try transaction.dayTurn(ref), settings, on: today)
            // From here on whatever is read is reckoned for the new day, so that no page is overtaken by an old one.
            if let turn { try transaction.save(turn) }
            return turn
        }
        guard var turn = begun else { return 0 }
        FailPoint.dayBegun.reached()
        var count = 0
        while !turn.isDone {
            try Task.checkCancellation()
            let before = turn
            let changed: Int
            (turn, changed) = try await store.write { try Self.page(before, settings, $0) }
            FailPoint.dayPageTurned.reached()
            count += changed
            if changed > 0 { queued() }
        }
        return count
    }

    private static func page(
        _ before: DayTurn, _ settings: BoardSettings, _ transaction: any StoreWriter
    ) throws -> (DayTurn, Int) {
        let rows = try transaction.records(before.board, openAfter: before.after, limit: pageSize)
        var turn = before
        var changed = 0
        for var row in rows {
            turn.after = row.key
            if row.turn(to: settings.derived.applied(to: row.desired, on: turn.day)) {
                try transaction.save(row)
                changed += 1
            }
        }
        turn.isDone = rows.count < pageSize
        try transaction.save(turn)
        return (turn, changed)
    }
}
