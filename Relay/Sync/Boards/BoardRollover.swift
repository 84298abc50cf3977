import Foundation
import Mapping

/// Archives items of documents that are done with and old when their board fills up.
///
/// Which items are to be archived is durable, and once more that monday is asked for it. What Sage says in between wins;
/// from then on nothing else of these records is sent: a request whose outcome is not known is made again, and an item that
/// is gone by then was archived.
struct BoardRollover: Sendable {
    /// A record whose item could not be archived so often stays as it is.
    static let mostTries = 8

    let calls: BoardCalls
    let rule: RolloverRule
    let archiver: any BoardArchiver

    /// Chooses items when the board is full enough, or archives some that are chosen.
    ///
    /// - Returns: when to call again.
    /// - Throws: ``TargetError`` when the board or the account cannot be used; what the store throws.
    func step() async throws -> BoardDeliverer.Step {
        let (ref, now, size) = (calls.ref, calls.now, calls.settings.batch)
        let chosen = try await calls.store.read { try $0.archiving(ref, now: now, limit: size) }
        if !chosen.isEmpty {
            try await archive(chosen)
            return .progressed
        }
        let (board, standing, next) = try await calls.store.read {
            (try $0.board(ref), try $0.standing(ref), try $0.nextArchiving(ref))
        }
        if let next { return .waiting(until: next) }
        guard let limit = standing.itemsLimit, limit > 0, let room = board.room else { return .idle }
        let today = standing.archivedDay == now.dayNumber ? standing.archived : 0
        let allowance = rule.allowance(
            items: max(0, limit - room), limit: limit, today: today, calls.settings.changes)
        guard allowance > 0 else { return .idle }
        guard standing.rolloverAt <= now else { return .waiting(until: standing.rolloverAt) }
        return try await choose(allowance)
    }

    private func choose(_ allowance: Int) async throws -> BoardDeliverer.Step {
        let (ref, now, rule) = (calls.ref, calls.now, rule)
        let count = try await calls.store.write { transaction in
            var standing = try transaction.standing(ref)
            let keys = try transaction.archivable(ref, rule, now: now, limit: allowance)
            for key in keys {
                guard let before = try transaction.record(ref, key: key) else { continue }
                var row = before
                row.putAway()
                try transaction.save(row, was: before, HistoryEntry.Cause(at: now))
            }
            if standing.archivedDay != now.dayNumber { standing.archived = 0 }
            standing.archivedDay = now.dayNumber
            standing.archived += keys.count
            if keys.count < allowance { standing.rolloverAt = now + RolloverRule.pause }
            try transaction.save(standing)
            return keys.count
        }
        FailPoint.archivalChosen.reached()
        return count > 0 ? .progressed : .waiting(until: now + RolloverRule.pause)
    }

    private func archive(_ rows: [RecordRow]) async throws {
        let archiver = archiver
        _ = try await calls.sending(lane: .backfill, kind: .change, members: rows.count) { granted in
            let chunk = try await calls.store.write { [ref = calls.ref] transaction in
                // A person may have paused the board while the account's limits were waited for, and Sage may have
                // another word on a document: then it is archived no more.
                guard try transaction.pause(ref) == nil else { return [RecordRow]() }
                let chunk = try rows.prefix(granted).compactMap { try transaction.record(ref, key: $0.key) }
                    .filter { $0.state == .archiving && $0.itemID != nil }
                for var row in chunk {
                    row.askForArchival()
                    try transaction.save(row)
                }
                return chunk
            }
            await calls.carries(chunk.count)
            guard !chunk.isEmpty else { return .progressed }
            FailPoint.archivalAsked.reached()
            let items = chunk.compactMap(\.itemID)
            let answer = await archiver.archive(items: items, idempotencyKey: UUID().uuidString)
            try await take(answer, of: chunk)
            return .progressed
        }
    }

    private func take(_ answer: MutationAnswer, of rows: [RecordRow]) async throws {
        let (ref, now, random, rule) = (calls.ref, calls.now, calls.random, rule)
        let isWhole = answer.outcomes.count == rows.count
        let fault = answer.sharedFault
        let cause = HistoryEntry.Cause(
            at: now, requestID: answer.requestID,
            note: "Archived to make room: it is \(rule.label), and dated before \(rule.cutoff(now: now)).")
        try await calls.store.write { transaction in
            var archived = 0
            for (index, known) in rows.enumerated() {
                guard let before = try transaction.record(ref, key: known.key), before.state == .archiving else {
                    continue
                }
                var row = before
                // What was never asked for before is certain to be on the board when it is refused.
                if known.waitsForArchival, isWhole, case .refused = answer.outcomes[index] { row.forgetAsking() }
                switch isWhole ? answer.outcomes[index] : nil {
                case .done:
                    row.confirmArchived()
                    archived += 1
                case .refused(let error) where error.cause == .itemGone:
                    // By a request before, or by a person: it is not there any more, and is not to be.
                    row.confirmArchived()
                    archived += 1
                case .refused(let error) where error.cause.concernsAll:
                    row.archiveAgain(at: now + BoardDeliverer.faultPause, countsFailure: false)
                case .refused(let error) where error.cause != .unknown:
                    row.archiveAgain(at: now + random(1000...60_000), countsFailure: true)
                    if row.failures >= Self.mostTries { row.keepAfterAll(problem: error.sentence) }
                default:
                    // It may be archived: only an answer can say that it is not, and what is must get no second item.
                    row.archiveAgain(at: now + random(30_000...300_000), countsFailure: false)
                }
                try transaction.save(row, was: before, cause)
            }
            try transaction.count(DeliveryCounts(calls: 1), ref)
            var board = try transaction.board(ref)
            board.room = board.room.map { $0 + archived }
            if archived > 0 { board.fault = nil }
            try transaction.save(board)
        }
        FailPoint.archivalCommitted.reached()
        if let fault { throw fault }
    }
}

extension Int64 {
    /// The day of a moment in milliseconds since 1970, in days since 1970 and UTC.
    var dayNumber: Int64 { self / 86_400_000 }
}
