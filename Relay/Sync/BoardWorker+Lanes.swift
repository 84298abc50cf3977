/// Live changes beside a read of hours.
extension BoardWorker {
    /// Reads as the schedule wants it; while that is a read of everything, polls go on between its answers.
    ///
    /// - Parameter mode: what is due.
    /// - Returns: the run.
    /// - Throws: as ``BoardScanner/run(_:committed:givingWay:)``.
    func readOnTime(_ mode: ScanRow.Mode) async throws -> RunRow {
        defer { wake() }
        let start = time.now
        do {
            return try await scanner.run(mode) {
                wake()
            } givingWay: {
                do {
                    try await pollIfDue(since: start)
                } catch {
                    guard !Task.isCancelled else { return }
                    report(settings.ref, .failedReading("\(error)"))
                }
            }
        } catch {
            // What fails may be the read of everything alone, time and again; why it failed is told once.
            if mode.readsEverything, !Task.isCancelled { try? await pollIfDue(since: 0) }
            throw error
        }
    }

    /// Polls when the last poll is an interval ago.
    ///
    /// - Parameter start: when a read began that stands in for a poll, in milliseconds since 1970.
    /// - Throws: as ``BoardScanner/pollBeside(committed:)``.
    private func pollIfDue(since start: Int64) async throws {
        let (ref, now) = (settings.ref, time.now)
        let last = max(try await store.read { try $0.board(ref).polledAt } ?? 0, start)
        guard last + Int64(settings.pollInterval) <= now, let run = try await scanner.pollBeside(committed: { wake() })
        else { return }
        report(ref, .ran(run))
        wake()
    }
}
