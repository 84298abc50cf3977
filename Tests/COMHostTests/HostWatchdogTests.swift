import Testing

@testable import COMHost

struct HostWatchdogTests {
    private typealias Watchdog = HostWatchdog<ManualInstant>

    private let settings: HostSettings.Watchdog = {
        var settings = HostSettings.Watchdog()
        settings.call = .seconds(10)
        settings.silence = .seconds(8)
        settings.grace = .seconds(2)
        settings.idle = .seconds(30)
        return settings
    }()

    private func watchdog() -> Watchdog { Watchdog(settings, at: ManualInstant(0)) }

    @Test func `an idle host is pinged every third of its idle time`() {
        var watchdog = watchdog()
        #expect(watchdog.interval == .seconds(10))
        #expect(watchdog.tick(at: ManualInstant(9.9)) == [])
        #expect(watchdog.tick(at: ManualInstant(10)) == [.ping])
        watchdog.pong(busy: nil, at: ManualInstant(10.1))
        #expect(watchdog.tick(at: ManualInstant(19)) == [])
        #expect(watchdog.tick(at: ManualInstant(20)) == [.ping])
    }

    @Test func `a busy host is looked at every half second`() {
        var watchdog = watchdog()
        watchdog.sent(1, verb: "clock", limit: .seconds(60), at: ManualInstant(1))
        #expect(watchdog.interval == .milliseconds(500))
        watchdog.answered(1, at: ManualInstant(2))
        #expect(watchdog.interval == .seconds(10))
    }

    @Test func `a ping without an answer ends the host when the silence has lasted`() {
        var watchdog = watchdog()
        #expect(watchdog.tick(at: ManualInstant(10)) == [.ping])
        #expect(watchdog.tick(at: ManualInstant(17.9)) == [])
        guard case .kill(let reason)? = watchdog.tick(at: ManualInstant(18)).first else {
            Issue.record("not killed")
            return
        }
        #expect(reason.hasPrefix("the host has said nothing for 8"))
        #expect(watchdog.tick(at: ManualInstant(100)) == [], "a kill is the last word")
    }

    @Test func `whatever the host sends while a ping waits is life`() {
        var watchdog = watchdog()
        watchdog.sent(1, verb: "readPage", limit: .seconds(600), at: ManualInstant(0))
        #expect(watchdog.tick(at: ManualInstant(10)) == [.ping])
        for second in 11...40 {
            watchdog.heard(at: ManualInstant(Double(second)))
            #expect(watchdog.tick(at: ManualInstant(Double(second) + 0.5)) == [], "no second ping behind the first")
        }
        #expect(watchdog.tick(at: ManualInstant(47.9)) == [])
        guard case .kill(let reason)? = watchdog.tick(at: ManualInstant(48)).first else {
            Issue.record("not killed")
            return
        }
        #expect(reason.hasPrefix("the host has said nothing for 8"))
    }

    @Test func `a call of Sage longer than its limit is aborted, then the host killed`() {
        var watchdog = watchdog()
        watchdog.sent(1, verb: "readPage", limit: .seconds(600), at: ManualInstant(0))
        _ = watchdog.tick(at: ManualInstant(9))
        watchdog.pong(busy: (1, "nMoveNext", .seconds(9.99)), at: ManualInstant(9))
        #expect(watchdog.tick(at: ManualInstant(10)) == [.ping])
        watchdog.pong(busy: (1, "nMoveNext", .seconds(10)), at: ManualInstant(10))
        let actions = watchdog.tick(at: ManualInstant(10.2))
        #expect(actions.count == 1)
        guard case .abort(let reason)? = actions.first else {
            Issue.record("not aborted")
            return
        }
        #expect(reason.hasPrefix("Sage has not come back from nMoveNext for 10"))
        watchdog.aborted(ended: true, reason: "Ended it.")
        #expect(!watchdog.tick(at: ManualInstant(12.1)).contains { if case .kill = $0 { true } else { false } })
        guard case .kill? = watchdog.tick(at: ManualInstant(12.2)).first else {
            Issue.record("not killed after the grace")
            return
        }
    }

    @Test func `an abort that ended nothing kills the host without waiting`() {
        var watchdog = watchdog()
        watchdog.sent(1, verb: "find", limit: .seconds(3), at: ManualInstant(0))
        guard case .abort? = watchdog.tick(at: ManualInstant(3)).first else {
            Issue.record("not aborted at its limit")
            return
        }
        watchdog.aborted(ended: false, reason: "in-process")
        guard case .kill(let reason)? = watchdog.tick(at: ManualInstant(3.1)).first else {
            Issue.record("not killed")
            return
        }
        #expect(reason.contains("find has run for 3") && reason.hasSuffix("in-process"))
    }

    @Test func `a request that is answered after an abort is not met again`() {
        var watchdog = watchdog()
        watchdog.sent(1, verb: "find", limit: .seconds(3), at: ManualInstant(0))
        _ = watchdog.tick(at: ManualInstant(3))
        watchdog.answered(1, at: ManualInstant(3.5))
        watchdog.aborted(ended: false, reason: "late")
        #expect(watchdog.tick(at: ManualInstant(6)) == [])
    }

    @Test func `a request counts from when the one before it was answered`() {
        var watchdog = watchdog()
        watchdog.sent(1, verb: "readPage", limit: .seconds(5), at: ManualInstant(0))
        watchdog.sent(2, verb: "clock", limit: .seconds(2), at: ManualInstant(0))
        #expect(watchdog.tick(at: ManualInstant(4)) == [.ping])
        watchdog.pong(busy: nil, at: ManualInstant(4))
        watchdog.answered(1, at: ManualInstant(4))
        #expect(watchdog.tick(at: ManualInstant(5.9)) == [.ping])
        watchdog.pong(busy: nil, at: ManualInstant(5.9))
        guard case .abort(let reason)? = watchdog.tick(at: ManualInstant(6)).first else {
            Issue.record("not aborted")
            return
        }
        #expect(reason.hasPrefix("clock"))
    }

    @Test func `a pong about another request does not count`() {
        var watchdog = watchdog()
        watchdog.sent(2, verb: "clock", limit: .seconds(60), at: ManualInstant(0))
        watchdog.pong(busy: (1, "nFind", .seconds(100)), at: ManualInstant(1))
        #expect(watchdog.tick(at: ManualInstant(1)) == [.ping])
    }
}

/// Seconds of a clock that a test moves by hand.
struct ManualInstant: InstantProtocol {
    var seconds: Double

    init(_ seconds: Double) { self.seconds = seconds }

    func advanced(by duration: Duration) -> ManualInstant { ManualInstant(seconds + duration / .seconds(1)) }
    func duration(to other: ManualInstant) -> Duration {
        .milliseconds(((other.seconds - seconds) * 1000).rounded())
    }
    static func < (left: ManualInstant, right: ManualInstant) -> Bool { left.seconds < right.seconds }
}
