import Cryptography
import HTTPTypes
import NIOCore
import TestSupport
import Testing
import Tunnel
import WireProtocol

@Suite(.timeLimit(.minutes(1)))
struct ReplacementTests {
    /// Waits until the relay has taken in a connection of this epoch.
    private func connection(_ epoch: UInt64, _ rig: Rig) async throws -> AgentConnection {
        await rig.events.first { if case .connected(let info) = $0 { info.epoch == epoch } else { false } }
        return try #require(rig.directory.connections.first { $0.info.epoch == epoch })
    }

    @Test func `a newer epoch replaces the older, whose running request finishes`() async throws {
        let rig = try await Rig()
        let (started, gate) = (Gate(), Gate())
        let slow = ClosureHandler { _, _ in
            started.open()
            await gate.wait()
            return Reply(head: .init(status: .ok), body: .bytes(ByteBuffer(string: "slow")))
        }
        let first = try await rig.dialer(handler: slow).dial(slot: 0)
        let old = try await connection(1, rig)
        let running = Task {
            let response = try await old.request(.get(), body: nil, deadline: .seconds(50))
            return String(buffer: try await response.body.collect(upTo: 100))
        }
        await started.wait()

        _ = try await rig.dialer().dial(slot: 0)
        let new = try await connection(2, rig)
        #expect(old.isDraining)
        #expect(rig.directory.connection(of: "acme-hq") === new)
        await #expect(throws: TunnelError(.notConnected, "")) {
            try await old.request(.get(), body: nil, deadline: .seconds(10))
        }

        gate.open()
        #expect(try await running.value == "slow")
        let endOfFirst = await first.ended()
        #expect(endOfFirst == nil, "\(endOfFirst?.description ?? "")")
        let endOfOld = await old.ended()
        #expect(endOfOld == nil, "\(endOfOld?.description ?? "")")
        #expect(rig.directory.connections.map(\.info.epoch) == [2])
        await rig.listener.shutDown()
    }

    @Test func `an idle connection is closed as soon as it is replaced`() async throws {
        let rig = try await Rig()
        let first = try await rig.dialer().dial(slot: 0)
        _ = try await connection(1, rig)
        _ = try await rig.dialer().dial(slot: 0)
        let endOfFirst = await first.ended()
        #expect(endOfFirst == nil, "\(endOfFirst?.description ?? "")")
        await rig.listener.shutDown()
    }

    @Test func `another slot and another process replace nothing`() async throws {
        let rig = try await Rig()
        _ = try await rig.dialer().dial(slot: 0)
        _ = try await rig.dialer().dial(slot: 1)
        _ = try await rig.dialer(instance: "another-process").dial(slot: 0)
        for epoch in 1...3 { _ = try await connection(UInt64(epoch), rig) }
        #expect(rig.directory.connections.count == 3)
        #expect(rig.directory.connections.allSatisfy { !$0.isDraining })
        await rig.listener.shutDown()
    }

    @Test func `requests go to the connection with the fewest running`() async throws {
        let rig = try await Rig()
        let gate = Gate()
        let slow = ClosureHandler { _, _ in
            await gate.wait()
            return Reply(head: .init(status: .ok), body: .empty)
        }
        _ = try await rig.dialer().dial(slot: 0)
        _ = try await rig.dialer(handler: slow).dial(slot: 1)
        let (idle, busy) = (try await connection(1, rig), try await connection(2, rig))
        #expect(rig.directory.connection(of: "acme-hq") === busy)
        let running = Task { _ = try await rig.directory.request(.get(), to: "acme-hq", deadline: .seconds(50)) }
        for _ in 0..<10 {
            while busy.running == 0 { await Task.yield() }
            #expect(rig.directory.connection(of: "acme-hq") === idle)
        }
        gate.open()
        try await running.value
        await rig.listener.shutDown()
    }

    @Test func `connections of a withdrawn certificate are cut, others are not`() async throws {
        let rig = try await Rig()
        let (withdrawn, good) = (try rig.certificates.agent("lost"), try rig.certificates.agent("kept"))
        let lost = try await rig.dialer(withdrawn).dial(slot: 0)
        _ = try await rig.dialer(good).dial(slot: 0)
        for epoch in 1...2 { _ = try await connection(UInt64(epoch), rig) }
        #expect(rig.directory.cut { $0.certificate.serial == withdrawn.details.serial } == 1)
        _ = await lost.ended()
        await rig.events.first { if case .ended(let info, _) = $0 { info.agent.name == "lost" } else { false } }
        #expect(rig.directory.connections.map(\.info.agent.name) == ["kept"])
        await rig.listener.shutDown()
    }

    @Test func `a caller can wait for an agent that is not there yet`() async throws {
        let rig = try await Rig()
        async let waiting = rig.directory.connection(of: "acme-hq", within: .seconds(50))
        _ = try await rig.dialer().dial(slot: 0)
        #expect(try await waiting.info.agent.name == "acme-hq")
        await rig.listener.shutDown()
    }

    @Test func `waiting for an agent that does not come ends at the deadline`() async throws {
        await #expect(throws: TunnelError(.notConnected, "")) {
            _ = try await AgentDirectory().connection(of: "acme-hq", within: .milliseconds(10))
        }
    }

    @Test func `a caller that is cancelled waits no longer`() async throws {
        let directory = AgentDirectory()
        let waiting = Task { try await directory.connection(of: "acme-hq", within: .seconds(3600)) }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { _ = try await waiting.value }
    }

    @Test func `draining from the agent's side lets the running request finish`() async throws {
        let rig = try await Rig()
        let (started, gate) = (Gate(), Gate())
        let served = try await rig.dialer(
            handler: ClosureHandler { _, _ in
                started.open()
                await gate.wait()
                return Reply(head: .init(status: .ok), body: .bytes(ByteBuffer(string: "done")))
            }
        ).dial(slot: 0)
        let connection = try await connection(1, rig)
        let running = Task {
            let response = try await connection.request(.get(), body: nil, deadline: .seconds(50))
            return String(buffer: try await response.body.collect(upTo: 100))
        }
        await started.wait()
        served.drain()
        while !connection.isDraining { await Task.yield() }
        gate.open()
        #expect(try await running.value == "done")
        let endOfServed = await served.ended()
        #expect(endOfServed == nil, "\(endOfServed?.description ?? "")")
        await rig.listener.shutDown()
    }

    @Test func `a request that outlives the grace period is cut off`() async throws {
        var settings = TunnelSettings()
        settings.drainGrace = .milliseconds(50)
        let rig = try await Rig(settings: settings)
        let started = Gate()
        let served = try await rig.dialer(
            handler: ClosureHandler { _, _ in
                started.open()
                await Gate().wait()
                return Reply(head: .init(status: .ok), body: .empty)
            }
        ).dial(slot: 0)
        let connection = try await connection(1, rig)
        let running = Task { try await connection.request(.get(), body: nil, deadline: .seconds(50)) }
        await started.wait()
        served.drain()
        await #expect(throws: TunnelError(.connectionLost, "")) { _ = try await running.value }
        await rig.listener.shutDown()
    }
}
