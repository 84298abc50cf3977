import Foundation
import Testing

/// The engine against a model, over operations that are drawn by seed.
///
/// `SEED=17 swift test --filter ModelTests` runs one seed alone.
@Suite(.timeLimit(.minutes(10)))
struct ModelTests {
    private static let seeds: [[UInt64]] =
        ProcessInfo.processInfo.environment["SEED"].flatMap(UInt64.init).map { [[$0]] }
        ?? (0..<2).map { lane in (0..<75).map { UInt64($0 * 2 + lane) } }

    @Test(arguments: seeds)
    func `whatever happens, a calm ends with one right item for every record`(seeds: [UInt64]) async throws {
        var deaths = 0
        for seed in seeds {
            let run = try ModelRun(seed: seed)
            try await run.run(operations: 45)
            deaths += run.deaths
        }
        #expect(seeds.count == 1 || deaths > seeds.count / 2, "the process hardly ever died")
    }
}
