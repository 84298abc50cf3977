import Foundation
import HTTPClient
import SimulatedMonday
import Sync

/// Measures how long a first load of 20,000 invoices over two boards takes within the limits of monday's Standard plan.
///
/// The hours pass on a clock of their own: what is measured is how well the limits are used, not how fast a machine is.
/// The simulated monday.com enforces them, so that one call too many would be refused, and counted.
enum FirstLoad {
    private static let count = 10_000
    private static let boards = 2
    /// A Monday, 08:00 UTC.
    private static let start: Int64 = 1_799_740_800_000

    static func run() async throws {
        try await measure("bulk, limits as documented", mutations: nil, bulk: BulkSettings())
        try await measure("batches, 40 mutations a minute and board", mutations: 40, bulk: nil)
    }

    private static func measure(_ name: String, mutations: Int?, bulk: BulkSettings?) async throws {
        var configuration = SimulatorConfiguration()
        configuration.limits = .plan(.standard)
        configuration.limits.boardMutationsPerMinute = mutations
        let simulatorClock = SimulatorClock(at: start)
        let simulator = SimulatedMonday(configuration, clock: simulatorClock)
        let clock = QuietClock(now: start) { simulatorClock.set($0) }
        let address = try await simulator.start()
        let moving = Task { await clock.run() }
        defer { moving.cancel() }
        let ids = try (0..<boards).map { _ in try BenchBoard.make(on: simulator, itemsLimit: count) }

        var limits = RateGovernor.Limits(
            requestsPerMinute: 1000, requestsPerDay: 1000, complexityPerMinute: 10_000_000)
        limits.mutationsPerMinuteAndBoard = mutations
        try await BenchRelay.inFolder { [limits] folder in
            let relay = try BenchRelay(folder: folder, address: address, limits: limits, clock: clock)
            let company = MadeInvoices(count: count, clock: try MadeInvoices.clock())
            let settings = ids.enumerated().map {
                relay.settings(connection: "bench\($0)", board: $1, batch: 50, bulk: bulk)
            }
            for settings in settings {
                let scanner = BoardScanner(
                    settings: settings, store: relay.store, source: company, time: MachineClock())
                _ = try await scanner.run(.full)
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for settings in settings {
                    let deliverer = relay.deliverer(settings, time: clock)
                    group.addTask { try await BenchRelay.drain(deliverer, clock) }
                }
                try await group.waitForAll()
            }
            await relay.client.shutdown()
        }
        let taken = Double(clock.now - start) / 1000
        let least = bulk == nil ? leastByBatches(mutations) : leastByBulk(simulator, limits)
        let journal = simulator.journal()
        let refused = journal.count { $0.status != 200 }
        let items = ids.map { simulator.items(on: $0).count }
        await simulator.stop()
        precondition(items == ids.map { _ in count }, "The boards have \(items) items.")
        print(
            "first load of \(count * boards) over \(boards) boards, \(name): \(minutes(taken)) min, least"
                + " \(minutes(least)) min, ratio \((taken / least).text) (limit 1.100); \(journal.count) requests,"
                + " \(refused) refused (limit 0)")
    }

    /// The first minute's mutations go out at its beginning, so that they cost no waiting.
    private static func leastByBatches(_ mutations: Int?) -> Double {
        Double(count) / Double(mutations ?? count) * 60
    }

    /// What of it fits the hour's rows goes in jobs, side by side, one a board; that the longest has ended shows at the
    /// next question, and monday asks for ten seconds between two.
    ///
    /// The rest goes in batches, and each creation costs points of complexity: with the jobs' starts they are more than
    /// one minute has, so that something of it waits for the next.
    private static func leastByBulk(_ simulator: SimulatedMonday, _ limits: RateGovernor.Limits) -> Double {
        let poll = Double(BulkSettings().poll) / 1000
        let job = (Double(count) / Double(simulator.configuration.imports.rowsPerSecond) / poll).rounded(.up) * poll
        let rest = max(0, count * boards - (limits.bulkRowsPerHour ?? .max))
        let points = (rest + boards) * pointsPerMutation
        return max(job, Double(points / (limits.complexityPerMinute ?? .max)) * 60)
    }

    /// What the simulated monday.com charges for a field that writes (docs/simulators.md).
    private static let pointsPerMutation = 10_000

    private static func minutes(_ seconds: Double) -> String {
        (seconds / 60).formatted(.number.precision(.fractionLength(1)))
    }
}
