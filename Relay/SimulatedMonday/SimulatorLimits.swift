/// The limits of an account, each off where it is `nil`.
///
/// Figures of plans are those of monday's rate-limit page, September 2026.
package struct SimulatorLimits: Sendable, Equatable {
    /// How many requests a minute takes.
    package var requestsPerMinute: Int?
    /// How many requests a day takes; a day ends at 00:00 UTC.
    package var requestsPerDay: Int?
    /// How many requests ten seconds take from one address.
    package var requestsPerTenSeconds: Int?
    /// How many requests may be in progress at once.
    package var concurrentRequests: Int?
    /// How much complexity a minute takes with a personal token, reads and writes together.
    package var complexityPerMinute: Int?
    /// How much complexity a minute takes with the token of an app, reads and writes each.
    package var appComplexityPerMinute: Int?
    /// How much complexity one request takes.
    package var complexityPerRequest: Int?
    /// How many `create_item`, `change_…`, `archive_item` and like fields a board takes in a minute.
    ///
    /// monday documents no such limit today; the mission this product was built for asks for 40.
    package var boardMutationsPerMinute: Int?
    /// How many `create_board` fields a minute takes.
    package var boardCreationsPerMinute: Int?
    /// How many bulk imports, `ingest_items` and `backfill_items` together, start in an hour.
    package var importStartsPerHour: Int?
    /// How many items `ingest_items` creates and updates in an hour.
    package var importRowsPerHour: Int?

    /// How the windows of minutes and seconds are counted.
    package var windows = WindowRule.both

    /// No limit at all.
    package static let none = SimulatorLimits()

    /// The default for ``boardMutationsPerMinute`` where that limit is wanted.
    package static let standardBoardMutations = 40

    /// The plans of monday that differ in their limits.
    package enum Plan: String, CaseIterable, Sendable {
        case free
        case basic
        case standard
        case pro
        case enterprise
    }

    /// The documented limits of a plan, and the 40 mutations a minute per board that this product has to keep.
    ///
    /// A request with more than 40 writing fields for one board is then refused however long it waits.
    package static func plan(_ plan: Plan) -> SimulatorLimits {
        var limits = SimulatorLimits()
        (limits.requestsPerMinute, limits.requestsPerDay, limits.concurrentRequests) =
            switch plan {
            case .free, .basic, .standard: (1000, 1000, 40)
            case .pro: (2500, 10_000, 100)
            case .enterprise: (5000, 25_000, 250)
            }
        limits.complexityPerMinute = plan == .free ? 1_000_000 : 10_000_000
        limits.appComplexityPerMinute = 5_000_000
        limits.requestsPerTenSeconds = 5000
        limits.complexityPerRequest = 5_000_000
        limits.boardMutationsPerMinute = standardBoardMutations
        limits.boardCreationsPerMinute = 40
        (limits.importStartsPerHour, limits.importRowsPerHour) = (100, 19_000)
        return limits
    }
}
