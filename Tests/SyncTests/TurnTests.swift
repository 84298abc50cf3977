import Testing

@testable import Sync

@Suite(.timeLimit(.minutes(5)))
struct TurnTests {
    private struct Failure: Error {}

    @Test func `one goes at a time, in order of arrival`() async throws {
        let (turn, latch) = (Turn(), Latch())
        let visitors = Visitors()
        var tasks: [Task<Void, any Error>] = []
        for number in 0..<20 {
            // Started in place, so that each stands in line before the next one comes.
            tasks.append(
                Task.immediate {
                    try await turn.take {
                        await visitors.enter(number)
                        await latch.wait()
                        await Task.yield()
                        await visitors.leave()
                    }
                })
        }
        await latch.open()
        for task in tasks { try await task.value }
        #expect(await visitors.order == Array(0..<20))
        #expect(await visitors.most == 1)
    }

    @Test func `a failure passes the turn on`() async throws {
        let (turn, latch) = (Turn(), Latch())
        let first = Task.immediate {
            try await turn.take {
                await latch.wait()
                throw Failure()
            }
        }
        let second = Task.immediate { try await turn.take { 2 } }
        await latch.open()
        await #expect(throws: Failure.self) { try await first.value }
        #expect(try await second.value == 2)
        #expect(try await turn.take { 3 } == 3)
    }

    @Test func `one that is called off in line does nothing and passes the turn on`() async throws {
        let (turn, latch) = (Turn(), Latch())
        let visitors = Visitors()
        let first = Task.immediate { try await turn.take { await latch.wait() } }
        let second = Task.immediate { try await turn.take { await visitors.enter(2) } }
        let third = Task.immediate { try await turn.take { 3 } }
        second.cancel()
        await latch.open()
        try await first.value
        await #expect(throws: CancellationError.self) { try await second.value }
        #expect(await visitors.order.isEmpty)
        #expect(try await third.value == 3)
    }
}

/// Who came in, and how many were there at once.
private actor Visitors {
    private(set) var order: [Int] = []
    private(set) var most = 0
    private var inside = 0

    func enter(_ number: Int) {
        order.append(number)
        inside += 1
        most = max(most, inside)
    }

    func leave() { inside -= 1 }
}
