import HTTPTypes
import NIOCore
import Synchronization
import TestSupport
import Testing
import Tunnel
import WireProtocol

@Suite(.timeLimit(.minutes(1)))
struct StreamTests {
    private struct Broken: Error {}

    /// A relay with one agent that answers with the handler, and the relay's end of the connection.
    private func connect(
        _ handler: any RequestHandler, settings: TunnelSettings = TunnelSettings()
    ) async throws -> (Rig, ServedConnection, AgentConnection) {
        let rig = try await Rig(settings: settings)
        let served = try await rig.dialer(handler: handler).dial(slot: 0)
        return (rig, served, try await rig.directory.connection(of: "acme-hq", within: .seconds(20)))
    }

    /// Reads to the end.
    ///
    /// - Returns: how many bytes came, and the error that ended the body, if any.
    private func drain(_ body: TunnelBody) async -> (count: Int, error: (any Error)?) {
        var count = 0
        do {
            for try await bytes in body { count += bytes.readableBytes }
            return (count, nil)
        } catch {
            return (count, error)
        }
    }

    @Test func `fifty streams run at once`() async throws {
        let piece = ByteBuffer(repeating: 1, count: 10_000)
        let (rig, _, connection) = try await connect(
            .streaming { writer in for _ in 0..<20 { try await writer.write(piece) } })
        let counts = try await withThrowingTaskGroup(of: Int.self) { group in
            for index in 0..<50 {
                group.addTask {
                    let response = try await connection.request(.get("/\(index)"), body: nil, deadline: .seconds(50))
                    return await self.drain(response.body).count
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(counts == Array(repeating: 200_000, count: 50))
        await rig.listener.shutDown()
    }

    @Test func `a reader that stalls holds its agent back, and nobody else`() async throws {
        let written = Atomic(0)
        let piece = ByteBuffer(repeating: 1, count: 64 * 1024)
        let (rig, _, connection) = try await connect(
            ClosureHandler { request, _ in
                guard request.path == "/stalled" else { return Reply(head: .init(status: .ok), body: .empty) }
                return Reply(
                    head: .init(status: .ok),
                    body: .stream { writer in
                        for _ in 0..<300 {
                            try await writer.write(piece)
                            written.add(1, ordering: .relaxed)
                        }
                    })
            })
        let stalled = try await connection.request(.get("/stalled"), body: nil, deadline: .seconds(50))
        for _ in 0..<100 {
            let response = try await connection.request(.get("/other"), body: nil, deadline: .seconds(20))
            #expect(await drain(response.body).error == nil)
        }
        // Of 300 pieces: the window, what waits for the reader, what is gathered and what the sockets hold.
        #expect(written.load(ordering: .relaxed) < 150)
        #expect(await drain(stalled.body).count == 300 * 64 * 1024)
        await rig.listener.shutDown()
    }

    @Test func `a connection cut in the middle of a body ends it with an error`() async throws {
        let gate = Gate()
        let (rig, served, connection) = try await connect(
            .streaming { writer in
                try await writer.write(ByteBuffer(string: "the first part"))
                await gate.wait()
                try await writer.write(ByteBuffer(string: "the second part"))
            })
        let response = try await connection.request(.get(), body: nil, deadline: .seconds(50))
        served.cut()
        let (_, error) = await drain(response.body)
        #expect((error as? TunnelError)?.code == .connectionLost)
        gate.open()
        await rig.listener.shutDown()
    }

    @Test func `a handler that throws ends the body with an error`() async throws {
        let (rig, _, connection) = try await connect(
            .streaming { writer in
                try await writer.write(ByteBuffer(string: "a part"))
                throw Broken()
            })
        let response = try await connection.request(.get(), body: nil, deadline: .seconds(50))
        let (_, error) = await drain(response.body)
        #expect((error as? TunnelError)?.code == .streamReset)
        await rig.listener.shutDown()
    }

    @Test func `cancelling the caller cancels the handler`() async throws {
        let (started, cancelled) = (Gate(), Gate())
        let (rig, _, connection) = try await connect(
            ClosureHandler { _, _ in
                await withTaskCancellationHandler {
                    started.open()
                    await cancelled.wait()
                } onCancel: {
                    cancelled.open()
                }
                return Reply(head: .init(status: .ok), body: .empty)
            })
        let caller = Task { try await connection.request(.get(), body: nil, deadline: .seconds(50)) }
        await started.wait()
        caller.cancel()
        await #expect(throws: CancellationError.self) { try await caller.value }
        await cancelled.wait()
        await rig.listener.shutDown()
    }

    @Test func `letting go of a body stops its writer`() async throws {
        let stopped = Gate()
        let piece = ByteBuffer(repeating: 1, count: 64 * 1024)
        let (rig, _, connection) = try await connect(
            .streaming { writer in
                defer { stopped.open() }
                while true { try await writer.write(piece) }
            })
        do {
            let response = try await connection.request(.get(), body: nil, deadline: .seconds(50))
            #expect(response.head.status == .ok)
        }
        await stopped.wait()
        await rig.listener.shutDown()
    }

    @Test func `a deadline ends the exchange on both sides`() async throws {
        let cancelled = Gate()
        let (rig, _, connection) = try await connect(
            ClosureHandler { request, _ in
                await withTaskCancellationHandler {
                    await cancelled.wait()
                } onCancel: {
                    cancelled.open()
                }
                return Reply(head: .init(status: .ok), body: .empty)
            })
        await #expect(throws: TunnelError(.deadlineExceeded, "")) {
            try await connection.request(.get(), body: nil, deadline: .milliseconds(50))
        }
        await cancelled.wait()
        await rig.listener.shutDown()
    }

    @Test func `the deadline travels in milliseconds`() async throws {
        let (rig, _, connection) = try await connect(
            ClosureHandler { request, _ in
                let field = request.headerFields.first { $0.name.canonicalName == WireHeader.deadline }
                return Reply(head: .init(status: .ok), body: .bytes(ByteBuffer(string: field?.value ?? "none")))
            })
        let response = try await connection.request(.get(), body: nil, deadline: .milliseconds(20_500))
        #expect(String(buffer: try await response.body.collect(upTo: 100)) == "20500")
        await rig.listener.shutDown()
    }

    @Test(arguments: [
        (WireLimits.bodyBytes, 200), (WireLimits.bodyBytes + 1, 413), (4 * WireLimits.bodyBytes, 413),
    ])
    func `a request's body is taken up to the limit`(length: Int, status: Int) async throws {
        let (rig, _, connection) = try await connect(EchoHandler())
        let response = try await connection.request(
            .get(), body: ByteBuffer(repeating: 1, count: length), deadline: .seconds(20))
        #expect(response.head.status.code == status)
        _ = await drain(response.body)
        // The connection has not suffered.
        let next = try await connection.request(.get(), body: nil, deadline: .seconds(20))
        #expect(next.head.status == .ok)
        _ = await drain(next.body)
        await rig.listener.shutDown()
    }

    @Test(arguments: [(10_000, true), (20_000, false)])
    func `header fields are taken up to the limit`(length: Int, isTaken: Bool) async throws {
        let (rig, _, connection) = try await connect(EchoHandler())
        var request = HTTPRequest.get()
        request.headerFields[.userAgent] = String(repeating: "x", count: length)
        let response = try? await connection.request(request, body: nil, deadline: .seconds(20))
        #expect((response?.head.status == .ok) == isTaken)
        if let response { _ = await drain(response.body) }
        await rig.listener.shutDown()
    }

    @Test func `more requests than streams wait for their turn`() async throws {
        var settings = TunnelSettings()
        settings.concurrentStreams = 2
        let running = Atomic(0)
        let most = Atomic(0)
        let (rig, _, connection) = try await connect(
            ClosureHandler { _, _ in
                let now = running.add(1, ordering: .relaxed).newValue
                most.max(now, ordering: .relaxed)
                await Task.yield()
                running.subtract(1, ordering: .relaxed)
                return Reply(head: .init(status: .ok), body: .empty)
            }, settings: settings)
        // The agent's limit is known once its first answer is here.
        _ = try await connection.request(.get(), body: nil, deadline: .seconds(20))
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    let response = try? await connection.request(.get(), body: nil, deadline: .seconds(20))
                    #expect(response?.head.status == .ok)
                }
            }
        }
        #expect(most.load(ordering: .relaxed) <= 2)
        await rig.listener.shutDown()
    }

    @Test func `resets beyond the limit cut the connection`() async throws {
        var settings = TunnelSettings()
        settings.resetsPerHalfMinute = 10
        let (rig, served, connection) = try await connect(
            .streaming { writer in
                try await writer.write(ByteBuffer(string: "a part"))
                await Gate().wait()
            }, settings: settings)
        for _ in 0..<20 {
            // Let go of at once, which resets the stream.
            _ = try? await connection.request(.get(), body: nil, deadline: .seconds(20))
        }
        #expect(await served.ended() != nil)
        await rig.listener.shutDown()
    }
}
