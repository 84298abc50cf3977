import Foundation
import Mapping

/// Sends what is to be written: each request is written down as an attempt first, and what came of it is taken in whole.
struct AttemptSender: Sendable {
    let calls: BoardCalls

    /// Writes an attempt down, sends it, and takes in what came of it.
    ///
    /// - Parameters:
    ///   - keys: the records, at least one; as many of them go out as the limits and the pace allow.
    ///   - action: what is done to them.
    ///   - mapping: the board.
    ///   - lane: how urgent they are.
    /// - Returns: what to do next.
    /// - Throws: what the store throws; `CancellationError` while the limits are waited for.
    func send(
        _ keys: [String], _ action: AttemptRow.Action, _ mapping: BoardMapping, lane: Lane = .live
    ) async throws -> BoardDeliverer.Step {
        let wanted = calls.pace.next(keys, now: calls.now)
        return try await calls.sending(lane: lane, kind: action.kind, members: wanted.count) { granted in
            let attempt = try await open(Array(wanted.prefix(granted)), action, mapping)
            FailPoint.attemptWritten.reached()
            await calls.carries(attempt?.members.count ?? 0)
            return if let attempt { try await deliver(attempt) } else { .progressed }
        }
    }

    /// Sends an attempt that is written down, for the first time or again, and takes in what came of it.
    ///
    /// - Parameter attempt: as it is in the store.
    /// - Returns: what to do next.
    /// - Throws: what the store throws.
    func deliver(_ attempt: AttemptRow) async throws -> BoardDeliverer.Step {
        let start = calls.now
        let answer = await calls.target.send(
            body: attempt.body, idempotencyKey: attempt.idempotencyKey, action: attempt.action,
            mutations: attempt.members.count)
        let now = calls.now
        // A request that was refused at once says nothing of how long mutations take.
        let wasRefused = answer.outcomes.allSatisfy { if case .refused = $0 { true } else { false } }
        calls.pace.learn(
            answer.cost, mutations: attempt.members.count, took: wasRefused ? nil : Int(now - start), now: now)
        FailPoint.answerReceived.reached()
        return try await take(answer, of: attempt)
    }

    private func open(
        _ keys: [String], _ action: AttemptRow.Action, _ mapping: BoardMapping
    ) async throws -> AttemptRow? {
        let (ref, now, target, settle) = (calls.ref, calls.now, calls.target, Int64(calls.settings.settle))
        let mostBytes = calls.settings.delivery.bodyBytes
        return try await calls.store.write { transaction in
            // A person may have paused the board while the account's limits were waited for.
            guard try transaction.pause(ref) == nil else { return nil }
            var members: [AttemptRow.Member] = []
            var mutations: [ItemMutation] = []
            var bytes = 0
            for key in keys {
                guard let before = try transaction.record(ref, key: key) else { continue }
                var row = before
                if let mutation = Self.mutation(&row, action, mapping) {
                    bytes += mutation.bytes
                    // What does not fit goes with the next request; an item alone goes whatever it measures.
                    guard bytes <= mostBytes || members.isEmpty else { break }
                    row.send()
                    mutations.append(mutation)
                    members.append(AttemptRow.Member(key: key, itemID: row.itemID, content: row.desired))
                }
                try transaction.save(row, was: before, HistoryEntry.Cause(at: now))
            }
            guard !members.isEmpty else { return nil }
            return try transaction.openAttempt(
                board: ref, action: action, idempotencyKey: UUID().uuidString,
                body: target.body(mutations, mapping: mapping), members: members, now: now, dueAt: now + settle)
        }
    }

    /// What to send of a record; `nil` when there is nothing to send, or when its board cannot show it.
    private static func mutation(
        _ row: inout RecordRow, _ action: AttemptRow.Action, _ mapping: BoardMapping
    ) -> ItemMutation? {
        guard row.state == .queued || row.state == .retryAt, (row.itemID == nil) == (action == .create) else {
            return nil
        }
        do {
            guard let itemID = row.itemID else {
                return .create(
                    name: row.desired.name, columnValues: try mapping.columnValues(creating: row.desired))
            }
            guard let values = try mapping.columnValues(changing: row.confirmed, to: row.desired) else {
                row.settleWithoutSending()
                return nil
            }
            return .change(itemID: itemID, columnValues: values)
        } catch {
            row.block(problem: error.sentence)
            return nil
        }
    }

