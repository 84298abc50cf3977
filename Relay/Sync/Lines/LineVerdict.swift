import Mapping

/// What the outcome of a request that writes subitems means for its lines and their board: pure.
struct LineVerdict: Sendable {
    let now: Int64
    private let attempt: AttemptRow
    /// Whether the request failed as a whole for a passing reason, or was refused without naming a member.
    private let failedAlike: Bool
    private let refusedAlike: Bool
    /// Whether any member's outcome is not known.
    private(set) var isInDoubt = false
    /// Whether what is in doubt was not even taken this time, so that this sending says nothing about it.
    private(set) var saysNothing = true
    /// When an attempt in doubt is looked at again at the earliest.
    private(set) var lookAt: Int64
    private(set) var isRefusedWhole = false
    /// Whether anything was written.
    private(set) var wrote = false
    /// Until when the account sends nothing.
    private(set) var pauseUntil: Int64?
    /// Why the board of the subitems, or the account, cannot be used now.
    private(set) var fault: TargetError?
    /// That somebody else is changing the board, which rests for a while.
    private(set) var locked: TargetError?

    init(_ attempt: AttemptRow, _ outcomes: [MutationOutcome], now: Int64, settle: Int) {
        self.attempt = attempt
        self.now = now
        lookAt = max(attempt.dueAt, now + Int64(settle))
        func allAlike(_ cause: TargetError.Cause) -> Bool {
            outcomes.allSatisfy { if case .refused(let error) = $0 { error.cause == cause } else { false } }
        }
        failedAlike = allAlike(.temporary)
        refusedAlike = allAlike(.request)
    }

    /// Whether the request was taken, and each member has an outcome of its own.
    var isAnswered: Bool {
        !isInDoubt && !isRefusedWhole && !failedAlike && pauseUntil == nil && fault == nil && locked == nil
    }

    /// Takes in the outcome of one member.
    ///
    /// - Parameters:
    ///   - outcome: what came of it.
    ///   - set: the lines of its record, still below the item that they were sent to.
    ///   - member: what was sent.
    ///   - random: for the jitter of retries.
    mutating func apply(
        _ outcome: MutationOutcome, to set: inout LineSet, member: AttemptRow.Member,
        random: (ClosedRange<Int64>) -> Int64
    ) {
        guard let line = member.line?.key else { return }
        switch outcome {
        case .done(let itemID):
            wrote = true
            if attempt.action == .deleteLines {
                set.confirmDeleted(line)
            } else {
                set.confirm(line, itemID: itemID, content: member.content)
            }
        case .unknown(let error): doubt(error, &set)
        case .refused(let error) where attempt.looks > 0 && error.cause != .record:
            // A replay that is refused says nothing of the first sending.
            note(error)
            doubt(error, &set)
        case .refused(let error): refuse(error, line, &set, member, random)
        }
    }

    private mutating func doubt(_ error: TargetError, _ set: inout LineSet) {
        isInDoubt = true
        set.forget()
        switch error.cause {
        case .limited(let wait), .boardLocked(let wait), .underWay(let wait): lookAt = max(lookAt, now + Int64(wait))
        case .temporary, .account, .board, .boardFull: break
        default: saysNothing = false
        }
    }

    /// Notes what a refusal means for everything else that is to be sent.
    private mutating func note(_ error: TargetError) {
        switch error.cause {
        case .limited(let wait): pauseUntil = max(pauseUntil ?? 0, now + Int64(wait))
        case .boardFull, .board, .account: fault = error
        case .boardLocked: locked = error
        default: break
        }
    }

    private mutating func refuse(
        _ error: TargetError, _ line: String, _ set: inout LineSet, _ member: AttemptRow.Member,
        _ random: (ClosedRange<Int64>) -> Int64
    ) {
        note(error)
        switch error.cause {
        case .limited(let wait), .boardLocked(let wait): set.postpone(until: now + Int64(wait))
        case .temporary where failedAlike: set.postpone(until: now + random(1000...30_000))
        case .temporary: set.fail(now: now, problem: error.sentence, random)
        case .itemGone where attempt.action == .deleteLines: set.confirmDeleted(line)
        // The subitem, or the item above it: what is there now is read first.
        case .itemGone:
            set.confirmDeleted(line)
            set.fail(now: now, problem: error.sentence, random)
        case .request where attempt.members.count > 1 && refusedAlike: isRefusedWhole = true
        case .record, .request: set.refuse(line, member.content, problem: error.sentence)
        // The whole board waits.
        case .boardFull, .board, .account: break
        case .unknown, .underWay: doubt(error, &set)
        }
    }
}
