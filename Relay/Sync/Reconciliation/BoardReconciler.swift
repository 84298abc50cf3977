import Mapping

/// Compares a board with the ledger and with Sage, and puts right what the policy allows.
///
/// Nothing is ever deleted, archived or emptied on a board: duplicates and unknown items are only told.
package final class BoardReconciler: Sendable {
    /// How many records one transaction takes.
    static let pageSize = 200

    let settings: BoardSettings
    let store: any SyncStore
    let source: any RecordSource
    let readBack: BoardReadBack
    let time: any TimeSource
    /// One reconciliation of a board at a time: what is read back has one place.
    let turn = Turn()

    /// Makes the reconciler of one board.
    ///
    /// - Parameters:
    ///   - settings: how the board is kept.
    ///   - store: where state is kept.
    ///   - source: the company's agent.
    ///   - reader: the board's monday account.
    ///   - governor: the account's limits, shared by all its boards.
    ///   - time: the wall clock.
    package init(
        settings: BoardSettings, store: any SyncStore, source: any RecordSource, reader: any BoardReader,
        governor: RateGovernor, time: any TimeSource
    ) {
        self.settings = settings
        self.store = store
        self.source = source
        self.time = time
        readBack = BoardReadBack(settings: settings, store: store, reader: reader, governor: governor, time: time)
    }

    /// Reads the board back, compares, repairs, and keeps the report.
    ///
    /// Sage is to be swept, and what that queued delivered, before; ``BoardWorker/read(_:)`` does the former.
    ///
    /// - Parameters:
    ///   - policy: what to do with findings; `nil` for the board's own.
    ///   - sweep: the sweep of Sage that went before, for the report.
    ///   - notes: what a person should know of what went before.
    ///   - startedAt: when the work began, in milliseconds since 1970; `nil` for now.
    ///   - catchUp: polls Sage, and waits until what is queued is delivered; returns why it cannot be, where that is so.
    /// - Returns: the report, which is kept in the store too, also when the work did not come to its end.
    /// - Throws: what the store throws, and `CancellationError`.
    package func run(
        policy: RepairPolicy? = nil, after sweep: RunRow?, notes: [String] = [], startedAt: Int64? = nil,
        catchUp: @escaping @Sendable () async throws -> String?
    ) async throws -> BoardReconciliation {
        try await turn.take {
            let policy = policy ?? self.settings.repair
            var report = BoardReconciliation(
                board: self.settings.ref.text, startedAt: startedAt ?? self.time.now, policy: policy)
            report.messages = notes
            report.sage = sweep.map(BoardReconciliation.SageSide.init)
            return try await self.run(&report, catchUp)
        }
    }

    private func run(
        _ report: inout BoardReconciliation, _ catchUp: @Sendable () async throws -> String?
    ) async throws -> BoardReconciliation {
        let ref = settings.ref
        let before = try await store.read { try $0.delivered(ref) }
        do {
            try await compare(&report, catchUp)
            report.isDone = true
        } catch let error as TargetError {
            report.messages.append(error.sentence)
        } catch let error as SourceError {
            report.messages.append(error.sentence)
        }
        report.milliseconds = time.now - report.startedAt
        let made = report
        return try await store.write { transaction in
            var ended = made
            // What waits for a person is not equal, and was not judged.
            if let hold = try transaction.board(ref).hold, !ended.messages.contains(hold) {
                ended.messages.append(hold)
            }
            if let blocked = try transaction.counts(ref)[.blocked], blocked > 0 {
                ended.messages.append("Blocked records: \(blocked). `sage-relay letters list` says why.")
            }
            ended.calls = try (transaction.delivered(ref) - before).calls
            let doubled = ended.left ?? ended.findings
            if ended.isDone, doubled[.duplicate] <= FindingList.named {
                let keys = doubled.first.filter { $0.kind == .duplicate }.map(\.key)
                try transaction.forgetDuplicates(ref, but: keys)
            }
            try transaction.forgetReadBack(ref)
            try transaction.keep(ended)
            return ended
        }
    }

    private func compare(
        _ report: inout BoardReconciliation, _ catchUp: @Sendable () async throws -> String?
    ) async throws {
        var survey = try await survey()
        report.take(survey)
        report.findings = survey.findings
        if report.policy == .repair, survey.findings.repairable > 0 {
            if let refusal = try await refusal(survey) {
                report.messages.append(refusal)
            } else {
                report.repaired = try await repair(survey.mapping)
            }
        }
        if report.repaired.all > 0 {
            survey = try await surveyAgain(&report, catchUp)
            report.left = survey.findings
        }
        var totals = try await totals(survey)
        if !totals.differing.isEmpty {
            // The company goes on while both sides are read: a difference is told when it is still there a second time.
            survey = try await surveyAgain(&report, catchUp)
            totals = try await self.totals(survey)
        }
        report.totals = totals
    }

    private func surveyAgain(
        _ report: inout BoardReconciliation, _ catchUp: @Sendable () async throws -> String?
    ) async throws -> BoardSurvey {
        if let reason = try await catchUp(), !report.messages.contains(reason) { report.messages.append(reason) }
        // The board's list of items may lag behind what was written just now.
        try await time.sleep(until: time.now + Int64(settings.settle))
        let survey = try await survey()
        report.take(survey)
        return survey
    }

    /// Why nothing may be repaired: so much that the board is rather wrong than edited.
    private func refusal(_ survey: BoardSurvey) async throws -> String? {
        let touched = survey.findings.repairable
        let items = max(survey.items, try await store.read { [ref = settings.ref] in try $0.ownedItems(ref) })
        guard !settings.changes.allows(touched, of: items) else { return nil }
        return "\(touched) of \(items) items would be repaired. That is too much to believe, so nothing was. Check that"
            + " the board is the right one, and what was done to it; `sage-relay rebuild` takes it as it is."
    }
}

extension BoardReconciliation {
    fileprivate mutating func take(_ survey: BoardSurvey) {
        items = survey.items
        strangers = survey.strangers
        unjudged = survey.unjudged
    }
}

/// What a board was found to be, at one reading.
struct BoardSurvey: Sendable {
    let mapping: BoardMapping
    var items = 0
    var strangers = 0
    var unjudged = 0
    var findings = FindingList()
    var totals = ControlTotals()
    /// Items that say their record is gone.
    var gone = 0
    /// Items with an amount that is no number.
    var unreadable = 0
}
