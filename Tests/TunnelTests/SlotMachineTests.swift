import Resilience
import Testing
import WireProtocol

@testable import Tunnel

/// Draws the longest waits, so that they can be told.
private struct Longest: RandomNumberGenerator {
    private let bits = UInt64.max

    mutating func next() -> UInt64 { bits }
}

struct SlotMachineTests {
    private let lost = TunnelError(.connectionLost, "lost")

    private func machine() -> SlotMachine {
        SlotMachine(backoff: Backoff(base: .seconds(1), cap: .seconds(60), resetAfter: .seconds(30)))
    }

    /// Feeds inputs one by one.
    private func run(_ inputs: [SlotMachine.Input]) -> [[SlotMachine.Action]] {
        var (machine, generator) = (machine(), Longest())
        return inputs.map { machine.handle($0, using: &generator) }
    }

    /// The wait in a step's actions, in whole seconds.
    private func wait(_ actions: [SlotMachine.Action]) -> Int? {
        for case .wait(let duration) in actions { return Int((duration / .seconds(1)).rounded()) }
        return nil
    }

    @Test func `a slot dials, and reports that it is up`() {
        let steps = run([.start, .connected(id: 1, at: .zero)])
        #expect(steps == [[.dial], [.report(.connected)]])
    }

    @Test func `failures in a row wait longer each time`() {
        let steps = run([
            .start, .dialFailed(lost), .waited, .dialFailed(lost), .waited, .dialFailed(lost),
        ])
        #expect(steps.map(wait) == [nil, 1, nil, 2, nil, 4])
        #expect(steps[2] == [.dial])
    }

    @Test func `a connection that lived a while is dialled again soon, one that did not is not`() {
        let inputs: [SlotMachine.Input] = [.start, .dialFailed(lost), .waited, .dialFailed(lost), .waited]
        let short = run(inputs + [.connected(id: 1, at: .zero), .ended(id: 1, lost, at: .seconds(29))])
        let long = run(inputs + [.connected(id: 1, at: .zero), .ended(id: 1, lost, at: .seconds(30))])
        #expect(short.last.flatMap(wait) == 4)
        #expect(long.last.flatMap(wait) == 1)
    }

    @Test func `what the relay asked to wait is waited at least`() {
        let refused = TunnelError(
            .refused, "full", problem: Problem(.tooManyConnections, detail: ""), retryAfter: .seconds(30))
        #expect(run([.start, .dialFailed(refused)]).last.flatMap(wait) == 31)
    }

    @Test func `what only a person can mend is tried rarely`() {
        let refused = TunnelError(.refused, "unknown", problem: Problem(.unknownAgent, detail: ""))
        #expect(run([.start, .dialFailed(refused)]).last.flatMap(wait) == 31)
    }

    @Test func `renewal makes the new connection before the old one drains`() {
        let steps = run([
            .start, .connected(id: 1, at: .zero), .renew, .connected(id: 2, at: .seconds(5)),
            .ended(id: 1, nil, at: .seconds(6)),
        ])
        #expect(steps[2] == [.dial])
        #expect(steps[3] == [.report(.connected), .drain(id: 1)])
        #expect(steps[4] == [])
    }

    @Test func `credentials that change while a connection is dialled replace it once it is up`() {
        let steps = run([.start, .renew, .connected(id: 1, at: .zero), .connected(id: 2, at: .zero)])
        #expect(steps == [[.dial], [], [.report(.connected), .dial], [.report(.connected), .drain(id: 1)]])
    }

    @Test func `a connection that the relay closes while it is replaced is not reported as lost`() {
        let steps = run([
            .start, .connected(id: 1, at: .zero), .renew, .ended(id: 1, nil, at: .seconds(1)),
            .connected(id: 2, at: .seconds(2)),
        ])
        #expect(steps[3...] == [[], [.report(.connected)]])
    }

    @Test func `a failed renewal is tried again while the old connection serves`() {
        let steps = run([
            .start, .connected(id: 1, at: .zero), .renew, .dialFailed(lost), .waited,
        ])
        #expect(wait(steps[3]) == 1)
        #expect(steps[4] == [.dial])
    }

    @Test func `a connection lost while its successor is dialled is not dialled twice`() {
        let steps = run([
            .start, .connected(id: 1, at: .zero), .renew, .ended(id: 1, lost, at: .seconds(1)),
            .connected(id: 2, at: .seconds(2)),
        ])
        #expect(wait(steps[3]) == nil)
        #expect(steps[4] == [.report(.connected)])
    }

    @Test func `shutting down drains what is up and stops at its end`() {
        let steps = run([
            .start, .connected(id: 1, at: .zero), .shutDown, .ended(id: 1, nil, at: .seconds(1)),
        ])
        #expect(steps[2] == [.drain(id: 1)])
        #expect(steps[3] == [.stop])
    }

    @Test func `shutting down while dialling stops when the dial has failed`() {
        #expect(run([.start, .shutDown, .dialFailed(lost)]) == [[.dial], [], [.stop]])
    }

    @Test func `shutting down while dialling drains what comes up all the same`() {
        let steps = run([.start, .shutDown, .connected(id: 1, at: .zero), .ended(id: 1, nil, at: .zero)])
        #expect(steps == [[.dial], [], [.drain(id: 1)], [.stop]])
    }

    @Test func `shutting down while waiting stops at once`() {
        let steps = run([.start, .dialFailed(lost), .shutDown, .waited])
        #expect(steps[2] == [.stop])
        #expect(steps[3] == [])
    }
}
