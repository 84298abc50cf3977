import Mapping
import Store
import Sync
import WireProtocol

extension RelayService {
    /// Makes boards, looks at them, or gives them what they lack.
    ///
    /// - Parameter request: which boards, and what.
    /// - Returns: a report for each board, in the order of the configuration.
    /// - Throws: ``RelayError`` when a board is not in the configuration.
    func boards(_ request: BoardsRequest) async throws -> BoardsReport {
        let selected = try workers(of: request.boards)
        var reports: [BoardRef: BoardReport] = [:]
        // Boards that others lead to come first, so that their ids are known by then; one after the other, since monday
        // allows forty new boards a minute.
        for worker in selected.sorted(by: { $0.settings.links.count < $1.settings.links.count }) {
            let ref = worker.settings.ref
            do {
                reports[ref] = try await board(worker, request)
            } catch let error as SourceError {
                var report = BoardReport(board: ref.text)
                report.problem = error.sentence
                reports[ref] = report
            }
            worker.deliverSoon()
        }
        return BoardsReport(boards: selected.compactMap { reports[$0.settings.ref] })
    }

    private func board(_ worker: BoardWorker, _ request: BoardsRequest) async throws -> BoardReport {
        guard let desk = desks[worker.settings.ref], let account = accounts.first(where: { $0.name == desk.account })
        else { throw RelayError(.unknownBoard, "The board \(worker.settings.ref) has no monday account.") }
        let workshop = BoardWorkshop(
            settings: try await completed(worker.settings), store: store, account: account.target,
            governor: account.governor, time: time, segments: try await segments(worker.settings, desk.source))
        switch request.action {
        case .check: return try await workshop.check()
        case .fix: return try await workshop.fix(request.choice, applies: request.applies)
        case .create: return try await workshop.create(request.choice, applies: request.applies)
        }
    }

    /// The settings with the ids of linked boards that were made, and are not in the configuration yet.
    private func completed(_ settings: BoardSettings) async throws -> BoardSettings {
        var completed = settings
        for (name, link) in settings.links where link.boardID == BoardSettings.unmadeBoard {
            completed.links[name] = nil
            guard let id = try await store.read({ try $0.construction(link.ref)?.boardID }) else { continue }
            completed.links[name] = LinkedBoard(ref: link.ref, boardID: id)
        }
        return completed
    }

    /// The company's account structure, which decides the columns of a G/L board: as it was read last, else asked for.
    private func segments(
        _ settings: BoardSettings, _ source: any RecordSource
    ) async throws -> [AgentInfo.SegmentDefinition] {
        guard settings.ref.kind == .glAccount else { return [] }
        let known = try await store.read { try $0.board(settings.ref).segments }
        guard known.isEmpty else { return known }
        return try settings.served(by: try await source.info()).segments
    }
}
