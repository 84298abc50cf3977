import Sync
import Testing

struct RateWindowTests {
    @Test func `what is asked for is granted up to the limit, and then from when the oldest is out of the window`() {
        var window = RateWindow(limit: 40, milliseconds: 60_000)
        #expect(window.take(25, now: 1000) == .granted(25))
        #expect(window.take(25, now: 2000) == .granted(15))
        #expect(window.take(1, now: 2000) == .wait(until: 61_000))
        #expect(window.take(1, now: 60_999) == .wait(until: 61_000))
        #expect(window.take(40, now: 61_000) == .granted(25))
        #expect(window.take(1, now: 61_000) == .wait(until: 62_000))
    }

    @Test func `what is given back can be taken at once`() {
        var window = RateWindow(limit: 10, milliseconds: 1000)
        #expect(window.take(10, now: 0) == .granted(10))
        window.giveBack(3)
        #expect(window.take(10, now: 1) == .granted(3))
        #expect(window.take(1, now: 1) == .wait(until: 1000))
        #expect(window.take(10, now: 1000) == .granted(7))
        #expect(window.take(10, now: 1001) == .granted(3))
    }

    @Test(arguments: [0, -1])
    func `giving nothing back changes nothing`(count: Int) {
        var window = RateWindow(limit: 1, milliseconds: 1000)
        window.giveBack(5)
        #expect(window.take(2, now: 0) == .granted(1))
        window.giveBack(count)
        #expect(window.take(1, now: 0) == .wait(until: 1000))
    }

    @Test(arguments: [0, -3])
    func `a limit below one is one`(limit: Int) {
        var window = RateWindow(limit: limit, milliseconds: 1000)
        #expect(window.take(2, now: 0) == .granted(1))
        #expect(window.take(1, now: 999) == .wait(until: 1000))
        #expect(window.take(1, now: 1000) == .granted(1))
    }

    @Test(arguments: [1, 2, 7, 40], [1, 10, 997] as [Int64])
    func `no window of the length holds more than the limit, and nobody waits longer than needed`(
        limit: Int, length: Int64
    ) {
        var window = RateWindow(limit: limit, milliseconds: length)
        var events: [(at: Int64, count: Int)] = []
        var now: Int64 = 0
        func inWindow(endingAt end: Int64) -> Int {
            events.filter { $0.at > end - length && $0.at <= end }.reduce(0) { $0 + $1.count }
        }
        for step in 0..<1500 {
            // A fixed sequence without a pattern: steps of 0 to a third of the window, wishes of 1 to 50.
            now += Int64(step * step * 7919) % (length / 3 + 2)
            let wish = step * 104_729 % 50 + 1
            switch window.take(wish, now: now) {
            case .granted(let granted):
                #expect(1...wish ~= granted)
                let unused = step % 5 == 0 ? granted / 2 : 0
                window.giveBack(unused)
                events.append((now, granted - unused))
                #expect(inWindow(endingAt: now) <= limit, "at \(now)")
            case .wait(let until):
                #expect(until > now)
                #expect(inWindow(endingAt: until - 1) == limit, "could have gone before \(until)")
                #expect(inWindow(endingAt: until) < limit)
            }
        }
        #expect(events.count > 100)
    }
}
