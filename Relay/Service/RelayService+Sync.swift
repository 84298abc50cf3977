import Foundation
import Store
import Sync

extension RelayService {
    /// How much later than now the last of a board's work may be due and still be waited for, in milliseconds.
    private static let patience: Int64 = 120_000

    /// Reads boards once and delivers what differs.
    ///
    /// - Parameter request: which boards, and how.
    /// - Returns: one row for each board.
    /// - Throws: ``RelayError`` when a board is not in the configuration.
    package func sync(_ request: SyncRequest) async throws -> SyncReport {
        let selected = try select(request)
        let mode = ScanRow.Mode(rawValue: request.mode) ?? .poll
        return await withTaskGroup(of: (Int, SyncReport.Row).self) { group in
            for (index, worker) in selected.enumerated() {
                group.addTask { (index, await self.sync(worker, mode)) }
            }
            var rows: [(Int, SyncReport.Row)] = []
            for await row in group { rows.append(row) }
            return SyncReport(rows: rows.sorted { $0.0 < $1.0 }.map(\.1))
        }
    }

    /// Takes the requests of commands beside this relay until the task is cancelled.
    package func serveCommands() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            while true {
                try await time.sleep(until: time.now + 300)
                guard let command = try store.takeCommand(now: time.now) else { continue }
                group.addTask {
                    let report: SyncReport
                    do {
                        guard command.verb == "sync" else {
                            throw RelayError(.unknownBoard, "This relay does not know the request \(command.verb).")
                        }
                        report = try await self.sync(
                            try JSONDecoder().decode(SyncRequest.self, from: Data(command.argument.utf8)))
                    } catch {
                        report = SyncReport(rows: [], message: "\(error)")
                    }
                    try self.store.end(command: command.id, result: try report.json(), now: self.time.now)
                }
            }
        }
    }

    private func select(_ request: SyncRequest) throws -> [BoardWorker] {
        let known = workers.map(\.settings.ref.text)
        if let unknown = request.boards.first(where: { !known.contains($0) }) {
            throw RelayError(
                .unknownBoard,
                "The configuration has no board \(unknown); it has \(known.joined(separator: ", ")).")
        }
        let now = time.now
        return try workers.filter { worker in
            guard request.boards.isEmpty || request.boards.contains(worker.settings.ref.text) else { return false }
            guard request.onlyDue, let polled = try store.status(of: [worker.settings.ref])[0].polledAt else {
                return true
            }
            return polled + Int64(worker.settings.pollInterval) <= now
        }
    }

    private func sync(_ worker: BoardWorker, _ mode: ScanRow.Mode) async -> SyncReport.Row {
        let ref = worker.settings.ref
        var row = SyncReport.Row(board: ref.text)
        let start = time.now
        do {
            let before = try await store.write { transaction in
                // What stopped the board before is tried again, and told only if it still does.
                var board = try transaction.board(ref)
                board.fault = nil
                try transaction.save(board)
                return try transaction.delivered(ref)
            }
            do {
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
            if let fault { row.message = fault }
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

    /// Waits until nothing of a board is on its way, or nothing will be soon.
    ///
    /// - Returns: why what is left cannot be written now, where that is so.
    private func delivered(_ ref: BoardRef) async throws -> String? {
        while true {
            let now = time.now
            let (isSettled, fault, next) = try await store.read { reader -> (Bool, String?, Int64?) in
                guard try !reader.isSettled(ref) else { return (true, nil, nil) }
                let isWaiting = try reader.due(ref, now: now, limit: 1).isEmpty && reader.attempts(ref).isEmpty
                return (false, try reader.board(ref).fault, isWaiting ? try reader.nextDue(ref) : nil)
            }
            if isSettled { return nil }
            if let fault { return fault }
            if let next, next > now + Self.patience {
                return "What is left goes out later: monday's limits, or a failure that passes."
            }
            try await time.sleep(until: time.now + 100)
        }
    }
}

extension SyncReport {
    /// The report as JSON.
    ///
    /// - Returns: one line.
    /// - Throws: `EncodingError`, which no report causes.
    package func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}
