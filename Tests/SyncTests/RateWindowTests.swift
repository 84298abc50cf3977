import Foundation
import Testing

@testable import Sync

struct RateWindowTests {
    @Test func `what is answered counts for a window's length more, and what is under way counts until then`() {
        var window = RateWindow(milliseconds: 60_000)
        window.open(25)
        window.close(25, now: 1000)
        window.open(15)
        window.move(to: 2000)
        #expect(window.used == 40)
        #expect(window.room(for: 1, limit: 40) == .at(61_000))
        #expect(window.room(for: 25, limit: 40) == .at(61_000))
        #expect(window.room(for: 26, limit: 40) == .afterAnswer)
        window.close(15, now: 50_000)
        #expect(window.room(for: 26, limit: 40) == .at(110_000))
        window.move(to: 60_999)
        #expect(window.room(for: 1, limit: 40) == .at(61_000))
        window.move(to: 61_000)
        #expect(window.room(for: 25, limit: 40) == .now)
        #expect(window.room(for: 26, limit: 40) == .at(110_000))
        #expect(window.freeAt == 110_000)
    }

    @Test func `what is given back can be taken at once`() {
        var window = RateWindow(milliseconds: 1000)
        window.open(10)
        window.correct(-3)
        #expect(window.room(for: 3, limit: 10) == .now && window.room(for: 4, limit: 10) == .afterAnswer)
        window.close(7, now: 5)
        window.open(3)
        window.close(3, now: 9)
        window.giveBack(4)
        #expect(window.used == 6)
        window.move(to: 1005)
        #expect(window.isEmpty)
    }

    @Test(arguments: [0, -1])
    func `giving nothing back changes nothing, and nothing is given back that is not there`(count: Int) {
        var window = RateWindow(milliseconds: 1000)
        window.giveBack(5)
        window.correct(-5)
        window.close(5, now: 0)
        #expect(window.isEmpty)
        window.open(1)
        window.close(1, now: 0)
        window.giveBack(count)
        #expect(window.used == 1)
    }

    @Test(arguments: [0, -3])
    func `a limit below one is one, and a wish above the limit is the limit`(limit: Int) {
        var window = RateWindow(milliseconds: 1000)
        #expect(window.room(for: 2, limit: limit) == .now)
        window.open(1)
        window.close(1, now: 0)
        #expect(window.room(for: 1, limit: limit) == .at(1000))
    }

    @Test func `what lies ahead of a clock that was set back counts from then on, and not for longer`() {
        var window = RateWindow(milliseconds: 1000)
        window.open(1)
        window.close(1, now: 3_600_000)
        window.move(to: 50)
        #expect(window.room(for: 1, limit: 1) == .at(50 + RateWindow.aftermath + 1000))
        window.move(to: 60)
        #expect(window.room(for: 1, limit: 1) == .at(50 + RateWindow.aftermath + 1000))
    }

    @Test func `what a relay had under way when it died counts from some seconds after the next one's start`() {
        var window = RateWindow(milliseconds: 60_000)
        window.open(3)
        window.closeAll(now: 1000)
        window.move(to: 1000)
        #expect(window.room(for: 1, limit: 3) == .at(61_000 + RateWindow.aftermath))
    }

    @Test(arguments: [1, 2, 7, 40], [1, 10, 997] as [Int64])
    func `no window of the length holds more than the limit, and nobody waits longer than needed`(
        limit: Int, length: Int64
    ) {
        var window = RateWindow(milliseconds: length)
        var events: [(at: Int64, count: Int)] = []
        var now: Int64 = 0
        func inWindow(endingAt end: Int64) -> Int {
            events.filter { $0.at > end - length && $0.at <= end }.reduce(0) { $0 + $1.count }
        }
        for step in 0..<1500 {
            // A fixed sequence without a pattern: steps of 0 to a third of the window, wishes of 1 to 50.
            now += Int64(step * step * 7919) % (length / 3 + 2)
            let wish = min(step * 104_729 % 50 + 1, limit)
            window.move(to: now)
            switch window.room(for: wish, limit: limit) {
            case .now:
                window.open(wish)
                window.close(wish, now: now)
                events.append((now, wish))
                #expect(inWindow(endingAt: now) <= limit, "at \(now)")
            case .at(let until):
                #expect(until > now)
                #expect(inWindow(endingAt: until - 1) + wish > limit, "could have gone before \(until)")
                #expect(inWindow(endingAt: until) + wish <= limit)
            case .afterAnswer: Issue.record("nothing is under way")
            }
        }
        #expect(events.count > 100)
    }

    @Test func `its state stays small, and what is joined is held back by no more than a 32nd of the window`() throws {
        var window = RateWindow(milliseconds: 60_000)
        for moment in stride(from: 1_800_000_000_000, to: 1_800_000_060_000, by: 12) as StrideTo<Int64> {
            window.move(to: moment)
            window.open(1)
            window.close(1, now: moment)
            #expect(window.entries <= RateWindow.mostEntries)
        }
        #expect(window.used == 5000)
        let json = try JSONEncoder().encode(window)
        #expect(json.count < 2048)
        #expect(try JSONDecoder().decode(RateWindow.self, from: json) == window)
        // The first hundred went out within 1.2 s, and are free again at most 1.875 s late.
        window.move(to: 1_800_000_060_000 + 1200 + 1875)
        #expect(window.used <= 4900)
    }
}