    /// Takes in the outcome of every member in one transaction.
    private func take(_ answer: MutationAnswer, of attempt: AttemptRow) async throws -> BoardDeliverer.Step {
        let (settings, now, random) = (calls.settings, calls.now, calls.random)
        let outcomes = answer.outcomes(for: attempt.members.count)
        let cause = HistoryEntry.Cause(at: now, attempt: attempt.id, requestID: answer.requestID)
        let verdict = try await calls.store.write { transaction in
            var verdict = AttemptVerdict(attempt, outcomes, now: now, settle: settings.settle)
            for (outcome, member) in zip(outcomes, attempt.members) {
                guard let before = try transaction.record(settings.ref, key: member.key) else { continue }
                var row = before
                verdict.apply(outcome, to: &row, member: member, random: random)
                try transaction.save(row, was: before, cause)
            }
            var counts = verdict.counts
            counts.calls = 1
            try transaction.count(counts, settings.ref)
            var board = try transaction.board(settings.ref)
            if attempt.action == .create { board.room = board.room.map { max(0, $0 - verdict.counts.created) } }
            verdict.apply(to: &board)
            try transaction.save(board)
            if verdict.isInDoubt {
                var open = attempt
                open.postpone(until: verdict.lookAt)
                if verdict.saysNothing { open.uncountLook() }
                try transaction.save(open)
            } else {
                // It was replayed because nothing of it was on the board; what it did the first time may still appear.
                if attempt.looks > 0 { try transaction.lookAgain(at: attempt, now: now, settle: settings.settle) }
                try transaction.close(attempt: attempt.id)
            }
            try transaction.index(owned: verdict.made, created: verdict.made.count, settings.ref)
            for item in verdict.lost { try transaction.dropIndexed(itemID: item, settings.ref) }
            if !verdict.lost.isEmpty { try transaction.forgetIndex(settings.ref) }
            return verdict
        }
        FailPoint.outcomeCommitted.reached()
        if verdict.isInDoubt { FailPoint.attemptDoubted.reached() }
        if let until = verdict.pauseUntil { await calls.governor.pause(until: until) }
        learn(verdict, attempt)
        if let locked = verdict.locked { return try await calls.park(locked) }
        // What was refused for all alike is not tried with the next members.
        return verdict.fault == nil ? .progressed : .waiting(until: now + BoardDeliverer.faultPause)
    }

    /// Has the next request made up by what came of this one, and what was known of the board put in question where it must be.
    private func learn(_ verdict: AttemptVerdict, _ attempt: AttemptRow) {
        let keys = attempt.members.map(\.key)
        if verdict.isRefusedWhole {
            calls.pace.refusedWhole(keys)
        } else if verdict.isAnswered {
            let wrote = verdict.counts != DeliveryCounts()
            calls.pace.answered(keys, foundBad: keys.count == 1 && !wrote, wrote: wrote)
        }
        if verdict.isInDoubt || !verdict.lost.isEmpty {
            calls.absences.removeAll()
        } else {
            calls.absences.remove(verdict.made.keys)
        }
    }
}

extension AttemptRow.Action {
    /// What it is to the account's limits.
    package var kind: RequestKind { self == .create || self == .createLines ? .create : .change }
}

extension MutationAnswer {
    /// One outcome for each member; none is known where the answer does not name them all.
    ///
    /// - Parameter count: how many members the request had.
    /// - Returns: as many outcomes.
    func outcomes(for count: Int) -> [MutationOutcome] {
        guard outcomes.count != count else { return outcomes }
        let missing = MutationOutcome.unknown(
            TargetError(
                .unknown,
                "Monday's answer does not name every member; the board is looked at before anything is sent again."))
        return Array(repeating: missing, count: count)
    }
}
