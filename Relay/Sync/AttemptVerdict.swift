/// What the outcome of a request means for its members, its board and its account: pure, so that every case is tested.
struct AttemptVerdict: Sendable {
    let now: Int64
    private let attempt: AttemptRow
    /// Whether the request failed as a whole for a passing reason, which is then no member's fault.
    private let failedAlike: Bool
    /// Whether every member was refused with the request, so that none of them is named.
    private let refusedAlike: Bool
    private(set) var counts = DeliveryCounts()
    /// Whether any member's outcome is not known.
    private(set) var isInDoubt = false
    /// Whether what is in doubt was not even taken this time, so that this sending says nothing about it.
    private(set) var saysNothing = true
    /// When an attempt in doubt is looked at again at the earliest.
    private(set) var lookAt: Int64
    /// Whether the request was refused without saying for which member.
    private(set) var isRefusedWhole = false
    /// Until when the account sends nothing.
    private(set) var pauseUntil: Int64?
    /// Why the board, or the account, cannot be used now.
    private(set) var fault: TargetError?
    /// That somebody else is changing the board, which rests for a while.
    private(set) var locked: TargetError?
    /// The items that were made, by record key.
    private(set) var made: [String: FoundItem] = [:]
    /// The items that turned out not to be on the board any more.
    private(set) var lost: [String] = []

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

    mutating func apply(
        _ outcome: MutationOutcome, to row: inout RecordRow, member: AttemptRow.Member,
        random: (ClosedRange<Int64>) -> Int64
    ) {
        // What an earlier answer to the same request settled stays settled.
        guard row.state == .sending || row.state == .inDoubt else { return }
        switch outcome {
        case .done(let itemID):
            row.confirm(itemID: itemID, content: member.content)
            if attempt.action == .create {
                counts.created += 1
                let record = RecordOnBoard(key: member.key, content: member.content)
                made[member.key] = FoundItem(id: itemID, key: record.sageKey)
            } else {
                counts.updated += 1
            }
        case .unknown(let error):
            doubt(error, &row)
        case .refused(let error) where attempt.looks > 0 && error.cause != .record:
            // A replay that is refused says nothing of the first sending.
            note(error)
            doubt(error, &row)
        case .refused(let error):
            refuse(error, &row, random)
        }
    }

    private mutating func doubt(_ error: TargetError, _ row: inout RecordRow) {
        row.doubt(problem: error.sentence)
        isInDoubt = true
        switch error.cause {
        case .limited(let wait), .boardLocked(let wait), .underWay(let wait):
            lookAt = max(lookAt, now + Int64(wait))
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
        _ error: TargetError, _ row: inout RecordRow, _ random: (ClosedRange<Int64>) -> Int64
    ) {
        note(error)
        switch error.cause {
        case .limited(let wait), .boardLocked(let wait):
            row.requeue(at: now + Int64(wait))
        case .temporary where failedAlike:
            row.requeue(at: now + random(1000...30_000))
        case .temporary:
            row.retryOrBlock(now: now, random) { $0.retry(at: $1, problem: error.sentence) }
        case .record:
            row.block(problem: error.sentence)
        case .itemGone:
            if let itemID = row.itemID { lost.append(itemID) }
            row.retryOrBlock(now: now, random) { row, at in
                row.loseItem()
                row.retry(at: at, problem: error.sentence)
            }
        case .request where attempt.members.count == 1 || !refusedAlike:
            row.block(problem: error.sentence)
        case .request:
            isRefusedWhole = true
            row.requeue()
        case .boardFull, .board, .account:
            row.requeue(at: now + BoardDeliverer.faultPause)
        case .unknown, .underWay:
            doubt(error, &row)
        }
    }

    /// Whether the request was taken, and each member has an outcome of its own.
    var isAnswered: Bool {
        !isInDoubt && !isRefusedWhole && !failedAlike && pauseUntil == nil && fault == nil && locked == nil
    }

    func apply(to board: inout BoardRow) {
        guard let fault else {
            // Changes go out to a full board too, which stays full.
            if counts.created > 0 || counts.updated > 0 && board.room != 0 { board.fault = nil }
            return
        }
        board.fault = fault.sentence
        if fault.cause == .board || fault.cause == .boardFull { board.needsDiscovery = true }
        if fault.cause == .boardFull { board.room = 0 }
    }
}

extension RecordRow {
    /// A record that failed so often in a row is tried four times an hour only, and named to people.
    package static let quickTries = 8
    /// After a day of that it is blocked: every retry has an end.
    package static let mostTries = quickTries + 96

    /// Puts a failed record up for another try: full jitter over 1 s, 2 s, 4 s … 64 s, then every quarter of an hour, and
    /// blocks it when its tries are spent.
    mutating func retryOrBlock(
        now: Int64, _ random: (ClosedRange<Int64>) -> Int64, _ retry: (inout RecordRow, Int64) -> Void
    ) {
        let quick = random(0...(1000 << Int64(min(failures, 6))))
        retry(&self, now + (failures + 1 < Self.quickTries ? quick : 900_000 + random(0...60_000)))
        if failures >= Self.mostTries { block(problem: problem ?? "") }
    }
}
