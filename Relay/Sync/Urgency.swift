/// Whether records have just changed in Sage, or come behind those that have.
package enum Urgency: Sendable, CaseIterable {
    case live
    /// What was there before the relay, and what a new day changes.
    case backfill

    /// The lane in which a request for such records waits.
    var lane: Lane { self == .live ? .live : .backfill }
}
