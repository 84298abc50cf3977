import CompanyAudit
import Foundation
import Rig
import SimulatedSage
import Sync
import TestSupport
import Testing
import WireProtocol

/// The built relay is killed at every step of writing lines as subitems, and a new one goes on.
@Suite(.timeLimit(.minutes(4)), .serialized)
struct LineKillTests {
    /// A step, and what goes wrong at monday.com meanwhile.
    struct Death: Sendable, CustomTestStringConvertible {
        let point: FailPoint
        var hit = 1
        var faults: [String] = []
        /// A death before, after which one of the subitems that were made is taken away.
        var isHalfDone = false

        var testDescription: String { "\(point.rawValue):\(hit)" }
    }

    /// The steps at which it dies here.
    static let points = Set(deaths.map(\.point))

    private static let lostAnswer = #"{"kind":"executeThenDrop","operation":"create_subitem","times":3}"#
    private static let lostRequest = #"{"kind":"dropBeforeExecuting","operation":"create_subitem","times":3}"#

    static let deaths: [Death] =
        [FailPoint.linesDescribed, .linesRead, .linesWritten, .linesAnswered, .linesCommitted].map { Death(point: $0) }
        + [FailPoint.linesWritten, .linesAnswered, .linesCommitted].map { Death(point: $0, hit: 3) }
        + [FailPoint.linesDoubted, .linesLookedUp, .linesSettled].map { Death(point: $0, faults: [lostAnswer]) }
        + [
            Death(point: .linesReplayWritten, faults: [lostRequest]),
            Death(point: .linesLookAgainWritten, isHalfDone: true),
            // The first reading comes before anything is made.
            Death(
                point: .linesPostponed,
                faults: [lostAnswer, #"{"kind":"tooManyRequests","operation":"items","nth":2,"times":3}"#]),
            Death(point: .linesFaultNoted, faults: [#"{"kind":"unauthorized","operation":"items","times":1}"#]),
        ]

    private func sync(_ bridge: Bridge, dyingAt death: Death? = nil) async throws -> (code: Int32, text: String) {
        let environment = death.map { [FailPoint.variable: "\($0.point.rawValue):\($0.hit)"] } ?? [:]
        try await bridge.startRelay(["sync", "--all", "--mode", "sweep"], environment: environment)
        try bridge.configureAgent()
        try bridge.startAgent()
        guard let relay = bridge.relay else { return (-1, "") }
        let code = await relay.exitCode(within: .seconds(60))
        let text = relay.standardOutput + relay.standardError
        await bridge.killBoth()
        return (code, text)
    }

    @Test(arguments: deaths)
    func `a relay killed while it writes lines makes each once`(death: Death) async throws {
        let bridge = try await Bridge(
            sizes: .init(vendors: 6, accounts: 6, purchaseOrders: 6, invoices: 14, customers: 1))
        var tuning = Bridge.Tuning()
        tuning.idForNew = true
        tuning.batch = 5
        try bridge.configureRelay(kinds: [.apInvoice], tuning: tuning)
        try bridge.showLinesAsSubitems()
        let made = try await ChildProcess.run(
            "sage-relay", ["boards", "create", "--write", "--config", "relay.yaml"], in: bridge.folder.path)
        #expect(made.exitCode == 0, "\(made.process.standardError)")
        if death.isHalfDone {
            try await bridge.inject(Self.lostAnswer)
            #expect(try await sync(bridge, dyingAt: Death(point: .linesDoubted)).code == -SIGKILL)
            // What is not there any more is, to the relay, what was never done.
            let subitem = try #require(try await bridge.subitems(.apInvoice).items.first)
            try await bridge.mutate("delete_item", item: subitem.id)
            try await bridge.calm()
        }
        for fault in death.faults { try await bridge.inject(fault) }
        let killed = try await sync(bridge, dyingAt: death)
        try #require(killed.code == -SIGKILL, "\(killed.text)")
        try await bridge.calm()
        let synced = try await sync(bridge)
        #expect(synced.code == 0, "\(synced.text)")
        let audit = try await bridge.auditLines(.apInvoice)
        #expect(audit.differences == [] && audit.lines > 8)
    }
}
