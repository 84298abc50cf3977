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
        return SyncReport(
            rows: await ofEach(selected) { worker in
                await self.asked(worker) { await self.sync(worker, mode, wait: request.wait) }
            })
    }

    /// Does something with a board that a person waits for: its requests may use what of a day is kept for people.
    func asked<Value>(_ worker: BoardWorker, _ body: () async throws -> Value) async rethrows -> Value {
        let account = desks[worker.settings.ref]?.account
        guard let governor = accounts.first(where: { $0.name == account })?.governor else { return try await body() }
        return try await governor.asked(for: worker.settings.boardID, body)
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

    func sync(_ worker: BoardWorker, _ mode: ScanRow.Mode, wait: Int? = nil) async -> SyncReport.Row {
        await perform(on: worker) { row in
            try await waitForAgent(of: worker.settings.ref, wait)
            let run = try await worker.read(mode)
            row.read = run.read
            row.unchanged = run.unchanged
            row.gone = run.gone
            row.message = run.message
            row.isDone = true
        }
    }

    /// Reads a board, or some records of it, delivers what is queued then, and says what came of it.
    ///
    /// - Parameters:
    ///   - worker: the board's.
    ///   - keys: the keys of the records that are waited for, and judged; `nil` for the whole board.
    ///   - read: reads, and notes in the row what it read; what it throws is the row's message.
    /// - Returns: the row.
    func perform(
        on worker: BoardWorker, only keys: [String]? = nil, _ read: (inout SyncReport.Row) async throws -> Void
    ) async -> SyncReport.Row {
        let ref = worker.settings.ref
        var row = SyncReport.Row(board: ref.text)
        let start = time.now
        do {
            if let pause = try await store.read({ try $0.pause(ref) }) { throw BoardPaused(ref, pause) }
            let before = try await forgetFault(ref)
            do {
                try await read(&row)
            } catch {
                row.add(note: "\(error)")
            }
            let fault = try await delivered(ref, keys)
            if let fault {
                row.message = fault
                row.isDone = false
            }
            if let hold = try await store.read({ try $0.board(ref).hold }) {
                row.message = hold
                row.isDone = false
            }
            let (counts, delivered) = try await store.read { (try $0.counts(ref, keys), try $0.delivered(ref)) }
            row.created = delivered.created - before.created
            row.updated = delivered.updated - before.updated
            row.calls = delivered.calls - before.calls
            row.queued = RecordRow.State.onTheWay.reduce(0) { $0 + (counts[$1] ?? 0) }
            row.failed += counts[.blocked] ?? 0
            if keys == nil { row.failed += try store.status(of: [ref])[0].problems }
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

    /// Waits until nothing of a board, or of some records, is on its way, or nothing will be soon.
    ///
    /// - Returns: why what is left cannot be written now, where that is so.
    func delivered(_ ref: BoardRef, _ keys: [String]? = nil) async throws -> String? {
        var moved = (at: time.now, counts: DeliveryCounts())
        while true {
            let (isSettled, board, counts) = try await store.read { reader in
                (try reader.isSettled(ref, keys: keys), try reader.board(ref), try reader.delivered(ref))
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

extension StoreReader {
    /// How many records there are in each state: of the board, or of some keys of it.
    fileprivate func counts(_ ref: BoardRef, _ keys: [String]?) throws -> [RecordRow.State: Int] {
        guard let keys else { return try counts(ref) }
        return try keys.reduce(into: [:]) { counts, key in
            if let row = try record(ref, key: key) { counts[row.state, default: 0] += 1 }
        }
    }
}
