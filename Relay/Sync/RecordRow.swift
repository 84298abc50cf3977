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
        /// Its item is to be archived, or may be archived already; nothing else of it is sent.
        case archiving
        /// The relay archived its item, to make room on the board; it never gets another one.
        case archived
    }

    /// What a scan found a record to be.
    package enum Observation: Sendable, Hashable {
        case created, changed, unchanged, skipped
    }

    package let board: BoardRef
    /// The record's key in its text form.
    package let key: String
    package internal(set) var state: State
    /// What the item shall show.
    package private(set) var desired: ItemContent
    /// What the item is known to show; `nil` when it has none, or when that is not known.
    package private(set) var confirmed: ItemContent?
    package private(set) var itemID: String?
    /// Whether Sage no longer holds the record.
    package private(set) var isGone: Bool
    /// How many attempts failed in a row.
    package internal(set) var failures: Int
    /// When it may go out, in milliseconds since 1970.
    package internal(set) var dueAt: Int64
    /// One sentence on the last failure.
    package internal(set) var problem: String?
    /// Whether what it shall show waits for a judgement; while it is under way, that is so for what comes after.
    package private(set) var isHeld: Bool

    package init(
        board: BoardRef, key: String, state: State, desired: ItemContent, confirmed: ItemContent?, itemID: String?,
        isGone: Bool, failures: Int, dueAt: Int64, problem: String?, isHeld: Bool = false
    ) {
        self.board = board
        self.key = key
        self.state = state
        self.desired = desired
        self.confirmed = confirmed
        self.itemID = itemID
        self.isGone = isGone
        self.failures = failures
        self.dueAt = dueAt
        self.problem = problem
        self.isHeld = isHeld
    }

    /// A record that is seen for the first time.
    ///
    /// - Parameters:
    ///   - board: its board.
    ///   - key: its key in the text form.
    ///   - desired: what its item shall show.
    ///   - isInScope: whether it gets an item at all.
    ///   - isGuarded: whether its item waits for a judgement.
    ///   - isBackfill: whether its item goes behind those of live changes.
    package init(
        board: BoardRef, key: String, desired: ItemContent, isInScope: Bool, isGuarded: Bool = false,
        isBackfill: Bool = false
    ) {
        self.init(
            board: board, key: key, state: isInScope ? isGuarded ? .held : .queued : .skipped, desired: desired,
            confirmed: nil, itemID: nil, isGone: false, failures: 0, dueAt: isBackfill ? Self.behindLive : 0,
            problem: nil, isHeld: isInScope && isGuarded)
    }

    /// A moment long past, and later than the beginning of time, where what is due at once stands.
    package static let behindLive: Int64 = 1

    /// Whether it goes behind what has just changed in Sage.
    var isBackfill: Bool { dueAt == Self.behindLive }

    /// Takes in what a scan read.
    ///
    /// - Parameters:
    ///   - desired: what the item shall show now.
    ///   - isInScope: whether it would get an item.
    ///   - isGuarded: whether a change waits for a judgement.
    /// - Returns: what it was found to be; one whose change was held and is taken back is unchanged.
    package mutating func observe(desired: ItemContent, isInScope: Bool, isGuarded: Bool = false) -> Observation {
        isGone = false
        if desired.withoutDerived != self.desired.withoutDerived { stayOnBoard() }
        guard !isPutAway else { return noteAfterArchival(desired) }
        let isLeftOut = itemID == nil && !isInScope && !isUnderWay
        guard desired != self.desired || isLeftOut != (state == .skipped) else {
            return state == .skipped ? .skipped : .unchanged
        }
        if isLeftOut == (state == .skipped), (desired.lines == nil) != (self.desired.lines == nil),
            desired.withoutLines == self.desired.withoutLines
        {
            // Whether lines are subitems is the configuration's word, and none of Sage's.
            self.desired.lines = desired.lines
            confirmed?.lines = desired.lines
            return isLeftOut ? .skipped : .unchanged
        }
        let isOfTheDayAlone = state != .skipped && desired.withoutDerived == self.desired.withoutDerived
        self.desired = desired
        if isLeftOut {
            isHeld = false
            state = .skipped
            return .skipped
        }
        if state == .held, itemID != nil, let confirmed, desired.withoutDerived == confirmed.withoutDerived {
            settleWithoutSending()
            guard desired != confirmed else { return .unchanged }
            self.confirmed = confirmed
            becomeOfTheDay()
            return .changed
        }
        if isOfTheDayAlone {
            becomeOfTheDay()
            return .changed
        }
        let isNew = state == .skipped
        rearm(isHeld: isGuarded)
        return isNew ? .created : .changed
    }

    /// Takes in what is reckoned from a new day, and nothing else.
    ///
    /// It is never held for it, goes out behind live changes, and what waits for a person or for a time goes on waiting.
    ///
    /// - Parameter content: what the item shall show, the same but for the derived fields.
    /// - Returns: whether that is news.
    mutating func turn(to content: ItemContent) -> Bool {
        guard content != desired else { return false }
        desired = content
        becomeOfTheDay()
        return true
    }

    private mutating func becomeOfTheDay() {
        guard state == .done else { return }
        state = .queued
        dueAt = Self.behindLive
    }

    /// Notes that Sage no longer holds the record: its item stays and says so.
    ///
    /// - Parameter isGuarded: whether everything of the board waits for a person's word.
    /// - Returns: whether that is news for the board.
    package mutating func vanish(isGuarded: Bool = false) -> Bool {
        guard !isGone else { return false }
        isGone = true
        stayOnBoard()
        guard state != .skipped, !isPutAway else { return false }
        guard itemID != nil || isUnderWay else {
            // It never reached the board, and has nothing to say there any more.
            isHeld = false
            state = .skipped
            return false
        }
        // What waits to be believed is not said with it; how many may vanish has a limit of its own.
        desired = (isHeld ? confirmed ?? desired : desired).gone
        rearm(isHeld: isGuarded)
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
        if content == desired { isHeld = false }
        state = content == desired ? .done : waiting(.queued)
    }

    /// Nothing that the board shows differs.
    package mutating func settleWithoutSending() {
        confirmed = desired
        failures = 0
        problem = nil
        dueAt = 0
        isHeld = false
        state = .done
    }

    /// Nothing was written, and that is not the record's fault: it goes out again, and no failure is counted.
    ///
    /// - Parameter at: not before this time, in milliseconds since 1970.
    package mutating func requeue(at: Int64 = 0) {
        state = waiting(.queued)
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
        state = waiting(.retryAt)
    }

    /// It failed for a reason that a person must mend.
    package mutating func block(problem: String) {
        failures += 1
        self.problem = problem
        state = waiting(.blocked)
    }

    /// Whether what the item shows can be held against what is known: nothing of it is on its way, or waits.
    package var isSettled: Bool {
        state == .done || state == .blocked || state == .dropped || state == .skipped || state == .archived
    }

    /// Takes in that somebody changed the item: what differs is sent again, and nothing else.
    package mutating func correct(_ differences: [FieldDifference]) {
        confirmed = confirmed?.showing(differences)
        if state == .done { rearm(isHeld: false) }
    }

    /// Takes in that the item was deleted, or moved away: the record goes out again behind a look-up, unless Sage no longer
    /// holds it or a person set it aside.
    package mutating func forgetItem() {
        let wasDropped = state == .dropped
        loseItem()
        rearm(isHeld: isHeld)
        if wasDropped { state = .dropped } else if isGone { state = .skipped }
    }

    /// Takes an item of the board that no record owned; every field is sent, since it may be old.
    package mutating func claim(itemID: String) {
        adopt(itemID: itemID)
        if isGone { desired = desired.gone }
        if state != .dropped { rearm(isHeld: isHeld) }
    }

    /// Starts anew from an item of the board, whatever was known before: the next full read says what it shall show.
    package mutating func rebuild(itemID: String, shown: ItemContent) {
        self.itemID = itemID
        (confirmed, desired) = (shown, shown)
        isGone = shown.isMarkedGone
        isHeld = false
        (failures, dueAt, problem) = (0, 0, nil)
        state = .done
    }

    var isUnderWay: Bool { state == .sending || state == .inDoubt }

    /// Keeps what a record whose item is put away is now, and that nobody sees it.
    mutating func takeAfterArchival(_ desired: ItemContent) {
        self.desired = desired
        problem = Self.changedAfterArchival
    }

    /// The state in which it waits once nothing of it is under way.
    private func waiting(_ state: State) -> State { isHeld ? .held : state }

    /// What it shall show changed: it goes out, unless it is under way, where the outcome decides, or held.
    private mutating func rearm(isHeld: Bool) {
        failures = 0
        problem = nil
        dueAt = 0
        self.isHeld = isHeld
        if !isUnderWay { state = waiting(.queued) }
    }
}
