import Mapping

/// The board on which the subitems of a board live.
extension BoardWorkshop {
    /// Gives the subitems' board what it lacks, and says what is left.
    ///
    /// - Parameters:
    ///   - boardID: the board's id; `nil` where it is not there yet, and everything is told as to be made.
    ///   - choice: how a person wants it.
    ///   - applies: whether it is done, or only told.
    ///   - report: takes it in.
    /// - Throws: ``TargetError``, what the store throws, and `CancellationError`.
    func completeLines(
        of boardID: String?, _ choice: BoardBlueprint.Choice, applies: Bool, _ report: inout BoardReport
    ) async throws {
        guard settings.lines.hasSubitems, let layout = BoardLayout(linesOf: settings.ref.kind) else { return }
        var board = BoardDescription(
            id: "", name: "", state: "active", itemsCount: nil, itemsLimit: nil,
            groups: [BoardDescription.Group(id: "", title: "")], columns: [])
        if let boardID {
            guard let found = try await look(boardID) else {
                report.problem = "The account shows no board \(boardID), on which the subitems live."
                return
            }
            board = found
        }
        let wish = BoardInspection.Wish(layout: layout, wantsOptional: choice.wantsOptional)
        var inspection = BoardInspection(board, against: wish)
        let parts = BoardBlueprint(wish: wish, choice: choice, today: "").parts(inspection, on: board)
        let first = report.steps.count
        report.steps += parts.map {
            BoardReport.Step(what: "below items, \($0.sentence)", isDone: false)
        }
        // Without the board only what is to come can be told.
        guard let boardID else { return }
        if applies, !parts.isEmpty {
            for (index, part) in parts.enumerated() {
                do {
                    try await make(part, on: boardID)
                    report.steps[first + index].isDone = true
                } catch let error as TargetError {
                    report.problem =
                        "Below items, \(part.sentence) could not be made. \(error.sentence)"
                    break
                }
            }
            if let found = try await look(boardID) { inspection = BoardInspection(found, against: wish) }
        }
        report.findings += inspection.findings.map { finding in
            // Whatever is wrong there keeps lines back, and no item.
            BoardFinding(
                finding.weight == .notice ? .notice : .field, field: finding.field, "Subitems: \(finding.sentence)",
                mend: finding.mend)
        }
        if report.steps[first...].contains(where: \.isDone) { try await wakeLines() }
    }

    /// Has the relay look at the subitems' board again, since it may have been refused as it was.
    private func wakeLines() async throws {
        let ref = settings.ref
        try await store.write { transaction in
            guard var board = try transaction.lineBoard(ref) else { return }
            board.wake()
            try transaction.save(board)
            try transaction.reopenLines(ref)
        }
    }
}
