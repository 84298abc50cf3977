import CompanyAudit
import Foundation
import Rig
import SimulatedSage
import Sync
import TestSupport
import Testing
import WireProtocol

/// The built relay is killed at every named step, a new one goes on, and boards and company are compared record by
/// record.
@Suite(.timeLimit(.minutes(4)), .serialized)
struct KillMatrixTests {
    @Test func `every named step is in the matrix`() {
        let elsewhere = BoardKillTests.points + BoardKillTests.inProcess
        #expect(Set(KillCase.all.map(\.point) + elsewhere).union(LineKillTests.points) == Set(FailPoint.allCases))
    }

    @Test func `a step that is not known ends the relay at the start, with those that are`() async throws {
        let bridge = try await Bridge(
            sizes: .init(vendors: 1, accounts: 1, purchaseOrders: 0, invoices: 0, customers: 0))
        try bridge.configureRelay()
        let relay = try ChildProcess(
            "sage-relay", ["run", "--config", "relay.yaml"], in: bridge.folder.path,
            environment: [FailPoint.variable: "attempt-writen"])
        #expect(await relay.exitCode(within: .seconds(20)) == 78)
        #expect(relay.standardError.contains("attempt-writen\"; it takes one of run-opened"))
    }

    @Test(arguments: KillCase.all)
    func `a relay killed at a step loses nothing and doubles nothing`(death: KillCase) async throws {
        let bridge = try await Bridge(
            sizes: .init(vendors: 12, accounts: 12, purchaseOrders: 6, invoices: 14, customers: 12))
        var judge = bridge.judge
        var rig = KillRig(bridge: bridge)
        try await rig.prepare(death, &judge)
        let (code, errors) = try await rig.run(death)
        try #require(code == -SIGKILL, "The relay was not killed at \(death.point.rawValue): \(errors)")
        try await rig.recover()
        #expect(try await bridge.audit(&judge, of: RecordKind.allCases).differences == [])
    }
}
