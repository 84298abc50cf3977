import Mapping

/// Finds out what came of requests whose outcome is not known.
struct AttemptSettler: Sendable {
    let calls: BoardCalls
    let sender: AttemptSender

    /// Looks an attempt up on the board, and closes it, puts it off or sends it again.
    ///
    /// - Parameter attempt: one that is due.
    /// - Returns: what to do next.
    /// - Throws: what the store throws; `CancellationError` while the limits are waited for.
    func settle(_ attempt: AttemptRow) async throws -> BoardDeliverer.Step {
        let (ref, settings) = (calls.ref, calls.settings)
        guard attempt.action == .create else {
            // A change is settled by making it again: the same item gets the same values, or newer ones.
            try await close(attempt, adopting: [:])
            return .progressed
        }
        // On a board that the configuration no longer names nothing is looked up any more.
        let known = try await calls.store.read { try $0.board(ref).mapping }
        guard let mapping = known, mapping.boardID == settings.boardID else {
            try await close(attempt, adopting: [:])
            return .progressed
        }
        let found: [String: String]
        do {
            found = try await calls.lookUpAll(attempt.records, mapping, lane: .settling)
        } catch let error as TargetError {
            return try await postpone(attempt, error)
        }
        FailPoint.doubtLookedUp.reached()
        var judged = attempt
        switch judged.judge(found: found.count, now: calls.now, settle: settings.settle) {
        case .close:
            try await close(attempt, adopting: found)
        case .lookAgain:
            let row = judged
            try await calls.store.write { try $0.save(row) }
            FailPoint.lookAgainWritten.reached()
        case .replay:
            let row = judged
            try await calls.store.write { try $0.save(row) }
            FailPoint.replayWritten.reached()
            let (sender, calls, time) = (sender, calls, calls.time)
            return try await calls.sending(
                lane: .settling, kind: row.action.kind, members: row.members.count, isWhole: true
            ) { _ in
                // Waiting for the account's limits may have taken longer than monday remembers.
                guard row.mayReplay(now: time.now) else {
                    await calls.carries(0)
                    return .progressed
                }
                return try await sender.deliver(row)
            }
        }
        return .progressed
    }

    private func close(_ attempt: AttemptRow, adopting found: [String: String]) async throws {
        let (settings, now, random) = (calls.settings, calls.now, calls.random)
        let cause = HistoryEntry.Cause(
            at: now, attempt: attempt.id, note: "Found on the board after a request whose outcome was not known.")
        try await calls.store.write { transaction in
            var adopted = 0
            for member in attempt.members {
                guard let before = try transaction.record(settings.ref, key: member.key),
                    before.state == .sending || before.state == .inDoubt
                else { continue }
                var row = before
                if let itemID = found[member.key] {
                    adopted += 1
                    row.requeue(adopting: itemID)
                } else {
                    row.retryOrBlock(now: now, random) { $0.retryUnconfirmed(at: $1) }
                }
                try transaction.save(row, was: before, cause)
            }
            try transaction.count(DeliveryCounts(created: adopted), settings.ref)
            if attempt.action == .create {
                if found.count < attempt.members.count {
                    try transaction.lookAgain(at: attempt, now: now, settle: settings.settle)
                } else {
                    try transaction.forgetIndex(settings.ref)
                }
                let sageKeys = Dictionary(attempt.records.map { ($0.key, $0.sageKey) }) { first, _ in first }
                let owned = found.reduce(into: [:]) {
                    $0[$1.key] = FoundItem(id: $1.value, key: sageKeys[$1.key] ?? "")
                }
                try transaction.index(owned: owned, created: adopted, settings.ref)
            }
            try transaction.close(attempt: attempt.id)
        }
        FailPoint.attemptSettled.reached()
    }

    private func postpone(_ attempt: AttemptRow, _ error: TargetError) async throws -> BoardDeliverer.Step {
        var row = attempt
        row.postpone(until: max(calls.now + Int64(calls.settings.settle), calls.pause(for: error)))
        let postponed = row
        try await calls.store.write { try $0.save(postponed) }
        FailPoint.attemptPostponed.reached()
        return try await calls.park(error)
    }
}

extension AttemptRow {
    /// Its members with what their key columns hold.
    var records: [RecordOnBoard] {
        members.map { RecordOnBoard(key: $0.key, content: $0.content) }
    }
}
