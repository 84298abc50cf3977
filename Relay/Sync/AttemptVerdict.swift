/// What the outcome of a request means for its members, its board and its account: pure, so that every case is tested.
struct AttemptVerdict: Sendable {
    let now: Int64
    private(set) var counts = DeliveryCounts()
    /// Whether any member's outcome is not known.
    private(set) var isInDoubt = false
    /// Whether the request was refused without saying for which member.
    private(set) var isRefusedWhole = false
    /// Until when the account sends nothing.
    private(set) var pauseUntil: Int64?
    private var fault: TargetError?

    init(now: Int64) {
        self.now = now
    }

    mutating func apply(
        _ outcome: MutationOutcome, to row: inout RecordRow, member: AttemptRow.Member, of attempt: AttemptRow,
        random: (ClosedRange<Int64>) -> Int64
    ) {
        // What an earlier answer to the same request settled stays settled.
        guard row.state == .sending || row.state == .inDoubt else { return }
        switch outcome {
        case .done(let itemID):
            row.confirm(itemID: itemID, content: member.content)
            if attempt.action == .create { counts.created += 1 } else { counts.updated += 1 }
        case .unknown(let error):
            row.doubt(problem: error.sentence)
            isInDoubt = true
        case .refused(let error):
            refuse(error, &row, isAlone: attempt.members.count == 1, random)
        }
    }

    private mutating func refuse(
        _ error: TargetError, _ row: inout RecordRow, isAlone: Bool, _ random: (ClosedRange<Int64>) -> Int64
    ) {
        switch error.cause {
        case .limited(let wait):
            pauseUntil = max(pauseUntil ?? 0, now + Int64(wait))
            row.requeue(at: now + Int64(wait))
        case .temporary:
            row.retryOrBlock(now: now, random) { $0.retry(at: $1, problem: error.sentence) }
        case .record:
            row.block(problem: error.sentence)
        case .itemGone:
            row.loseItem()
        case .request where isAlone:
            row.block(problem: error.sentence)
        case .request:
            isRefusedWhole = true
            row.requeue()
        case .boardFull, .board, .account:
            fault = error
            row.requeue(at: now + BoardDeliverer.faultPause)
        case .unknown:
            row.doubt(problem: error.sentence)
            isInDoubt = true
        }
    }

    func apply(to board: inout BoardRow) {
        guard let fault else {
            if counts.created + counts.updated > 0 { board.fault = nil }
            return
        }
        board.fault = fault.sentence
        if fault.cause == .board || fault.cause == .boardFull { board.needsDiscovery = true }
        if fault.cause == .boardFull { board.room = 0 }
    }
}

extension RecordRow {
    /// A record that failed so often in a row needs a person.
    static let mostFailures = 8

    /// Puts a failed record up for another try, full jitter over 1 s, 2 s, 4 s … 64 s; or blocks it, when its tries
    /// are spent.
    mutating func retryOrBlock(
        now: Int64, _ random: (ClosedRange<Int64>) -> Int64, _ retry: (inout RecordRow, Int64) -> Void
    ) {
        retry(&self, now + random(0...(1000 << Int64(min(failures, 6)))))
        if failures >= Self.mostFailures { block(problem: problem ?? "") }
    }
}
