import Mapping

/// What is done for a board when no record waits to go out: room for new items, their lines, and links between items.
struct BoardUpkeep: Sendable {
    private let linker: BoardLinker
    private let rollover: BoardRollover?
    private let lines: LineDeliverer?

    /// - Parameters:
    ///   - calls: the board's way to monday.
    ///   - archiver: puts items away; `nil` where nothing ever is.
    ///   - lines: writes lines as subitems; `nil` where nothing ever does.
    init(calls: BoardCalls, archiver: (any BoardArchiver)?, lines: LineDeliverer?) {
        self.lines = lines
        linker = BoardLinker(calls: calls)
        rollover = calls.settings.rollover.flatMap { rule in
            archiver.map { BoardRollover(calls: calls, rule: rule, archiver: $0) }
        }
    }

    /// Does the next piece of it.
    ///
    /// - Parameter mapping: the board and its columns.
    /// - Returns: when to call again.
    /// - Throws: ``TargetError`` when the board or the account cannot be used; what the store throws.
    func step(_ mapping: BoardMapping) async throws -> BoardDeliverer.Step {
        let room = try await rollover?.step() ?? .idle
        if room == .progressed { return room }
        let detail = try await lines?.step() ?? .idle
        if detail == .progressed { return detail }
        let links = try await linker.step(mapping)
        if links == .progressed { return links }
        return .first(of: [room, detail, links])
    }

    /// Makes room on a board that is full.
    ///
    /// - Returns: `progressed` when there may be some now.
    /// - Throws: as ``step(_:)``.
    func makeRoom() async throws -> BoardDeliverer.Step { try await rollover?.step() ?? .idle }
}

extension BoardDeliverer.Step {
    /// The step that has to be taken first.
    static func first(of steps: [Self]) -> Self {
        if steps.contains(.progressed) { return .progressed }
        let moments = steps.compactMap { step -> Int64? in
            if case .waiting(let until) = step { until } else { nil }
        }
        return moments.min().map { .waiting(until: $0) } ?? .idle
    }
}
