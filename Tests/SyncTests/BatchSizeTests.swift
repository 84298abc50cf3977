import Testing

@testable import Sync

/// How large the next request is, and who is in it.
struct BatchSizeTests {
    private static let keys = (0..<50).map { "k\($0)" }

    @Test(arguments: [(10_000, 50), (100_000, 50), (200_000, 25), (5_000_000, 1), (9_000_000, 1)])
    func `a request carries no more than its complexity allows`(points: Int, size: Int) {
        var batch = BatchSize(most: 50, longest: 20_000)
        #expect(batch.size(now: 0) == 50)
        batch.learn(RequestCost(points: points * 10), mutations: 10, took: 0, now: 0)
        #expect(batch.size(now: 0) == size)
    }

    @Test func `what is left of the account's minute counts until the minute is over`() {
        var batch = BatchSize(most: 50, longest: 20_000)
        batch.learn(RequestCost(points: 100_000, left: 70_000, resetsIn: 30_000), mutations: 10, took: 0, now: 1000)
        #expect(batch.size(now: 30_999) == 7 && batch.size(now: 31_000) == 50)
        batch.learn(RequestCost(points: 100_000, left: -5, resetsIn: 30_000), mutations: 10, took: 0, now: 1000)
        #expect(batch.size(now: 1000) == 1)
    }

    @Test func `a request takes no longer than it may, as far as the last ones tell`() {
        var batch = BatchSize(most: 50, longest: 20_000)
        for _ in 0..<40 { batch.learn(nil, mutations: 10, took: 10_000, now: 0) }
        #expect(batch.size(now: 0) == 20)
        for _ in 0..<40 { batch.learn(nil, mutations: 10, took: 10, now: 0) }
        #expect(batch.size(now: 0) == 50)
        batch.learn(nil, mutations: 1, took: -5, now: 0)
        #expect(batch.size(now: 0) == 50)
    }

    @Test(arguments: 0..<50)
    func `wherever the bad record of fifty is, it is alone after six requests, and the rest goes as a whole`(bad: Int) {
        var batch = BatchSize(most: 50, longest: 20_000)
        var (left, requests) = (Self.keys, 0)
        var found: String?
        while !left.isEmpty, requests < 100 {
            let members = batch.next(left, now: 0)
            requests += 1
            guard members.contains("k\(bad)") else {
                batch.answered(members, foundBad: false)
                left.removeAll(where: members.contains)
                continue
            }
            if members.count == 1 {
                found = members[0]
                batch.answered(members, foundBad: true)
                left.removeAll(where: members.contains)
            } else {
                batch.refusedWhole(members)
            }
        }
        // 2·log2(50) is 11.3; the request that was refused first is one of these.
        #expect(found == "k\(bad)" && requests <= 11)
        #expect(batch.size(now: 0) == 50)
    }

    @Test func `a request that was too large, with no bad record in it, makes the next ones smaller for long`() {
        var batch = BatchSize(most: 50, longest: 20_000)
        var left = Self.keys
        while !left.isEmpty {
            let members = batch.next(left, now: 0)
            if members.count > 30 {
                batch.refusedWhole(members)
            } else {
                batch.answered(members, foundBad: false)
                left.removeAll(where: members.contains)
            }
        }
        #expect(batch.size(now: 0) == 25)
        for _ in 0..<BatchSize.patience { batch.answered(["x"], foundBad: false) }
        #expect(batch.size(now: 0) == 50)
    }

    @Test func `records that are no suspects are not kept back by a search`() {
        var batch = BatchSize(most: 50, longest: 20_000)
        batch.refusedWhole(["a", "b", "c", "d"])
        #expect(batch.next(["x", "y"], now: 0) == ["x", "y"])
        batch.answered(["x", "y"], foundBad: false)
        #expect(batch.next(["x", "a", "b", "c", "d"], now: 0) == ["a", "b"])
    }

    @Test func `there is always one, whatever the settings say`() {
        #expect(BatchSize(most: 0, longest: 0).size(now: 0) == 1)
        #expect(BatchSize(most: 5, longest: 0).next([], now: 0).isEmpty)
    }
}
