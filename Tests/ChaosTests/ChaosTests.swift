import Chaos
import Foundation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3)), .serialized)
struct ChaosTests {
    @Test func `the same seed makes the same decisions, and another one others`() {
        let first = ChaosPlan(seed: 7, milliseconds: 60_000).steps
        #expect(first == ChaosPlan(seed: 7, milliseconds: 60_000).steps)
        #expect(first != ChaosPlan(seed: 8, milliseconds: 60_000).steps)
        #expect(first.count > 50)
        #expect(zip(first, first.dropFirst()).allSatisfy { $0.at < $1.at } && first.allSatisfy { $0.at < 60_000 })
    }

    @Test func `a short chaos loses nothing and doubles nothing`() async throws {
        let folder = try ScratchFolder()
        let chaos = try ChildProcess("sage-chaos", ["--seed", "1", "--seconds", "25"], in: folder.path)
        #expect(await chaos.exitCode(within: .seconds(160)) == 0, "\(chaos.standardOutput)\(chaos.standardError)")
    }
}
