import Resilience
import Testing

/// A generator that always draws the same bits.
private struct Fixed: RandomNumberGenerator {
    let bits: UInt64
    mutating func next() -> UInt64 { bits }
}

struct BackoffTests {
    private let lowest = Fixed(bits: 0)
    private let highest = Fixed(bits: .max)

    private func backoff() -> Backoff {
        Backoff(base: .seconds(1), cap: .seconds(60), resetAfter: .seconds(30))
    }

    @Test func `ceilings double up to the cap`() {
        var (backoff, generator) = (backoff(), highest)
        var ceilings: [Duration] = []
        for _ in 0..<8 {
            ceilings.append(backoff.ceiling)
            _ = backoff.next(using: &generator)
        }
        #expect(ceilings == [1, 2, 4, 8, 16, 32, 60, 60].map { .seconds($0) })
    }

    @Test func `the jitter reaches from zero to the ceiling`() {
        var (low, high) = (lowest, highest)
        var first = backoff()
        #expect(first.next(using: &low) == .zero)
        var second = backoff()
        #expect(second.next(using: &high) > .milliseconds(999))
    }

    @Test func `a wait is never longer than the ceiling`() {
        var (backoff, generator) = (backoff(), SystemRandomNumberGenerator())
        for _ in 0..<1000 {
            let ceiling = backoff.ceiling
            #expect((.zero..<ceiling).contains(backoff.next(using: &generator)))
        }
        #expect(backoff.failures == 1000)
    }

    @Test func `what the other side asked for is the floor, and jitter comes on top`() {
        var (backoff, low, high) = (backoff(), lowest, highest)
        #expect(backoff.next(atLeast: .seconds(30), using: &low) == .seconds(30))
        #expect(backoff.next(atLeast: .seconds(30), using: &high) > .seconds(31.9))
    }

    @Test(arguments: [(29_999, 3), (30_000, 0)])
    func `only a success that lived a while resets the count`(milliseconds: Int, failures: Int) {
        var (backoff, generator) = (backoff(), lowest)
        for _ in 0..<3 { _ = backoff.next(using: &generator) }
        backoff.succeeded(for: .milliseconds(milliseconds))
        #expect(backoff.failures == failures)
    }

    @Test func `a cap below the base is raised to it`() {
        #expect(Backoff(base: .seconds(5), cap: .seconds(1), resetAfter: .zero).ceiling == .seconds(5))
    }
}
