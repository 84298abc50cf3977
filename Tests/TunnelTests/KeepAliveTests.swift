import NIOCore
import Testing

@testable import Tunnel

struct KeepAliveTests {
    private let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)

    private func keepAlive() -> KeepAlive {
        KeepAlive(interval: .seconds(15), silenceLimit: .seconds(45), now: start)
    }

    @Test func `the first ping is due after one interval`() {
        var keepAlive = keepAlive()
        #expect(keepAlive.look(at: start, lastReceived: start) == .wait(until: start + .seconds(15)))
        #expect(
            keepAlive.look(at: start + .seconds(15), lastReceived: start) == .ping(next: start + .seconds(30)))
    }

    @Test func `a silent peer is given up exactly at the limit`() {
        var keepAlive = keepAlive()
        let limit = start + .seconds(45)
        _ = keepAlive.look(at: start + .seconds(40), lastReceived: start)
        #expect(keepAlive.look(at: limit - .nanoseconds(1), lastReceived: start) == .wait(until: limit))
        #expect(keepAlive.look(at: limit, lastReceived: start) == .giveUp)
    }

    @Test func `any byte of the peer counts as life`() {
        var keepAlive = keepAlive()
        let now = start + .seconds(50)
        #expect(keepAlive.look(at: now, lastReceived: now - .seconds(1)) == .ping(next: now + .seconds(15)))
    }

    @Test func `the next look is at the verdict when that comes before the next ping`() {
        var keepAlive = keepAlive()
        let now = start + .seconds(31)
        #expect(keepAlive.look(at: now, lastReceived: start) == .ping(next: start + .seconds(45)))
    }
}
