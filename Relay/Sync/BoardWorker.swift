/// Keeps one board up to date for as long as the relay runs: one loop reads, one loop delivers.
///
/// They run side by side, so that a board that takes hours to fill within monday's limits is still read on time.
package final class BoardWorker: Sendable {
    /// What happens, for the log.
    package enum Event: Sendable {
        /// A read came to its end.
        case ran(RunRow)
        /// A read failed, with the reason; it is tried again.
        case failedReading(String)
        /// The state could not be kept, with the reason; it is tried again.
        case failedDelivering(String)
    }

    package let settings: BoardSettings
    package let scanner: BoardScanner
    package let deliverer: BoardDeliverer
    private let store: any SyncStore
    private let time: any TimeSource
    private let report: @Sendable (BoardRef, Event) -> Void
    private let wakes: AsyncStream<Void>
    private let waker: AsyncStream<Void>.Continuation
    private let reading = Turn()

    /// Makes a worker; ``run(isScheduled:)`` starts it.
    ///
    /// - Parameters:
    ///   - settings: how the board is kept.
    ///   - scanner: its read side.
    ///   - deliverer: its write side.
    ///   - store: where state is kept.
    ///   - time: the wall clock.
    ///   - report: told what happens.
    package init(
        settings: BoardSettings, scanner: BoardScanner, deliverer: BoardDeliverer, store: any SyncStore,
        time: any TimeSource, report: @escaping @Sendable (BoardRef, Event) -> Void
    ) {
        self.settings = settings
        self.scanner = scanner
        self.deliverer = deliverer
        self.store = store
        self.time = time
        self.report = report
        (wakes, waker) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Delivers what is queued, and reads on schedule, until the task is cancelled.
    ///
    /// - Parameter isScheduled: whether the board is read on schedule; else only by ``read(_:)``.
    package func run(isScheduled: Bool) async {
        await withTaskGroup(of: Void.self) { group in
            if isScheduled { group.addTask { await self.readOnSchedule() } }
            group.addTask { await self.deliver() }
        }
    }

    /// Reads the board now; a read on schedule that is under way is waited for.
    ///
    /// - Parameter mode: what to read.
    /// - Returns: the run.
    /// - Throws: as ``BoardScanner/run(_:committed:)``.
    package func read(_ mode: ScanRow.Mode) async throws -> RunRow {
        defer { waker.yield() }
        let (scanner, waker) = (scanner, waker)
        return try await reading.take { try await scanner.run(mode) { waker.yield() } }
    }

    /// Looks at once for something to deliver: the store was changed from outside.
    package func wake() {
        waker.yield()
    }

    private func readOnSchedule() async {
        let polls = Schedule(interval: settings.pollInterval)
        let sweeps = settings.sweepInterval.map(Schedule.init)
        var failure: (at: Int64, count: Int)?
        while !Task.isCancelled {
            do {
                let ref = settings.ref
                let board = try await store.read { try $0.board(ref) }
                let draw: (ClosedRange<Int64>) -> Int64 = { Int64.random(in: $0) }
                let poll = polls.next(
                    after: board.polledAt.map { min($0, time.now) }, failedAt: failure?.at,
                    failures: failure?.count ?? 0, random: draw)
                let sweep = sweeps?.next(
                    after: board.sweptAt.map { min($0, time.now) }, failedAt: nil, failures: 0, random: draw)
                // After a failure the wait is the failure's, and what is read is what is due by then.
                try await time.sleep(until: failure == nil ? min(poll, sweep ?? poll) : poll)
                let isSweep = sweep.map { $0 <= time.now } ?? false
                report(ref, .ran(try await read(isSweep ? .sweep : .poll)))
                failure = nil
            } catch {
                guard !Task.isCancelled else { return }
                failure = (time.now, (failure?.count ?? 0) + 1)
                report(settings.ref, .failedReading("\(error)"))
            }
        }
    }

    private func deliver() async {
        var wakes = wakes.makeAsyncIterator()
        while !Task.isCancelled {
            do {
                switch try await deliverer.step() {
                case .progressed: continue
                case .idle: _ = await wakes.next()
                case .waiting(let until):
                    let timer = Task { [time, waker] in
                        try await time.sleep(until: until)
                        waker.yield()
                    }
                    _ = await wakes.next()
                    timer.cancel()
                }
            } catch {
                guard !Task.isCancelled else { return }
                report(settings.ref, .failedDelivering("\(error)"))
                try? await time.sleep(until: time.now + 5000)
            }
        }
    }
}

/// Lets one task at a time through, in order of arrival.
actor Turn {
    private var isTaken = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func take<Value: Sendable>(_ body: @Sendable () async throws -> Value) async throws -> Value {
        if isTaken {
            await withCheckedContinuation { waiting.append($0) }
        }
        isTaken = true
        defer {
            if waiting.isEmpty {
                isTaken = false
            } else {
                waiting.removeFirst().resume()
            }
        }
        try Task.checkCancellation()
        return try await body()
    }
}
