import Foundation
import Rig
import SimulatedSage
import TestSupport
import Testing
import WireProtocol

/// The built agent is killed at moments that nobody chose, in the middle of scans.
@Suite(.timeLimit(.minutes(3)), .serialized)
struct AgentDeathTests {
    @Test(arguments: [1, 2])
    func `an agent killed again and again while it is read loses nothing and doubles nothing`(seed: UInt64)
        async throws
    {
        let bridge = try await Bridge(
            sizes: .init(vendors: 1000, accounts: 10, purchaseOrders: 4, invoices: 8, customers: 1))
        var judge = bridge.judge
        var random = SplitMix(seed: seed)
        var tuning = Bridge.Tuning()
        tuning.batch = 100
        try bridge.configureRelay(kinds: Bridge.kinds, tuning: tuning)
        try await bridge.startRelay()
        try bridge.configureAgent()
        var deaths = 0
        // The scan goes on behind its last page each time, until it has read everything.
        while deaths < 12, try await bridge.known() < 1000 {
            try bridge.startAgent()
            let known = try await bridge.known() + Int.random(in: 1...250, using: &random)
            _ = await eventually(within: .seconds(30)) { (try? await bridge.known()) ?? 0 >= min(known, 1000) }
            bridge.agent?.send(signal: SIGKILL)
            #expect(await bridge.agent?.exitCode() == -SIGKILL)
            deaths += 1
        }
        #expect(deaths > 2)
        try bridge.startAgent()
        let sync = try await bridge.sync(["--all", "--mode", "sweep"])
        #expect(sync.exitCode == 0, "\(sync.errors)")
        #expect(try await bridge.audit(&judge).differences == [])
    }
}
