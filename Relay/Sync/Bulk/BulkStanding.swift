/// What a board's bulk imports came to, and whether there may be another.
package struct BulkStanding: Codable, Hashable, Sendable {
    /// A day: what a person has to change is not asked for every few minutes.
    static let longRefusal: Int64 = 86_400_000
    /// The least time to the next try after a passing failure, in milliseconds; it doubles with each in a row.
    static let firstPause: Int64 = 60_000

    /// No job is started before this time, in milliseconds since 1970.
    package private(set) var refusedUntil: Int64 = 0
    /// Why, in one sentence.
    package private(set) var reason: String?
    /// How many jobs in a row came to nothing.
    package private(set) var failures = 0
    /// The last job that came to its end, in one sentence.
    package private(set) var last: String?

    package init() {}

    /// Whether items go out in batches alone.
    package func isRefused(at now: Int64) -> Bool { now < refusedUntil }

    /// Takes in that no job could be started, or that one was refused.
    ///
    /// - Parameters:
    ///   - error: why.
    ///   - now: milliseconds since 1970.
    mutating func refuse(_ error: TargetError, now: Int64) {
        failures += 1
        let pause: Int64 =
            switch error.cause {
            case .limited(let wait), .boardLocked(let wait), .underWay(let wait): Int64(wait)
            case .temporary, .unknown: min(Self.firstPause << Int64(min(failures - 1, 11)), Self.longRefusal)
            default: Self.longRefusal
            }
        refusedUntil = now + pause
        reason = error.sentence
    }

    /// Takes in the end of a job.
    ///
    /// - Parameters:
    ///   - job: the job, whose rows were looked for on the board.
    ///   - reasons: what monday's report says of rows that were not taken.
    ///   - now: milliseconds since 1970.
    mutating func take(_ job: BulkJobRow, reasons: [String], now: Int64) {
        last = job.summary(reasons)
        if let error = job.refusal { return refuse(error, now: now) }
        (failures, refusedUntil, reason) = (0, 0, nil)
    }
}
