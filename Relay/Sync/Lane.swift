/// How urgent a request to monday is; where an account's limits leave room for some only, the most urgent go first.
package enum Lane: Int, Sendable, Codable, CaseIterable, Comparable {
    /// A person waits for it; it may use the part of a day's budget that is kept for people.
    case manual
    /// It settles what became of a request whose outcome is not known: everything else of its board waits for that.
    case settling
    /// It shows what has just changed in Sage.
    case live
    /// It fills a board with what was there before.
    case backfill
    /// It reads a board back to compare it.
    case survey

    package static func < (left: Lane, right: Lane) -> Bool { left.rawValue < right.rawValue }
}
