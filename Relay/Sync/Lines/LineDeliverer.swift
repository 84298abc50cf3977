import Foundation
import Mapping

/// Brings the subitems of a board's items to what the lines of their records are.
///
/// Records go first: lines are written below items that show what they shall. One request at a time goes out, to the
/// items or to the subitems, and its outcome is known before the next.
struct LineDeliverer: Sendable {
    /// How many records' lines are looked at together, and how many items one reading asks for.
    static let pageSize = 25
    /// A reading is believed for so long at least, in milliseconds: what it led to is still to be sent.
    static let shortestAge: Int64 = 60_000

    let calls: BoardCalls
    let target: any LineTarget
    private let reader: LineBatchReader
    private let sender: LineSender
    private let settler: LineSettler
    private let pace: DeliveryPace

    /// - Parameters:
    ///   - calls: the board's way to monday.
    ///   - target: where subitems are.
    init(calls: BoardCalls, target: any LineTarget) {
        self.calls = calls
        self.target = target
        pace = DeliveryPace(batch: calls.settings.batch, longest: calls.settings.delivery.longestRequest)
        reader = LineBatchReader(calls: calls, target: target)
        sender = LineSender(calls: calls, target: target, pace: pace)
        settler = LineSettler(calls: calls, reader: reader, sender: sender)
    }

    /// Settles a request whose outcome is not known.
    ///
    /// - Parameter attempt: one that is due.
    /// - Returns: what to do next.
    /// - Throws: what the store throws; `CancellationError` while the limits are waited for.
    func settle(_ attempt: AttemptRow) async throws -> BoardDeliverer.Step { try await settler.settle(attempt) }

    /// Does the next piece of work: looks at the subitems' board, reads what is below items, or sends one request.
    ///
    /// - Returns: when to call again.
    /// - Throws: what the store throws; `CancellationError` while the limits are waited for.
    func step() async throws -> BoardDeliverer.Step {
        let (ref, now) = (calls.ref, calls.now)
        guard let board = try await calls.store.read({ try $0.lineBoard(ref) }), let boardID = board.boardID else {
            return .idle
        }
        let due = try await calls.store.read { try $0.dueLines(ref, now: now, limit: Self.pageSize) }
        guard let first = due.first else {
            let next = try await calls.store.read { try $0.nextLinesDue(ref) }
            return next.map { .waiting(until: max($0, now + 1000)) } ?? .idle
        }
        let rests = max(board.dueAt, pace.restsUntil)
        guard rests <= now else { return .waiting(until: rests) }
        let lane: Lane = first.dueAt == RecordRow.behindLive ? .backfill : .live
        do {
            guard !board.needsLook, let mapping = board.mapping else {
                try await look(at: boardID, lane)
                pace.succeeded()
                return .progressed
            }
            if try await reader.readMissing(due, mapping, lane: lane) {
                pace.succeeded()
                return .progressed
            }
            guard let (action, lines) = try await judge(due, mapping) else { return .progressed }
            let keys = due.map(\.key)
            return try await sender.send(lines, of: keys, action, mapping, lane: lane)
        } catch let error as TargetError {
            return try await park(error)
        }
    }

    /// Finds the columns of the subitems' board.
    private func look(at boardID: String, _ lane: Lane) async throws {
        let (ref, target, kind) = (calls.ref, calls.target, calls.settings.ref.kind)
        guard let layout = BoardLayout(linesOf: kind) else { return }
        let found = try await calls.call(lane: lane, kind: .describe, board: boardID) {
            () async throws(TargetError) in
            try await target.describe(boardID: boardID)
        }
        FailPoint.linesDescribed.reached()
        guard let found else {
            throw TargetError(.board, "The account shows no board \(boardID), on which the subitems of \(ref) live.")
        }
        let mapping: BoardMapping
        do {
            mapping = try BoardMapping(layout: layout, board: found, group: nil, overrides: [:])
        } catch {
            throw TargetError(
                .board, "Subitems: \(error) `sage-relay boards fix \(ref)` adds what is missing.")
        }
        try await calls.store.write { transaction in
            guard var board = try transaction.lineBoard(ref), board.boardID == boardID else { return }
            if board.look(mapping) { try transaction.forgetLines(ref) }
            try transaction.save(board)
        }
    }

    /// Finds out what is to be written, and closes the sets of which nothing is.
    ///
    /// - Returns: the lines of the next request by their names in it, and what is done to them; `nil` when there is none.
    private func judge(
        _ due: [LineSet], _ mapping: BoardMapping
    ) async throws -> (AttemptRow.Action, lines: [String])? {
        let (ref, keys) = (calls.ref, due.map(\.key))
        return try await calls.store.write { transaction in
            var lines: [AttemptRow.Action: [String]] = [:]
            for key in keys {
                guard let record = try transaction.record(ref, key: key),
                    var set = try transaction.lineSet(ref, key: key), set.isOpen
                else { continue }
                let before = set
                let works = set.planned(for: record, mapping)
                if works.isEmpty { set.settle() }
                if set != before { try transaction.save(set) }
                for work in works { lines[work.action, default: []].append(LineSender.name(key, work.line)) }
            }
            // New lines first, so that a deletion never leaves an item without the line that takes the deleted one's place.
            return AttemptRow.Action.ofLines.lazy.compactMap { action in lines[action].map { (action, $0) } }.first
        }
    }

    /// Keeps the subitems' board from being asked again too soon, and says why.
    private func park(_ error: TargetError) async throws -> BoardDeliverer.Step {
        let (ref, until) = (calls.ref, calls.pause(for: error))
        if case .limited = error.cause {
            await calls.governor.pause(until: until)
            return .waiting(until: until)
        }
        if until < calls.now + BoardDeliverer.faultPause, pace.failed() < BoardDeliverer.passingFailures {
            pace.rest(until: until)
            return .waiting(until: until)
        }
        try await calls.store.write { transaction in
            guard var board = try transaction.lineBoard(ref) else { return }
            board.fail(error.sentence, until: until)
            try transaction.save(board)
        }
        FailPoint.linesFaultNoted.reached()
        return .waiting(until: until)
    }
}

extension LineSet {
    /// What is to be written for a record.
    ///
    /// - Parameters:
    ///   - record: its record, whose item shows what it shall.
    ///   - mapping: the columns of the subitems' board.
    /// - Returns: the writes; none for a record whose lines are no subitems any more.
    mutating func planned(for record: RecordRow, _ mapping: BoardMapping) -> [LineWork] {
        guard let lines = record.desired.lines else { return [] }
        return plan(lines, below: record.desired.sageKey, mapping)
    }
}

extension AttemptRow.Action {
    /// What is done to subitems, in the order in which it is.
    static let ofLines: [Self] = [.createLines, .changeLines, .deleteLines]

    /// Whether it is done to subitems.
    var isOfLines: Bool { Self.ofLines.contains(self) }
}

extension BoardCalls {
    /// How long a reading of what stands below items is believed, in milliseconds: as long as an index of the board's keys.
    var lineReadingAge: Int64 { max(LineDeliverer.shortestAge, Int64(settings.delivery.indexAge)) }
}
