import Foundation
import Mapping

/// Sends what is to be written to subitems: each request is written down as an attempt first, and what came of it is taken
/// in whole.
struct LineSender: Sendable {
    let calls: BoardCalls
    let target: any LineTarget
    let pace: DeliveryPace

    /// How a line is called among those of a request.
    static func name(_ record: String, _ line: String) -> String { "\(record)/\(line)" }

    /// Writes an attempt down, sends it, and takes in what came of it.
    ///
    /// - Parameters:
    ///   - lines: the lines that may go out, by name; as many go out as the limits and the pace allow.
    ///   - records: the keys of their records.
    ///   - action: what is done to them.
    ///   - mapping: the columns of the subitems' board.
    ///   - lane: how urgent they are.
    /// - Returns: what to do next.
    /// - Throws: what the store throws; `CancellationError` while the limits are waited for.
    func send(
        _ lines: [String], of records: [String], _ action: AttemptRow.Action, _ mapping: BoardMapping, lane: Lane
    ) async throws -> BoardDeliverer.Step {
        let wanted = pace.next(lines, now: calls.now)
        return try await calls.sending(
            lane: lane, kind: action.kind, board: mapping.boardID, members: wanted.count
        ) { granted in
            let attempt = try await open(Set(wanted.prefix(granted)), of: records, action, mapping)
            FailPoint.linesWritten.reached()
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
        let answer = await target.send(
            lines: attempt.body, idempotencyKey: attempt.idempotencyKey, action: attempt.action,
            mutations: attempt.members.count)
        let now = calls.now
        let wasRefused = answer.outcomes.allSatisfy { if case .refused = $0 { true } else { false } }
        pace.learn(answer.cost, mutations: attempt.members.count, took: wasRefused ? nil : Int(now - start), now: now)
        FailPoint.linesAnswered.reached()
        return try await take(answer, of: attempt)
    }

    private func open(
        _ names: Set<String>, of records: [String], _ action: AttemptRow.Action, _ mapping: BoardMapping
    ) async throws -> AttemptRow? {
        let (ref, now, target, settle) = (calls.ref, calls.now, target, Int64(calls.settings.settle))
        let (mostBytes, age) = (calls.settings.delivery.bodyBytes, calls.lineReadingAge)
        return try await calls.store.write { transaction in
            // A person may have paused the board while the account's limits were waited for.
            guard try transaction.pause(ref) == nil else { return nil }
            var members: [AttemptRow.Member] = []
            var mutations: [LineMutation] = []
            var bytes = 0
            for key in records {
                // The record may have changed meanwhile, or its item gone, and a reading grown old.
                guard let record = try transaction.record(ref, key: key), record.state == .done,
                    let parent = record.itemID, var set = try transaction.lineSet(ref, key: key), set.isOpen,
                    set.isRead(of: parent, within: age, now: now)
                else { continue }
                for work in set.planned(for: record, mapping)
                where work.action == action && names.contains(Self.name(key, work.line)) {
                    let mutation = LineMutation(work, below: parent)
                    bytes += mutation.bytes
                    // What does not fit goes with the next request; a line alone goes whatever it measures.
                    guard bytes <= mostBytes || members.isEmpty else { break }
                    mutations.append(mutation)
                    members.append(
                        AttemptRow.Member(
                            key: key, itemID: work.itemID, content: work.content ?? ItemContent(name: "", fields: [:]),
                            line: AttemptRow.Line(key: work.line, parentID: parent)))
                }
            }
            guard !members.isEmpty else { return nil }
            return try transaction.openAttempt(
                board: ref, action: action, idempotencyKey: UUID().uuidString,
                body: target.body(lines: mutations, boardID: mapping.boardID), members: members, now: now,
                dueAt: now + settle)
        }
    }

    /// Takes in the outcome of every member in one transaction.
    private func take(_ answer: MutationAnswer, of attempt: AttemptRow) async throws -> BoardDeliverer.Step {
        let (ref, settings, now, random) = (calls.ref, calls.settings, calls.now, calls.random)
        let outcomes = answer.outcomes(for: attempt.members.count)
        let cause = HistoryEntry.Cause(at: now, attempt: attempt.id, requestID: answer.requestID)
        let verdict = try await calls.store.write { transaction in
            var verdict = LineVerdict(attempt, outcomes, now: now, settle: settings.settle)
            for (key, members) in Dictionary(grouping: zip(attempt.members, outcomes), by: \.0.key) {
                guard let before = try transaction.lineSet(ref, key: key) else { continue }
                // Lines below an item that is not the record's any more are nobody's.
                var set = before
                for (member, outcome) in members {
                    var other = LineSet(board: ref, key: key)
                    let isOwn = member.line?.parentID == before.parentID
                    if isOwn {
                        verdict.apply(outcome, to: &set, member: member, random: random)
                    } else {
                        verdict.apply(outcome, to: &other, member: member, random: random)
                    }
                }
                // It was replayed because nothing of it was there; what it did the first time may still appear.
                if attempt.looks > 0, attempt.action == .createLines, !set.rows.isEmpty {
                    set.lookLate(at: now + max(10 * Int64(settings.settle), LateLook.least))
                }
                guard set != before else { continue }
                try transaction.save(set)
                if let entry = HistoryEntry.lines(from: before, to: set, cause) { try transaction.append(entry) }
            }
            try transaction.count(DeliveryCounts(calls: 1), ref)
            if var board = try transaction.lineBoard(ref), let fault = verdict.fault {
                board.fail(fault.sentence, until: now + BoardDeliverer.faultPause)
                try transaction.save(board)
            }
            if verdict.isInDoubt {
                var open = attempt
                open.postpone(until: verdict.lookAt)
                if verdict.saysNothing { open.uncountLook() }
                try transaction.save(open)
            } else {
                try transaction.close(attempt: attempt.id)
            }
            return verdict
        }
        FailPoint.linesCommitted.reached()
        if verdict.isInDoubt { FailPoint.linesDoubted.reached() }
        if let until = verdict.pauseUntil { await calls.governor.pause(until: until) }
        if let locked = verdict.locked { pace.rest(until: calls.pause(for: locked)) }
        learn(verdict, attempt)
        return verdict.fault == nil ? .progressed : .waiting(until: now + BoardDeliverer.faultPause)
    }

    private func learn(_ verdict: LineVerdict, _ attempt: AttemptRow) {
        let names = attempt.members.map { Self.name($0.key, $0.line?.key ?? "") }
        if verdict.isRefusedWhole {
            pace.refusedWhole(names)
        } else if verdict.isAnswered {
            pace.answered(names, foundBad: names.count == 1 && !verdict.wrote, wrote: verdict.wrote)
        }
    }
}

extension HistoryEntry {
    /// Tells what became of a record's lines; `nil` when nothing of it is known to show otherwise.
    fileprivate static func lines(from before: LineSet, to after: LineSet, _ cause: Cause) -> HistoryEntry? {
        func texts(_ set: LineSet) -> [String: String] {
            Dictionary(
                set.rows.compactMap { row in row.itemID == nil ? nil : (row.key, row.shown?.lineText ?? "") },
                uniquingKeysWith: { first, _ in first })
        }
        let (old, new) = (texts(before), texts(after))
        var changes: [String: Change] = [:]
        for key in Set(old.keys).union(new.keys) where old[key] != new[key] {
            changes["line \(key)"] = Change(old: old[key], new: new[key])
        }
        guard !changes.isEmpty else { return nil }
        return HistoryEntry(
            board: after.board, key: after.key, event: .linesChanged, cause: cause, changes: changes,
            itemID: after.parentID)
    }
}

extension ItemContent {
    /// A line for people: its name, and its fields but for the key.
    fileprivate var lineText: String {
        ([name] + fields.filter { $0.key != BoardField.key.name }.sorted { $0.key < $1.key }.map { "\($0): \($1)" })
            .joined(separator: ", ")
    }
}
