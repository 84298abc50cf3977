import HTTPTypes
import NIOCore
import Synchronization
import TestSupport
import Testing
import Tunnel

@Suite(.timeLimit(.minutes(1)))
struct TunnelClientTests {
    private var fast: TunnelClientSettings {
        var settings = TunnelClientSettings()
        settings.base = .milliseconds(1)
        settings.cap = .milliseconds(20)
        return settings
    }

    private func isConnected(_ event: TunnelEvent) -> Bool {
        if case .connected = event.kind { true } else { false }
    }

    /// A client that dials the rig's relay.
    private func client(_ dialer: TunnelDialer, _ events: Recorder<TunnelEvent>) -> TunnelClient<ContinuousClock> {
        TunnelClient(
            settings: fast, clock: ContinuousClock(), dial: { try await dialer.dial(slot: $0) },
            onEvent: { events.record($0) })
    }

    @Test func `all slots come up, and cancelling drains them`() async throws {
        let rig = try await Rig()
        let events = Recorder<TunnelEvent>()
        let client = client(try rig.dialer(), events)
        let run = Task { await client.run() }
        for slot in 0..<2 { await events.first { $0.slot == slot && isConnected($0) } }
        #expect(events.elements.first?.slot == 0)
        run.cancel()
        await run.value
        await rig.listener.shutDown()
        #expect(rig.directory.connections.isEmpty)
    }

    @Test func `an agent comes back after its relay restarts on the same port`() async throws {
        let epochs = Epochs()
        let first = try await Rig(epochs: epochs)
        let events = Recorder<TunnelEvent>()
        let client = client(try first.dialer(), events)
        let run = Task { await client.run() }
        for slot in 0..<2 { await events.first { $0.slot == slot && isConnected($0) } }
        await first.listener.shutDown()
        await events.first { if case .refused(let error, _) = $0.kind { error.code == .unreachable } else { false } }

        let second = try await Rig(port: first.port, certificates: first.certificates, epochs: epochs)
        let connection = try await second.directory.connection(of: "acme-hq", within: .seconds(50))
        #expect(connection.info.epoch > 2)
        let response = try await connection.request(.get(), body: nil, deadline: .seconds(20))
        #expect(response.head.status == .ok)
        _ = try await response.body.collect(upTo: 1000)
        run.cancel()
        await run.value
        await second.listener.shutDown()
    }

    @Test func `renewal replaces every connection without a gap`() async throws {
        let rig = try await Rig()
        let events = Recorder<TunnelEvent>()
        let client = client(try rig.dialer(), events)
        let run = Task { await client.run() }
        for epoch in UInt64(1)...2 { await rig.waitForEpoch(epoch) }
        client.renew()
        for epoch in UInt64(3)...4 {
            await rig.waitForEpoch(epoch)
            #expect(rig.directory.connection(of: "acme-hq") != nil)
        }
        for epoch in UInt64(1)...2 {
            await rig.events.first { if case .ended(let info, _) = $0 { info.epoch == epoch } else { false } }
        }
        #expect(!events.elements.contains { if case .lost = $0.kind { true } else { false } })
        run.cancel()
        await run.value
        await rig.listener.shutDown()
    }

    @Test func `while the first connection is refused, the others are not tried`() async throws {
        let rig = try await Rig()
        let events = Recorder<TunnelEvent>()
        let client = client(try rig.dialer(try rig.certificates.agent("unknown-1")), events)
        let run = Task { await client.run() }
        let event = await events.first { if case .refused = $0.kind { true } else { false } }
        #expect(event.description.contains("Add the agent to the relay's configuration."))
        run.cancel()
        await run.value
        #expect(events.elements.allSatisfy { $0.slot == 0 })
        await rig.listener.shutDown()
    }

    @Test func `a client that is cancelled while it waits stops at once`() async throws {
        let waiting = Recorder<TunnelEvent>()
        var settings = TunnelClientSettings()
        settings.base = .seconds(3600)
        settings.cap = .seconds(3600)
        let client = TunnelClient(
            settings: settings, clock: ContinuousClock(),
            dial: { _ in throw TunnelError(.unreachable, "Nothing answers.") }, onEvent: { waiting.record($0) })
        let run = Task { await client.run() }
        await waiting.first { _ in true }
        run.cancel()
        await run.value
    }
}

extension Rig {
    /// Waits until the relay has reported a connection of this epoch.
    func waitForEpoch(_ epoch: UInt64) async {
        await events.first { if case .connected(let info) = $0 { info.epoch == epoch } else { false } }
    }
}
