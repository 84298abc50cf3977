import Foundation
import Mapping
import WireProtocol

/// Makes a board ready for its records, says what is wrong with it, and adds what it lacks.
///
/// Nothing is deleted, renamed or retyped. Every step begins with a look at the board, so that work that was broken off
/// goes on where it stopped, and nothing is made twice.
package struct BoardWorkshop: Sendable {
    /// How many pages of an account's boards are looked through for one that the relay made.
    static let mostPages = 100
    /// The name under which the governor counts the making of boards: monday's limit of 40 a minute holds for all of them.
    static let allBoards = "create_board"

    /// One monday account, as far as boards are read and made.
    package typealias Account = BoardTarget & BoardReader & BoardBuilding

    let settings: BoardSettings
    let store: any SyncStore
    let account: any Account
    let governor: RateGovernor
    let time: any TimeSource
    let segments: [AgentInfo.SegmentDefinition]
    private let calls: BoardReadBack

    /// Makes a workshop for one board.
    ///
    /// - Parameters:
    ///   - settings: how the board is kept.
    ///   - store: where state is kept.
    ///   - account: the board's monday account.
    ///   - governor: the account's limits, shared by all its boards.
    ///   - time: the wall clock.
    ///   - segments: the company's account structure, for a G/L board.
    package init(
        settings: BoardSettings, store: any SyncStore, account: any Account, governor: RateGovernor,
        time: any TimeSource, segments: [AgentInfo.SegmentDefinition]
    ) {
        self.settings = settings
        self.store = store
        self.account = account
        self.governor = governor
        self.time = time
        self.segments = segments
        calls = BoardReadBack(
            settings: settings, store: store, reader: account, governor: governor, time: time, lane: .manual)
    }

    // MARK: Verbs

    /// Says everything that is wrong with the board.
    ///
    /// - Returns: the report; its steps are what ``fix(_:applies:)`` would do.
    /// - Throws: what the store throws, and `CancellationError`.
    package func check() async throws -> BoardReport { try await fix(BoardBlueprint.Choice(), applies: false) }

    /// Adds what the board lacks.
    ///
    /// - Parameters:
    ///   - choice: how a person wants it.
    ///   - applies: whether it is done, or only told.
    /// - Returns: what was done, and what is left.
    /// - Throws: what the store throws, and `CancellationError`.
    package func fix(_ choice: BoardBlueprint.Choice, applies: Bool) async throws -> BoardReport {
        var report = BoardReport(board: settings.ref.text)
        do {
            let board = try settings.present(try await look(settings.boardID))
            try await complete(board, choice, applies: applies, &report)
        } catch let error as TargetError {
            report.problem = error.sentence
        }
        return report
    }

    /// Makes the board, or goes on with one that was begun.
    ///
    /// - Parameters:
    ///   - choice: how a person wants it.
    ///   - applies: whether it is done, or only told.
    /// - Returns: what was made, with the board's id.
    /// - Throws: what the store throws, and `CancellationError`.
    package func create(_ choice: BoardBlueprint.Choice, applies: Bool) async throws -> BoardReport {
        var report = BoardReport(board: settings.ref.text)
        var choice = choice
        choice.wantsOptional = true
        guard settings.boardID == BoardSettings.unmadeBoard else {
            report.boardID = settings.boardID
            report.problem =
                "The configuration names board \(settings.boardID) already. `sage-relay boards check` looks at it; to have"
                + " another one made, write `board: new` there."
            return report
        }
        do {
            if let begun = try await begun() {
                try await complete(begun, choice, applies: applies, &report)
                return report
            }
            let part = BoardPart.board(
                BoardPart.Board(
                    name: choice.name ?? settings.ref.boardName, isPrivate: choice.isPrivate,
                    description: BoardMarker.description(for: settings.ref.text), workspace: choice.workspace))
            guard applies else {
                let empty = BoardDescription(
                    id: "", name: "", state: "active", itemsCount: 0, itemsLimit: nil,
                    groups: [BoardDescription.Group(id: "", title: "")], columns: [])
                report.plan([part] + blueprint(choice).parts(BoardInspection(empty, against: wish(choice)), on: empty))
                try await completeLines(of: nil, choice, applies: false, &report)
                return report
            }
            let board = try settings.present(try await look(try await make(part)))
            report.isMade = true
            try await complete(board, choice, applies: true, &report)
            report.steps.insert(BoardReport.Step(what: part.sentence, isDone: true), at: 0)
        } catch let error as TargetError {
            report.problem = error.sentence
        }
        return report
    }

    // MARK: Making

    /// A board that was made for these records before, by the state's word or by the marker in its description.
    private func begun() async throws -> BoardDescription? {
        let ref = settings.ref
        let known = try await store.read { try $0.construction(ref) }
        if let id = known?.boardID, let board = try await look(id), board.state == "active" { return board }
        let (account, mark) = (account, ref.text)
        var found: [ListedBoard] = []
        for page in 1... {
            guard page <= Self.mostPages else {
                throw TargetError(
                    .board,
                    "The account has more boards than are looked through, so it is not known whether one was made"
                        + " already. Make the board by hand, and name its id in the configuration.")
            }
            let listed = try await calls.call(.describe) { () async throws(TargetError) in
                try await account.boards(page: page)
            }
            found += listed.boards.filter { $0.madeFor == mark }
            if listed.isLast { break }
        }
        guard let first = found.first else { return nil }
        guard found.count == 1 else {
            throw TargetError(
                .board,
                "The account has several boards that were made for \(mark): \(found.map(\.id).joined(separator: ", "))."
                    + " Delete those that are not wanted, or name one in the configuration.")
        }
        try await note(BoardConstruction(ref: ref, name: first.name, idempotencyKey: "", startedAt: time.now), first.id)
        return try await look(first.id)
    }

    /// Makes the board itself; that it is being made is durable before monday is asked.
    private func make(_ part: BoardPart) async throws -> String {
        let (ref, now, account) = (settings.ref, time.now, account)
        let name = if case .board(let board) = part { board.name } else { "" }
        let construction = try await store.write { transaction in
            // Within half an hour monday answers the same key with the board that it made then.
            if let begun = try transaction.construction(ref), begun.boardID == nil, begun.name == name,
                now - begun.startedAt < AttemptRow.replayWindow
            {
                return begun
            }
            let fresh = BoardConstruction(ref: ref, name: name, idempotencyKey: UUID().uuidString, startedAt: now)
            try transaction.save(fresh)
            return fresh
        }
        FailPoint.constructionWritten.reached()
        let id = try await calls.call(.structure, board: Self.allBoards) { () async throws(TargetError) in
            try await account.make(part, on: nil, idempotencyKey: construction.idempotencyKey)
        }
        FailPoint.boardMade.reached()
        try await note(construction, id)
        return id
    }

    private func note(_ construction: BoardConstruction, _ id: String) async throws {
        var known = construction
        known.boardID = id
        let made = known
        try await store.write { try $0.save(made) }
    }

    /// Gives a board what it lacks, and says what is left.
    private func complete(
        _ board: BoardDescription, _ choice: BoardBlueprint.Choice, applies: Bool, _ report: inout BoardReport
    ) async throws {
        let (own, before) = (fitted(to: board), try await known())
        var inspection = BoardInspection(board, against: own.wish(choice, before))
        let parts = own.blueprint(choice, before).parts(inspection, on: board)
        report.plan(parts)
        var last = board
        if applies {
            for (index, part) in parts.enumerated() {
                do {
                    try await make(part, on: board.id)
                    report.steps[index].isDone = true
                } catch let error as TargetError {
                    report.problem =
                        "\(part.sentence.prefix(1).uppercased())\(part.sentence.dropFirst()) could not be"
                        + " made. \(error.sentence)"
                    break
                }
            }
            if !parts.isEmpty { last = try settings.present(try await look(board.id)) }
            inspection = BoardInspection(last, against: own.wish(choice, before))
        }
        report.tell(of: last)
        report.findings = try await own.findings(inspection, last)
        if report.problem == nil, settings.lines.hasSubitems {
            try await completeLines(of: inspection.subitemBoardID, choice, applies: applies, &report)
        }
        let made = zip(parts, report.steps).filter(\.1.isDone).map(\.0)
        try await wakeDiscovery(last, made: made)
    }

    func make(_ part: BoardPart, on boardID: String) async throws {
        do {
            try await order(part, on: boardID)
        } catch let error as TargetError where error.cause == .request || error.cause == .record {
            guard case .column(let column) = part, column.plain != column else { throw error }
            // Which column ids and settings monday takes is not documented well: it may have them as it likes, unless the
            // column is there by now.
            let isThere = try await look(boardID)?.columns.contains { found in
                found.id == column.id || found.title == column.title && found.type == column.type
            }
            if isThere != true { try await order(.column(column.plain), on: boardID) }
        }
    }

    private func order(_ part: BoardPart, on boardID: String) async throws {
        let (account, key) = (account, UUID().uuidString)
        _ = try await calls.call(.structure, board: boardID) { () async throws(TargetError) in
            try await account.make(part, on: boardID, idempotencyKey: key)
        }
    }

    func look(_ id: String) async throws -> BoardDescription? {
        let account = account
        return try await calls.call(.describe) { () async throws(TargetError) in try await account.describe(boardID: id)
        }
    }
}
