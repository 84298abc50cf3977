import Mapping

/// What the relay knows of one record: what its item shall show, and what it is known to show.
///
/// A pure state machine: every method is a transition, and the store saves what comes out. Whatever happens between
/// two transitions, the row says what is still to be done.
package struct RecordRow: Hashable, Sendable {
    /// Where the record stands on its way to the board.
    package enum State: String, Sendable, CaseIterable {
        /// Its item differs from what it shall show, and nothing is under way.
        case queued
        /// It is a member of a request that is being sent.
        case sending
        /// It is a member of a request whose outcome is not known.
        case inDoubt = "in-doubt"
        /// Its item shows what it shall show.
        case done
        /// It failed for a passing reason and goes out again at ``RecordRow/dueAt``.
        case retryAt = "retry-at"
        /// It failed for a reason that a person must mend; it goes out again when the record or the board changes.
        case blocked
        /// It is out of the board's scope and has no item.
        case skipped
        /// Its item is to change, and the run that found so is yet to be judged, or waits for a person: nothing is sent.
        case held
        /// It was blocked, and a person set it aside; it goes out again when the record changes or goes to another board.
        case dropped
    }

    /// What a scan found a record to be.
    package enum Observation: Sendable, Hashable {
        case created, changed, unchanged, skipped
    }

    package let board: BoardRef
    /// The record's key in its text form.
    package let key: String
    package internal(set) var state: State
    /// The agent's digest of what was read last.
    package private(set) var digest: String
    /// What the item shall show.
    package private(set) var desired: ItemContent
    /// What the item is known to show; `nil` when it has none, or when that is not known.
    package private(set) var confirmed: ItemContent?
    package private(set) var itemID: String?
    /// Whether Sage no longer holds the record.
    package private(set) var isGone: Bool
    /// The scan that saw it last, where the scan reads everything.
    package private(set) var seenByScan: Int64
    /// How many attempts failed in a row.
    package internal(set) var failures: Int
    /// When it may go out, in milliseconds since 1970.
    package internal(set) var dueAt: Int64
    /// One sentence on the last failure.
    package internal(set) var problem: String?

    package init(
        board: BoardRef, key: String, state: State, digest: String, desired: ItemContent, confirmed: ItemContent?,
        itemID: String?, isGone: Bool, seenByScan: Int64, failures: Int, dueAt: Int64, problem: String?
    ) {
        self.board = board
        self.key = key
        self.state = state
        self.digest = digest
        self.desired = desired
        self.confirmed = confirmed
        self.itemID = itemID
        self.isGone = isGone
        self.seenByScan = seenByScan
        self.failures = failures
        self.dueAt = dueAt
        self.problem = problem
    }

    /// A record that is seen for the first time.
    package init(
        board: BoardRef, key: String, digest: String, desired: ItemContent, isInScope: Bool, scan: Int64
    ) {
        self.init(
            board: board, key: key, state: isInScope ? .queued : .skipped, digest: digest, desired: desired,
            confirmed: nil, itemID: nil, isGone: false, seenByScan: scan, failures: 0, dueAt: 0, problem: nil)
    }

    /// Whether a scan that only reads keys can pass over a record with this digest.
    package func isCurrent(digest: String) -> Bool {
        !isGone && self.digest == digest
    }

    /// Notes that a scan which reads everything saw the record as it is known.
    package mutating func see(scan: Int64) {
        seenByScan = scan
    }

    /// Notes that a scan saw the record and could not read it: it is not gone, and the next scan reads it whole.
    package mutating func seeUnreadable(scan: Int64) {
        seenByScan = scan
        digest = ""
    }

    /// Takes in what a scan read.
    package mutating func observe(
        digest: String, desired: ItemContent, isInScope: Bool, scan: Int64
    ) -> Observation {
        seenByScan = scan
        self.digest = digest
        isGone = false
        let isLeftOut = itemID == nil && !isInScope && !isUnderWay
        guard desired != self.desired || isLeftOut != (state == .skipped) else {
            return state == .skipped ? .skipped : .unchanged
        }
        self.desired = desired
        if isLeftOut {
            state = .skipped
            return .skipped
        }
        let isNew = state == .skipped
        rearm()
        return isNew ? .created : .changed
    }

    /// Notes that Sage no longer holds the record: its item stays and says so.
    ///
    /// - Returns: whether that is news for the board.
    package mutating func vanish() -> Bool {
        guard !isGone else { return false }
        isGone = true
        guard state != .skipped else { return false }
        guard itemID != nil || isUnderWay else {
            // It never reached the board, and has nothing to say there any more.
            state = .skipped
            return false
        }
        desired = desired.gone
        rearm()
        return true
    }

    /// Takes an item that was found on the board for its own; what it shows is not known.
    package mutating func adopt(itemID: String) {
        self.itemID = itemID
        confirmed = nil
    }

    /// Becomes a member of a request.
    package mutating func send() {
        state = .sending
    }

    /// The request's outcome is not known.
    ///
    /// - Parameter problem: what is known of it, in one sentence.
    package mutating func doubt(problem: String) {
        guard isUnderWay else { return }
        state = .inDoubt
        self.problem = problem
    }

    /// Monday confirmed what was sent; if the record changed meanwhile, it goes out again.
    package mutating func confirm(itemID: String, content: ItemContent) {
        self.itemID = itemID
        confirmed = content
        failures = 0
        problem = nil
        dueAt = 0
        state = content == desired ? .done : .queued
    }

    /// Nothing that the board shows differs.
    package mutating func settleWithoutSending() {
        confirmed = desired
        failures = 0
        problem = nil
        dueAt = 0
        state = .done
    }

    /// Nothing was written, and that is not the record's fault: it goes out again, and no failure is counted.
    ///
    /// - Parameter at: not before this time, in milliseconds since 1970.
    package mutating func requeue(at: Int64 = 0) {
        state = .queued
        dueAt = at
    }

    /// An item was found that a request in doubt made, or may have made: it is brought up to date with every field.
    package mutating func requeue(adopting itemID: String) {
        adopt(itemID: itemID)
        requeue()
    }

    /// A request in doubt left no trace of it, or may have changed it: it goes out again, with every field.
    ///
    /// It counts as a failure, so that a record whose every request ends in doubt comes to an end too.
    ///
    /// - Parameter at: not before this time, in milliseconds since 1970.
    package mutating func retryUnconfirmed(at: Int64) {
        confirmed = nil
        retry(at: at, problem: problem ?? "The outcome of a request is not known; the board is looked at first.")
    }

    /// The item is no longer on the board: the next attempt looks it up, and creates it if it is not there.
    package mutating func loseItem() {
        itemID = nil
        confirmed = nil
        requeue()
    }

    /// It failed for a passing reason.
    package mutating func retry(at: Int64, problem: String) {
        failures += 1
        dueAt = at
        self.problem = problem
        state = .retryAt
    }

    /// It failed for a reason that a person must mend.
    package mutating func block(problem: String) {
        failures += 1
        self.problem = problem
        state = .blocked
    }

    var isUnderWay: Bool { state == .sending || state == .inDoubt }

    /// What it shall show changed: it goes out, unless it is under way, where the outcome decides.
    private mutating func rearm() {
        failures = 0
        problem = nil
        dueAt = 0
        if !isUnderWay { state = .queued }
    }
}
