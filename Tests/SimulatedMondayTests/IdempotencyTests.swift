import Testing

@testable import SimulatedMonday

struct IdempotencyTests {
    private let api = TestAPI()

    @Test func `the same key gives the first answer again and creates nothing`() async throws {
        let board = try api.simulator.makeBoard(name: "B")
        let first = await api.create("x", on: board, key: "k")
        let second = await api.create("x", on: board, key: "k")
        #expect(second.body == first.body)
        #expect(first.headers["Idempotency-Replayed"] == nil)
        #expect(second.headers["Idempotency-Replayed"] == "true")
        #expect(api.simulator.items(on: board).count == 1)
    }

    @Test func `the same key with another body gives the first answer too`() async throws {
        let board = try api.simulator.makeBoard(name: "B")
        let first = await api.create("x", on: board, key: "k")
        #expect(await api.create("y", on: board, key: "k").body == first.body)
        #expect(api.simulator.items(on: board).map(\.name) == ["x"])
    }

    @Test func `another key and no key run again`() async throws {
        let board = try api.simulator.makeBoard(name: "B")
        for key in ["k", "K", nil, nil, ""] { await api.create("x", on: board, key: key) }
        #expect(api.simulator.items(on: board).count == 5)
    }

    @Test func `a key is forgotten after 30 minutes`() async throws {
        let board = try api.simulator.makeBoard(name: "B")
        await api.create("x", on: board, key: "k")
        api.simulator.clock.advance(seconds: 1799)
        await api.create("x", on: board, key: "k")
        #expect(api.simulator.items(on: board).count == 1)
        api.simulator.clock.advance(seconds: 1)
        await api.create("x", on: board, key: "k")
        #expect(api.simulator.items(on: board).count == 2)
    }

    @Test func `an application error is answered again, a refusal is not`() async throws {
        let board = try api.simulator.makeBoard(name: "B")
        #expect(await api.create("", on: board, key: "error").code == "InvalidItemNameException")
        #expect(await api.create("x", on: board, key: "error").code == "InvalidItemNameException")
        api.simulator.faults.inject(Fault(.serverError))
        #expect(await api.create("x", on: board, key: "refused").status == 500)
        #expect(await api.create("x", on: board, key: "refused").code == nil)
        #expect(api.simulator.items(on: board).count == 1)
    }

    @Test func `a query does not use its key`() async throws {
        let first = await api.send("{ me { id } }", key: "k")
        let second = await api.send("{ me { name } }", key: "k")
        #expect(first.data != second.data)
    }

    @Test(arguments: [Fault.Kind.holdRequest, .holdAnswer])
    func `a key in progress is a conflict until the request ends`(kind: Fault.Kind) async throws {
        let board = try api.simulator.makeBoard(name: "B")
        api.simulator.faults.inject(Fault(kind, operation: "create_item"))
        async let held = api.create("x", on: board, key: "k")
        await api.simulator.faults.waitUntilHeld()
        let conflict = await api.create("x", on: board, key: "k")
        #expect(conflict.status == 409)
        #expect(conflict.code == "IDEMPOTENCY_CONFLICT")
        #expect(conflict.headers["Retry-After"] == "1")
        #expect(api.simulator.items(on: board).count == (kind == .holdAnswer ? 1 : 0))
        #expect(api.simulator.faults.release() == 1)
        let first = await held
        #expect(first.code == nil)
        let replay = await api.create("x", on: board, key: "k")
        #expect(replay.body == first.body)
        #expect(api.simulator.items(on: board).count == 1)
    }

    @Test func `a held request with a known key is answered from the cache`() async throws {
        let board = try api.simulator.makeBoard(name: "B")
        let first = await api.create("x", on: board, key: "k")
        api.simulator.faults.inject(Fault(.holdRequest))
        async let held = api.create("x", on: board, key: "k")
        await api.simulator.faults.waitUntilHeld()
        api.simulator.faults.release()
        #expect(await held.body == first.body)
        #expect(api.simulator.items(on: board).count == 1)
    }

    @Test func `answers are kept up to their size and all together`() {
        var cache = IdempotencyCache()
        let largest = [UInt8](repeating: 0, count: IdempotencyCache.answerLimit)
        cache.end("too large", body: largest + [0], now: 0)
        #expect(cache.entry("too large", now: 0) == nil)
        let count = IdempotencyCache.capacity / IdempotencyCache.answerLimit
        for number in 0...count { cache.end("\(number)", body: largest, now: 0) }
        #expect(cache.entry("\(count - 1)", now: 0) != nil)
        #expect(cache.entry("\(count)", now: 0) == nil)
        cache.end("later", body: largest, now: IdempotencyCache.lifetime)
        #expect(cache.entry("later", now: IdempotencyCache.lifetime) == nil)
        #expect(cache.entry("0", now: IdempotencyCache.lifetime) == nil)
        cache.end("later", body: largest, now: IdempotencyCache.lifetime)
        #expect(cache.entry("later", now: IdempotencyCache.lifetime) != nil)
    }
}
