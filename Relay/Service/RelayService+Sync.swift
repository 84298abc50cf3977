import Configuration
import Foundation
import Logging
import Store
import Sync
import Tunnel

extension RelayService {
    /// How long a board may stand still before a command stops waiting for it, in milliseconds: two of monday's windows.
    private static let patience: Int64 = 120_000

    /// Reads boards once and delivers what differs.
    ///
    /// - Parameter request: which boards, and how.
    /// - Returns: one row for each board.
    /// - Throws: ``RelayError`` when a board is not in the configuration.
    func sync(_ request: SyncRequest) async throws -> SyncReport {
        let selected = try select(request)
        let mode = ScanRow.Mode(rawValue: request.mode) ?? .poll
        return await withTaskGroup(of: (Int, SyncReport.Row).self) { group in
            for (index, worker) in selected.enumerated() {
                group.addTask { (index, await self.sync(worker, mode, wait: request.wait)) }
            }
            var rows: [(Int, SyncReport.Row)] = []
            for await row in group { rows.append(row) }
            return SyncReport(rows: rows.sorted { $0.0 < $1.0 }.map(\.1))
        }
    }

    private func select(_ request: SyncRequest) throws -> [BoardWorker] {
        let now = time.now
        return try workers(of: request.boards).filter { worker in
            guard request.onlyDue, let polled = try store.status(of: [worker.settings.ref])[0].polledAt else {
                return true
            }
            return worker.settings.polls.due(after: polled) <= now
        }
    }

    private func sync(_ worker: BoardWorker, _ mode: ScanRow.Mode, wait: Int?) async -> SyncReport.Row {
        let ref = worker.settings.ref
        var row = SyncReport.Row(board: ref.text)
        let start = time.now
        do {
            if let pause = try await store.read({ try $0.pause(ref) }) { throw BoardPaused(ref, pause) }
            let before = try await store.write { transaction in
                // What stopped the board before is tried again, and told only if it still does.
                var board = try transaction.board(ref)
                board.fault = nil
                try transaction.save(board)
                return try transaction.delivered(ref)
            }
            do {
                try await waitForAgent(of: ref, wait)
                let run = try await worker.read(mode)
                row.read = run.read
                row.unchanged = run.unchanged
                row.gone = run.gone
                row.message = run.message
                row.isDone = true
            } catch {
                row.message = "\(error)"
            }
            let fault = try await delivered(ref)
            if let fault {
                row.message = fault
                row.isDone = false
            }
            let counts = try await store.read { try $0.counts(ref) }
            let delivered = try await store.read { try $0.delivered(ref) } - before
            row.created = delivered.created
            row.updated = delivered.updated
            row.calls = delivered.calls
            row.queued = [.queued, .sending, .inDoubt, .retryAt].reduce(0) { $0 + (counts[$1] ?? 0) }
            row.failed = (counts[.blocked] ?? 0) + (try store.status(of: [ref])[0].problems)
            if row.queued > 0 { row.isDone = false }
        } catch {
            row.message = "\(error)"
            row.isDone = false
        }
        row.milliseconds = time.now - start
        return row
    }

    /// Waits for an agent for as long as a person wants to.
    private func waitForAgent(of ref: BoardRef, _ seconds: Int?) async throws {
        guard let seconds, let agent = configuration.connections.first(where: { $0.name == ref.connection })?.agent
        else {
            return
        }
        _ = try await directory.connection(of: agent, within: .seconds(seconds))
    }

    /// Waits until nothing of a board is on its way, or nothing will be soon.
    ///
    /// - Returns: why what is left cannot be written now, where that is so.
    private func delivered(_ ref: BoardRef) async throws -> String? {
        var moved = (at: time.now, counts: DeliveryCounts())
        while true {
            let (isSettled, board, counts) = try await store.read { reader in
                (try reader.isSettled(ref), try reader.board(ref), try reader.delivered(ref))
            }
            if isSettled { return nil }
            if let pause = board.pause { return "\(BoardPaused(ref, pause))" }
            if let fault = board.fault { return fault }
            if counts != moved.counts { moved = (time.now, counts) }
            if time.now - moved.at > Self.patience {
                return "What is left goes out later: monday's limits, or a failure that passes."
            }
            try await time.sleep(until: time.now + 100)
        }
    }
}
