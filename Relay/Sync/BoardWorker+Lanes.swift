import Mapping

/// What changes with the day alone.
extension BoardWorker {
    /// A wait is no longer than this, in milliseconds, so that a clock that is set is noticed.
    private static let dayLook: Int64 = 3_600_000

    /// Brings the board's items to each new day, from now on until the task is cancelled.
    func turnDays() async {
        let turner = DayTurner(settings: settings, store: store, time: time)
        while !Task.isCancelled {
            do {
                _ = try await turner.turn { delivering.ring() }
                // A board without such fields has taken away what there was, and needs no day.
                guard !settings.derived.isEmpty else { return }
                try await time.sleep(until: min(settings.nextDay(after: time.now), time.now + Self.dayLook))
            } catch {
                guard !Task.isCancelled else { return }
                report(settings.ref, .failedDelivering("\(error)"))
                try? await time.sleep(until: time.now + 60_000)
            }
        }
    }
}

/// Live changes beside a read of hours.
extension BoardWorker {
    /// Reads; while that is a read of everything, polls go on between its answers.
    ///
    /// - Parameter mode: what to read.
    /// - Returns: the run.
    /// - Throws: as ``BoardScanner/run(_:committed:givingWay:)``.
    func readGivingWay(_ mode: ScanRow.Mode) async throws -> RunRow {
        let start = time.now
        do {
            return try await scanner.run(mode) {
                delivering.ring()
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

    /// Goes on polling while something runs that may wait for monday's limits for hours.
    ///
    /// - Parameter body: what runs.
    /// - Throws: what it throws.
    func polling(beside body: @escaping @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask(operation: body)
            group.addTask {
                while true {
                    let last = try await self.store.read { try $0.board(self.settings.ref).polledAt } ?? 0
                    try await self.time.sleep(until: max(self.settings.polls.due(after: last), self.time.now + 1000))
                    do {
                        try await self.pollIfDue(since: 0)
                    } catch {
                        try Task.checkCancellation()
                        self.report(self.settings.ref, .failedReading("\(error)"))
                        try await self.time.sleep(until: self.time.now + 60_000)
                    }
                }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// Polls when the last poll is an interval ago.
    ///
    /// - Parameter start: when a read began that stands in for a poll, in milliseconds since 1970.
    /// - Throws: as ``BoardScanner/pollBeside(committed:)``.
    private func pollIfDue(since start: Int64) async throws {
        let (ref, now) = (settings.ref, time.now)
        let last = max(try await store.read { try $0.board(ref).polledAt } ?? 0, start)
        guard settings.polls.due(after: last) <= now,
            let run = try await scanner.pollBeside(committed: { delivering.ring() })
        else { return }
        report(ref, .ran(run))
        delivering.ring()
    }
}
