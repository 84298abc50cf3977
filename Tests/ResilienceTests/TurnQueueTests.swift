import Resilience
import Testing

struct TurnQueueTests {
    @Test func `turns come in the order in which they were wanted`() async throws {
        let queue = TurnQueue()
        try await queue.take()
        let (order, come) = AsyncStream<Int>.makeStream()
        await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<3 {
                group.addTask {
                    try await queue.take()
                    come.yield(number)
                    queue.give()
                }
                // The order of tasks is the system's; each is in the queue before the next is made.
                while queue.waiting <= number { await Task.yield() }
            }
            queue.give()
        }
        come.finish()
        var found: [Int] = []
        for await number in order { found.append(number) }
        #expect(found == [0, 1, 2])
        try await queue.take(within: .seconds(60))
    }

    @Test func `a turn that does not come in time is given up, and the queue goes on`() async throws {
        let queue = TurnQueue()
        try await queue.take()
        await #expect(throws: TurnQueue.Expired.self) { try await queue.take(within: .milliseconds(1)) }
        queue.give()
        try await queue.take()
    }

    @Test func `a cancelled waiter leaves the queue`() async throws {
        let queue = TurnQueue()
        try await queue.take()
        let waiter = Task { try await queue.take() }
        while queue.waiting == 0 { await Task.yield() }
        waiter.cancel()
        await #expect(throws: CancellationError.self) { try await waiter.value }
        #expect(queue.waiting == 0)
        queue.give()
        try await queue.take()
    }
}
