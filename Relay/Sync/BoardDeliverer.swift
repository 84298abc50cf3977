import Foundation
import Mapping

/// Brings a board to what its records shall show: the write side of the engine.
///
/// One deliverer writes to a board, and it sends one request at a time. What it sends is durable before it is sent,
/// and nothing else goes to the board while the outcome of a request is not known.
package struct BoardDeliverer: Sendable {
    /// What to do after a step.
    package enum Step: Hashable, Sendable {
        /// There may be more to do at once.
        case progressed
        /// Nothing before this time, in milliseconds since 1970.
        case waiting(until: Int64)
        /// Nothing until something is queued.
        case idle
    }

    /// How many keys one look-up asks for: what monday takes as values of one column is not documented, 100 is safe.
    static let lookUpSize = 100
    /// A board that cannot be used is looked at again after five minutes, a full one too.
    static let faultPause: Int64 = 300_000
    /// So many passing failures in a row, some 15 s apart, are a fault of the board.
    static let passingFailures = 3

    private let settings: BoardSettings
    private let store: any SyncStore
    private let target: any BoardTarget
    private let governor: RateGovernor
    private let time: any TimeSource
    private let random: @Sendable (ClosedRange<Int64>) -> Int64
    private let pace: DeliveryPace

    /// Makes the deliverer of one board.
    ///
    /// - Parameters:
    ///   - settings: how the board is kept.
    ///   - store: where state is kept.
    ///   - target: the board's monday account.
    ///   - governor: the account's limits, shared by all its boards.
    ///   - time: the wall clock.
    ///   - random: for the jitter of retries.
    package init(
        settings: BoardSettings, store: any SyncStore, target: any BoardTarget, governor: RateGovernor,
        time: any TimeSource, random: @escaping @Sendable (ClosedRange<Int64>) -> Int64 = { Int64.random(in: $0) }
    ) {
        self.settings = settings
        self.store = store
        self.target = target
        self.governor = governor
        self.time = time
        self.random = random
        pace = DeliveryPace(batch: settings.batch)
    }

    /// Does the next piece of work: settles a request in doubt, or looks up and sends one batch.
    ///
    /// - Returns: when to call again.
    /// - Throws: what the store throws, and `CancellationError`; state is right in either case.
    package func step() async throws -> Step {
        let (ref, now) = (settings.ref, time.now)
        if let attempt = try await store.read({ try $0.attempts(ref).first }) {
            guard attempt.dueAt <= now else { return .waiting(until: attempt.dueAt) }
            return try await settle(attempt)
        }
        do {
            let known = try await store.read { try $0.board(ref) }
            if known.needsDiscovery || known.mapping?.isMade(for: settings) != true {
                try await discover(known)
                pace.succeeded()
                return .progressed
            }
            let due = try await store.read { try $0.due(ref, now: now, limit: Self.lookUpSize) }
            guard !due.isEmpty, let mapping = known.mapping else {
                return try await store.read { try $0.nextDue(ref) }.map { .waiting(until: $0) } ?? .idle
            }
            let changes = due.filter { $0.itemID != nil }
            if !changes.isEmpty { return try await send(changes.map(\.key), .change, mapping) }
            return try await create(due, mapping)
        } catch let error as TargetError {
            return try await park(error)
        }
    }

    // MARK: Discovering

    /// Finds the board's columns, and puts right what was known by other ones.
    private func discover(_ known: BoardRow) async throws {
        let (ref, target, boardID) = (settings.ref, target, settings.boardID)
        guard
            let board = try await call({ () async throws(TargetError) in try await target.describe(boardID: boardID) })
        else {
            throw TargetError(
                .board,
                "The account shows no board with the id \(boardID). Correct the id in the configuration, or give the"
                    + " token's user access to the board.")
        }
        FailPoint.boardDescribed.reached()
        let mapping: BoardMapping
        do {
            mapping = try BoardMapping(
                layout: BoardLayout(kind: ref.kind, segments: known.segments), board: board, group: settings.group,
                overrides: settings.columns)
        } catch {
            throw TargetError(.board, "\(error)")
        }
        try await store.write { transaction in
            var row = try transaction.board(ref)
            if let before = row.mapping, before.boardID != mapping.boardID {
                try transaction.forgetItems(ref)
                // Read in full next, so that the scope decides anew what the board shows.
                row.watermark = nil
            } else if let before = row.mapping, before != mapping {
                try transaction.forget(fields: mapping.fieldsMoved(since: before), ref)
                try transaction.rearmBlocked(ref)
            }
            row.mapping = mapping
            // The account structure may have changed while monday was asked.
            row.needsDiscovery = row.segments != known.segments
            row.fault = nil
            row.room = board.itemsLimit.flatMap { limit in board.itemsCount.map { max(0, limit - $0) } }
            try transaction.save(row)
        }
        FailPoint.discoveryDone.reached()
    }

    // MARK: Creating

    /// Looks every key up before anything is created, and adopts what is on the board.
    private func create(_ rows: [RecordRow], _ mapping: BoardMapping) async throws -> Step {
        let found = try await lookUp(rows.map { (key: $0.key, sageKey: sageKey(of: $0)) }, mapping)
        FailPoint.lookUpAnswered.reached()
        let ref = settings.ref
        if !found.isEmpty {
            try await store.write { transaction in
                for (key, itemID) in found {
                    guard var row = try transaction.record(ref, key: key), row.itemID == nil else { continue }
                    row.adopt(itemID: itemID)
                    try transaction.save(row)
                }
            }
            FailPoint.itemsAdopted.reached()
        }
        var absent = rows.map(\.key).filter { found[$0] == nil }[...]
        while !absent.isEmpty {
            let chunk = Array(absent.prefix(pace.batch))
            let room = try await store.read { try $0.board(ref).room }
            if let room, room < chunk.count {
                guard room > 0 else { throw boardFull() }
                _ = try await send(Array(chunk.prefix(room)), .create, mapping)
                break
            }
            _ = try await send(chunk, .create, mapping)
            absent.removeFirst(chunk.count)
            // What is not known, or not possible now, is settled before more is sent.
            if try await store.read({ try $0.attempts(ref).first != nil || $0.board(ref).fault != nil }) { break }
        }
        return .progressed
    }

    private func boardFull() -> TargetError {
        TargetError(
            .boardFull,
            "The board is full: it holds as many items as monday allows. Narrow the board's scope and read it in full,"
                + " or archive items. What does not fit stays queued.")
    }

    /// Asks which of these keys are on the board, compared exactly.
    ///
    /// - Returns: item ids by record key; of several items with one key, the oldest.
    private func lookUp(
        _ keys: [(key: String, sageKey: String)], _ mapping: BoardMapping
    ) async throws -> [String: String] {
        let wanted = Dictionary(keys.map { ($0.sageKey, $0.key) }, uniquingKeysWith: { first, _ in first })
        let target = target
        let asked = keys.map(\.sageKey)
        let items = try await call { () async throws(TargetError) in
            try await target.lookUp(keys: asked, mapping: mapping)
        }
        var ids: [String: [String]] = [:]
        for item in items {
            if let key = wanted[item.key] { ids[key, default: []].append(item.id) }
        }
        let (ref, now) = (settings.ref, time.now)
        for (key, several) in ids where several.count > 1 {
            try await store.write { transaction in
                try transaction.note(
                    problem: "The board holds several items with this key: \(several.sorted().joined(separator: ", "))."
                        + " The oldest is kept up to date; delete the others.",
                    board: ref, key: key, now: now)
            }
        }
        return ids.compactMapValues { $0.min { ($0.count, $0) < ($1.count, $1) } }
    }

    private func sageKey(of row: RecordRow) -> String {
        row.desired.fields[BoardField.key.name] ?? ""
    }

    // MARK: Sending

    /// Writes an attempt down, sends it, and takes in what came of it.
    private func send(_ keys: [String], _ action: AttemptRow.Action, _ mapping: BoardMapping) async throws -> Step {
        let wanted = Array(keys.prefix(pace.batch))
        let granted = try await governor.admitMutations(wanted.count, boardID: mapping.boardID)
        let chunk = Array(wanted.prefix(granted))
        return try await sending {
            let attempt = try await open(chunk, action, mapping)
            FailPoint.attemptWritten.reached()
            await governor.giveBack(mutations: granted - (attempt?.members.count ?? 0), boardID: mapping.boardID)
            return if let attempt { try await deliver(attempt) } else { .progressed }
        }
    }

    /// Waits for the account's limits, and then runs to the end.
    private func sending(_ body: @escaping @Sendable () async throws -> Step) async throws -> Step {
        let result = try await governor.request { () async -> Result<Step, any Error> in
            do {
                return .success(try await uninterrupted(body))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// Runs to the end even when the relay is told to stop meanwhile: an answer that is waited for is worth more than
    /// an outcome that must be settled after the next start.
    private func uninterrupted(_ body: @escaping @Sendable () async throws -> Step) async throws -> Step {
        try await Task { try await body() }.value
    }

    private func open(
        _ keys: [String], _ action: AttemptRow.Action, _ mapping: BoardMapping
    ) async throws -> AttemptRow? {
        let (ref, now, target, settle) = (settings.ref, time.now, target, Int64(settings.settle))
        return try await store.write { transaction in
            var members: [AttemptRow.Member] = []
            var mutations: [ItemMutation] = []
            for key in keys {
                guard var row = try transaction.record(ref, key: key) else { continue }
                if let mutation = Self.mutation(&row, action, mapping) {
                    row.send()
                    mutations.append(mutation)
                    members.append(AttemptRow.Member(key: key, itemID: row.itemID, content: row.desired))
                }
                try transaction.save(row)
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

    private func deliver(_ attempt: AttemptRow) async throws -> Step {
        let outcomes = await target.send(
            body: attempt.body, idempotencyKey: attempt.idempotencyKey, action: attempt.action,
            mutations: attempt.members.count)
        FailPoint.answerReceived.reached()
        return try await take(outcomes, of: attempt)
    }

    /// Takes in the outcome of every member in one transaction.
    private func take(_ outcomes: [MutationOutcome], of attempt: AttemptRow) async throws -> Step {
        let (settings, now, random) = (settings, time.now, random)
        let missing = MutationOutcome.unknown(TargetError(.unknown, "Monday's answer names fewer members."))
        let isWhole = outcomes.count == attempt.members.count
        let outcomes = isWhole ? outcomes : attempt.members.map { _ in missing }
        let verdict = try await store.write { transaction in
            var verdict = AttemptVerdict(attempt, outcomes, now: now, settle: settings.settle)
            for (outcome, member) in zip(outcomes, attempt.members) {
                guard var row = try transaction.record(settings.ref, key: member.key) else { continue }
                verdict.apply(outcome, to: &row, member: member, random: random)
                try transaction.save(row)
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
                try transaction.close(attempt: attempt.id)
            }
            return verdict
        }
        FailPoint.outcomeCommitted.reached()
        if verdict.isInDoubt { FailPoint.attemptDoubted.reached() }
        if let until = verdict.pauseUntil { await governor.pause(until: until) }
        if verdict.isRefusedWhole { pace.halve() } else if verdict.counts != DeliveryCounts() { pace.restore() }
        // What was refused for all alike is not tried with the next members.
        return verdict.fault == nil ? .progressed : .waiting(until: now + Self.faultPause)
    }

    // MARK: Settling

    /// Finds out what came of a request whose outcome is not known.
    private func settle(_ attempt: AttemptRow) async throws -> Step {
        let ref = settings.ref
        guard attempt.action == .create else {
            // A change is settled by making it again: the same item gets the same values, or newer ones.
            try await close(attempt, adopting: [:])
            return .progressed
        }
        // On a board that the configuration no longer names nothing is looked up any more.
        guard let mapping = try await store.read({ try $0.board(ref).mapping }), mapping.boardID == settings.boardID
        else {
            try await close(attempt, adopting: [:])
            return .progressed
        }
        let keys = attempt.members.map { ($0.key, $0.content.fields[BoardField.key.name] ?? "") }
        let found: [String: String]
        do {
            found = try await lookUp(keys.map { (key: $0.0, sageKey: $0.1) }, mapping)
        } catch let error as TargetError {
            return try await postpone(attempt, error)
        }
        FailPoint.doubtLookedUp.reached()
        var judged = attempt
        switch judged.judge(found: found.count, now: time.now, settle: settings.settle) {
        case .close:
            try await close(attempt, adopting: found)
        case .lookAgain:
            let row = judged
            try await store.write { try $0.save(row) }
            FailPoint.lookAgainWritten.reached()
        case .replay:
            let row = judged
            try await store.write { try $0.save(row) }
            FailPoint.replayWritten.reached()
            return try await sending {
                // Waiting for the account's limits may have taken longer than monday remembers.
                row.mayReplay(now: time.now) ? try await deliver(row) : .progressed
            }
        }
        return .progressed
    }

    private func close(_ attempt: AttemptRow, adopting found: [String: String]) async throws {
        let (ref, now, random) = (settings.ref, time.now, random)
        try await store.write { transaction in
            var adopted = 0
            for member in attempt.members {
                guard var row = try transaction.record(ref, key: member.key),
                    row.state == .sending || row.state == .inDoubt
                else { continue }
                if let itemID = found[member.key] {
                    adopted += 1
                    row.requeue(adopting: itemID)
                } else {
                    row.retryOrBlock(now: now, random) { $0.retryUnconfirmed(at: $1) }
                }
                try transaction.save(row)
            }
            try transaction.count(DeliveryCounts(created: adopted), ref)
            try transaction.close(attempt: attempt.id)
        }
        FailPoint.attemptSettled.reached()
    }

    private func postpone(_ attempt: AttemptRow, _ error: TargetError) async throws -> Step {
        var row = attempt
        row.postpone(until: max(time.now + Int64(settings.settle), pause(for: error)))
        let postponed = row
        try await store.write { try $0.save(postponed) }
        FailPoint.attemptPostponed.reached()
        return try await park(error)
    }

    // MARK: Waiting

    /// Keeps the board from being asked again too soon, and says why.
    private func park(_ error: TargetError) async throws -> Step {
        let (ref, until) = (settings.ref, pause(for: error))
        if case .limited = error.cause {
            await governor.pause(until: until)
            return .waiting(until: until)
        }
        // A passing failure is not told before it has come several times.
        if until < time.now + Self.faultPause, pace.failed() < Self.passingFailures { return .waiting(until: until) }
        try await store.write { transaction in
            var board = try transaction.board(ref)
            board.fault = error.sentence
            if error.cause == .board || error.cause == .boardFull { board.needsDiscovery = true }
            try transaction.save(board)
        }
        FailPoint.faultNoted.reached()
        return .waiting(until: until)
    }

    private func pause(for error: TargetError) -> Int64 {
        switch error.cause {
        case .limited(let wait): time.now + Int64(wait)
        case .temporary, .unknown: time.now + random(1000...30_000)
        default: time.now + Self.faultPause
        }
    }

    // MARK: Calling

    /// Makes one counted call within the account's limits.
    private func call<Value: Sendable>(
        _ body: @escaping @Sendable () async throws(TargetError) -> Value
    ) async throws -> Value {
        let ref = settings.ref
        let result = try await governor.request { () async -> Result<Value, TargetError> in
            do throws(TargetError) {
                return .success(try await body())
            } catch {
                return .failure(error)
            }
        }
        try await store.write { try $0.count(DeliveryCounts(calls: 1), ref) }
        return try result.get()
    }
}
