import Mapping
import WireProtocol

/// Finds out what a sync of one board would do, and writes nothing: not to the ledger, not to the board.
///
/// What Sage holds is read as a sync reads it, and taken into copies of the ledger's rows. Counts and a few records are
/// kept, so that what a plan holds in memory does not grow with the company; a plan that looks for what is gone keeps a
/// hash of each key of the ledger besides.
package struct Planner: Sendable {
    /// How many records are compared with the ledger at once; bounds what is in memory.
    static let pageSize = 200
    /// The most records that are shown one by one, so that a report stays small.
    package static let mostSamples = 1000

    package let settings: BoardSettings
    package let limits: RateGovernor.Limits
    let store: any SyncStore
    let source: any RecordSource
    private let target: any BoardTarget
    private let governor: RateGovernor
    let mapper: RecordMapper
    let time: any TimeSource

    /// Makes the planner of one board.
    ///
    /// - Parameters:
    ///   - settings: how the board is kept.
    ///   - store: where state is kept; it is only read.
    ///   - source: the company's agent.
    ///   - target: the board's monday account; at most the board's columns are read.
    ///   - governor: the account's limits, shared by all its boards.
    ///   - limits: the same as numbers, for estimates.
    ///   - time: the wall clock.
    package init(
        settings: BoardSettings, store: any SyncStore, source: any RecordSource, target: any BoardTarget,
        governor: RateGovernor, limits: RateGovernor.Limits, time: any TimeSource
    ) {
        self.settings = settings
        self.store = store
        self.source = source
        self.target = target
        self.governor = governor
        self.limits = limits
        mapper = settings.mapper
        self.time = time
    }

    /// Plans a sync.
    ///
    /// - Parameters:
    ///   - requested: what the sync would read; a board that was never read to its end is read in full.
    ///   - samples: how many records are shown one by one, at most ``mostSamples``; all are counted.
    /// - Returns: the plan.
    /// - Throws: ``SourceError`` when the company cannot be read, ``TargetError`` when the board cannot be used as it is,
    ///   or what the store throws.
    package func plan(_ requested: ScanRow.Mode, samples: Int) async throws -> BoardPlan {
        let ref = settings.ref
        let (board, scan, items) = try await store.read {
            (try $0.board(ref), try $0.scan(ref, .deep) ?? $0.scan(ref, .live), try $0.items(ref))
        }
        let info = try await source.info()
        let company = try settings.served(by: info)
        try settings.requireOwn(board)
        let segments = ref.kind == .glAccount ? company.segments : []
        let found = try await discover(board, segments)
        let isMoved = board.mapping.map { $0.boardID != settings.boardID } ?? false
        let isFirst = board.watermark == nil
        let mode = isFirst || isMoved ? .full : requested
        var plan = BoardPlan(board: ref.text, mode: mode)
        let (known, today) = (try await store.read { try $0.dayTurn(ref) }, settings.day(at: time.now))
        let turn = isFirst ? nil : DayTurn.due(after: known, settings, on: today)
        plan.notes = notes(board, scan, found.mapping, turn, isFirst: isFirst, isMoved: isMoved)
        let reading = Reading(
            mode: mode,
            since: mode == .poll
                ? board.watermark.map { min($0, info.clock.now) }?.advanced(milliseconds: -settings.overlap) : nil,
            forgetsItems: isMoved)
        var tally = PlanTally(
            plan, layout: BoardLayout(kind: ref.kind, segments: segments, derived: settings.derived),
            mapping: found.mapping, samples: min(max(0, samples), Self.mostSamples))
        let missing = try await read(reading, &tally)
        var noted: [String] = []
        if let missing { noted += try await countGone(missing, reading, &tally) }
        if !isMoved { try await countHeld(&tally) }
        let (waiting, blocked) = try await store.read {
            (
                isMoved ? RecordTally() : try $0.tally(ref, RecordSelection(states: RecordRow.State.onTheWay)),
                isMoved ? 0 : try $0.tally(ref, RecordSelection(states: [.blocked])).all
            )
        }
        plan = tally.closed(
            waiting: waiting, blocked: blocked, discovers: found.isNew || mode.readsEverything, settings, limits)
        if let room = found.room, room < plan.create {
            noted.append("The board has room for \(PlanCost.text(room, "more item")); what does not fit stays queued.")
        }
        if !isFirst, !settings.changes.allows(plan.create + plan.change, of: items) {
            noted.append("That is more than the board's change-limit: a sync would hold it until a person approves it.")
        }
        plan.notes += noted
        return plan
    }

    // MARK: Before reading

    /// The board's columns: as they are known, or read when a sync would read them before it writes.
    private func discover(
        _ board: BoardRow, _ segments: [AgentInfo.SegmentDefinition]
    ) async throws -> (mapping: BoardMapping, room: Int?, isNew: Bool) {
        if let known = board.mapping, known.isMade(for: settings), !board.needsDiscovery, board.segments == segments {
            return (known, board.room, false)
        }
        let (target, boardID) = (target, settings.boardID)
        let answer = try await governor.request(Demand(.describe, lane: .manual, board: boardID)) {
            () async -> Result<BoardDescription?, TargetError> in
            do throws(TargetError) {
                return .success(try await target.describe(boardID: boardID))
            } catch {
                return .failure(error)
            }
        }
        let (description, mapping, _) = try settings.mapped(try answer.get(), segments: segments)
        return (mapping, description.room, true)
    }

    private func notes(
        _ board: BoardRow, _ scan: ScanRow?, _ mapping: BoardMapping, _ turn: DayTurn?, isFirst: Bool, isMoved: Bool
    ) -> [String] {
        var notes: [String] = []
        if isFirst { notes.append("The board was never read to its end: this is the first read, of everything.") }
        if isMoved {
            notes.append(
                "The configuration names another board than before: every record is looked up, or created, there.")
        } else if let before = board.mapping, before != mapping {
            let moved = mapping.fieldsMoved(since: before)
            if !moved.isEmpty {
                notes.append(
                    "The board has other columns than before for \(moved.joined(separator: ", ")): they are filled for"
                        + " every record besides, which is not counted here.")
            }
        }
        if turn != nil {
            notes.append(
                "What is reckoned from the day (\(settings.derived.names.joined(separator: ", "))) is not brought to today"
                    + " yet: that is done for every open record besides, which is not counted here.")
        }
        if settings.volumes != nil {
            notes.append("Records that are, or go, on another board of the same records are counted as out of scope.")
        }
        if settings.lines.hasSubitems {
            notes.append(
                "Lines are written as subitems besides: one reading for each \(LineDeliverer.pageSize) records whose lines"
                    + " differ, and one mutation for each line that does. That is not counted here.")
        }
        if !settings.ref.kind.isWholeOnTheWire {
            notes.append(
                "Sage's SOAP service is asked for each customer that changed, in a full read or a sweep for every one: by this"
                    + " plan, and again by the sync.")
        }
        if let scan { notes.append("A read (\(scan.mode.rawValue)) is under way, or goes on first.") }
        if let pause = board.pause { notes.append("\(BoardPaused(settings.ref, pause))") }
        return notes + [board.hold, board.fault].compactMap(\.self)
    }
}
