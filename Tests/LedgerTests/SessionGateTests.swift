import Testing

@testable import Ledger

@Suite(.timeLimit(.minutes(5)))
struct SessionGateTests {
    let sage = FakeSage()

    private actor Inside {
        private var count = 0
        private(set) var most = 0

        func enter() {
            count += 1
            most = max(most, count)
        }

        func leave() { count -= 1 }
    }

    @Test func `one at a time has a turn`() async throws {
        let gate = SessionGate(server: sage)
        let inside = Inside()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    try await gate.turn(company: "ABC") { _ in
                        await inside.enter()
                        await Task.yield()
                        await inside.leave()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(await inside.most == 1)
        #expect(sage.with(\.sessions) == 1)
    }

    @Test func `another company gets a session of its own, and the first one is closed`() async throws {
        let gate = SessionGate(server: sage)
        for company in ["ABC", "XYZ", "XYZ", "ABC"] {
            #expect(try await gate.turn(company: company) { $0.company } == company)
        }
        #expect(sage.with(\.sessions) == 3)
        #expect(sage.with(\.openSessions) == 1)
        await gate.close()
        #expect(sage.with(\.openSessions) == 0)
    }

    @Test func `a worn session is closed before the next turn, and never during one`() async throws {
        let gate = SessionGate(server: sage)
        try await gate.turn(company: "ABC") { _ in
            sage.with { $0.isWorn = true }
            #expect(sage.with(\.openSessions) == 1)
        }
        try await gate.turn(company: "ABC") { _ in sage.with { $0.isWorn = false } }
        #expect(sage.with(\.sessions) == 2 && sage.with(\.openSessions) == 1)
        try await gate.turn(company: "ABC") { _ in }
        #expect(sage.with(\.sessions) == 2)
    }

    @Test func `who is cancelled while waiting leaves the queue`() async throws {
        let gate = SessionGate(server: sage)
        let (release, releaser) = AsyncStream.makeStream(of: Void.self)
        let (started, starter) = AsyncStream.makeStream(of: Void.self)
        let first = Task {
            try await gate.turn(company: "ABC") { _ in
                starter.finish()
                for await _ in release {}
            }
        }
        for await _ in started {}
        let second = Task { try await gate.turn(company: "ABC") { _ in Issue.record("was cancelled") } }
        second.cancel()
        await #expect(throws: CancellationError.self) { try await second.value }
        releaser.finish()
        try await first.value
        try await gate.turn(company: "ABC") { _ in }
    }

    @Test func `who is cancelled does not wait for the session to close, and the gate's end does`() async throws {
        let (release, releaser) = AsyncStream.makeStream(of: Void.self)
        sage.with { $0.beforeClose = { for await _ in release {} } }
        let gate = SessionGate(server: sage)
        let (started, starter) = AsyncStream.makeStream(of: Void.self)
        let turn = Task {
            try await gate.turn(company: "ABC") { _ in
                starter.finish()
                try await Task.sleep(for: .seconds(3600))
            }
        }
        for await _ in started {}
        turn.cancel()
        await #expect(throws: CancellationError.self) { try await turn.value }
        #expect(sage.with(\.openSessions) == 1)
        let end = Task { await gate.close() }
        releaser.finish()
        await end.value
        #expect(sage.with(\.openSessions) == 0)
    }

    @Test func `work that fails in an unknown way costs the session`() async throws {
        let gate = SessionGate(server: sage)
        await #expect(throws: CancellationError.self) {
            try await gate.turn(company: "ABC") { _ in throw CancellationError() }
        }
        #expect(sage.with(\.openSessions) == 0)
        try await gate.turn(company: "ABC") { _ in }
        #expect(sage.with(\.sessions) == 2)
    }
}
