import Store
import Sync

extension RelayService {
    /// Holds Sage against the ledger and the ledger against the boards, and puts right what may be.
    ///
    /// - Parameter request: which boards, and how.
    /// - Returns: a report for each board.
    /// - Throws: ``RelayError`` when a board is not in the configuration.
    func reconcile(_ request: ReconcileRequest) async throws -> ReconcileReport {
        let reports = await ofEach(try workers(of: request.boards)) { worker in
            let start = self.time.now
            do {
                return try await self.reconcile(worker, request.policy, start)
            } catch {
                var report = BoardReconciliation(
                    board: worker.settings.ref.text, startedAt: start,
                    policy: request.policy ?? worker.settings.repair)
                report.messages = ["\(error)"]
                report.milliseconds = self.time.now - start
                let failed = report
                try? await self.store.write { try $0.keep(failed) }
                return failed
            }
        }
        return ReconcileReport(boards: reports)
    }

    private func reconcile(
        _ worker: BoardWorker, _ policy: RepairPolicy?, _ start: Int64
    ) async throws -> BoardReconciliation {
        let ref = worker.settings.ref
        guard let reconciler = worker.reconciler else {
            throw RelayError(.unavailable, "The board \(ref) cannot be read back.")
        }
        try await forgetFault(ref)
        // After a poll, what a sweep still finds is what carries no stamp.
        _ = try await worker.read(.poll)
        let sweep = try await worker.read(.sweep)
        let late = try await delivered(ref)
        let notes = [late, sweep.message].compactMap(\.self)
        return try await reconciler.run(policy: policy, after: sweep, notes: notes, startedAt: start) {
            _ = try await worker.read(.poll)
            return try await self.delivered(ref)
        }
    }

    /// Reconciles a board because its time has come, and says what was found.
    ///
    /// - Parameter worker: the board's.
    /// - Throws: what keeps it from being done; it is tried again.
    func reconcileOnSchedule(_ worker: BoardWorker) async throws {
        let report = try await reconcile(worker, nil, time.now)
        logger.log(report)
        guard report.isDone else { throw RelayError(.unavailable, report.messages.joined(separator: " ")) }
    }

    /// Rebuilds the ledger of boards from the boards.
    ///
    /// - Parameter request: which boards, and whether Sage is read in full afterwards.
    /// - Returns: a row for each board.
    /// - Throws: ``RelayError`` when a board is not in the configuration.
    func rebuild(_ request: RebuildRequest) async throws -> RebuildReport {
        let rows = await ofEach(try workers(of: request.boards)) { worker in
            await self.rebuild(worker, isRead: request.isRead)
        }
        return RebuildReport(rows: rows)
    }

    private func rebuild(_ worker: BoardWorker, isRead: Bool) async -> RebuildReport.Row {
        var row = RebuildReport.Row(board: worker.settings.ref.text)
        do {
            guard let reconciler = worker.reconciler else {
                throw RelayError(.unavailable, "The board \(worker.settings.ref) cannot be read back.")
            }
            let rebuilder = BoardRebuilder(
                settings: worker.settings, deliverer: worker.deliverer, reconciler: reconciler)
            row.rebuilt = try await worker.alone { try await rebuilder.run() }
            if isRead { row.sync = await sync(worker, .full) }
        } catch {
            row.message = "\(error)"
        }
        return row
    }
}
