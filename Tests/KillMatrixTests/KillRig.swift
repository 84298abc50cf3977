import CompanyAudit
import Foundation
import Rig
import Sync
import TestSupport
import Testing
import WireProtocol

/// A bridge on which relays are killed; every relay is a `sage-relay sync` of its own, or one that is asked for it.
struct KillRig {
    let bridge: Bridge
    private var tuning = Bridge.Tuning()

    init(bridge: Bridge) {
        self.bridge = bridge
        // Small requests, so that every board takes several.
        tuning.batch = 5
        tuning.invoices = ", derived: [aging]"
    }

    /// Brings everything to where the relay that is to die begins.
    ///
    /// - Parameters:
    ///   - death: what it is to be doing.
    ///   - judge: sees the company as the boards have shown it.
    /// - Throws: what a part throws.
    mutating func prepare(_ death: KillCase, _ judge: inout CompanyAudit) async throws {
        tuning.soap = bridge.soapSettings(try await bridge.startSOAP())
        if death.scene == .bulk { tuning.bulk = "{ threshold: 3, poll: 200ms, upload-life: 3s }" }
        switch death.scene {
        case .first, .wrongCompany, .asked, .bulk: break
        case .second, .lostState:
            try await recover()
            #expect(try await bridge.audit(&judge, of: RecordKind.allCases).differences == [])
            if death.scene == .second {
                try bridge.life.live(seed: 1)
            } else {
                // With the state it is lost what was deleted in Sage, so that nothing is deleted here.
                for name in ["", "-wal", "-shm"] {
                    try? FileManager.default.removeItem(atPath: bridge.folder.path + "/relay.sqlite" + name)
                }
            }
        case .halfDone:
            try await bridge.inject(KillCase.lostAnswer)
            let doubt = KillCase(point: .attemptDoubted, hit: 3, scene: .first)
            try #require(try await run(doubt).code == -SIGKILL)
            // What is not there any more is, to the relay, what was never done.
            for kind in RecordKind.allCases { _ = try await bridge.deleteOneItem(kind) }
        }
        for fault in death.faults { try await bridge.inject(fault) }
    }

    /// Runs the relay that is to die.
    ///
    /// - Parameter death: where it is to die.
    /// - Returns: how it ended, and what it said.
    /// - Throws: what a part throws.
    mutating func run(_ death: KillCase) async throws -> (code: Int32, errors: String) {
        try bridge.configureRelay(
            company: death.scene == .wrongCompany ? "XYZ" : "ABC", kinds: RecordKind.allCases, tuning: tuning)
        let environment = [FailPoint.variable: "\(death.point.rawValue):\(death.hit)"]
        if death.scene == .asked {
            try await startRelay(["run"], environment)
            for _ in 1..<death.hit { _ = try await bridge.sync() }
            _ = try await bridge.sync()
        } else {
            let mode = death.scene == .second ? ["--mode", "sweep"] : []
            try await startRelay(["sync", "--all", "--json"] + mode, environment)
        }
        let relay = try #require(bridge.relay)
        return (await relay.exitCode(within: .seconds(30)), relay.standardError)
    }

    /// Syncs everything to the end, with a relay that nobody kills.
    mutating func recover() async throws {
        try await bridge.calm()
        try bridge.configureRelay(kinds: RecordKind.allCases, tuning: tuning)
        try await startRelay(["sync", "--all", "--json", "--mode", "sweep"], [:])
        let relay = try #require(bridge.relay)
        #expect(await relay.exitCode(within: .seconds(40)) == 0, "\(relay.standardOutput)\(relay.standardError)")
    }

    /// Starts a relay, and the agent with the first one; later ones take the first one's port.
    private mutating func startRelay(_ arguments: [String], _ environment: [String: String]) async throws {
        try await bridge.startRelay(arguments, environment: environment)
        if bridge.agent == nil {
            tuning.port = bridge.port
            try bridge.configureAgent()
            try bridge.startAgent()
        }
    }
}
