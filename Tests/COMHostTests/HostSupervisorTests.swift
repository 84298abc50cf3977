import BusinessObjects
import Testing
import WireProtocol

@testable import COMHost

struct HostSupervisorTests {
    private typealias Supervisor = HostSupervisor<ManualInstant>

    /// Draws the longest wait there is, or nearly.
    private struct Longest: RandomNumberGenerator {
        mutating func next() -> UInt64 { .max }
    }

    private var longest = Longest()

    private func supervisor(_ change: (inout HostSettings) -> Void = { _ in }) -> Supervisor {
        var settings = HostSettings(command: ["host"])
        settings.restart.first = .seconds(1)
        settings.restart.longest = .seconds(30)
        settings.restart.failures = 3
        change(&settings)
        return Supervisor(settings)
    }

    @Test func `the first session starts a host, and the next ones use it`() {
        var supervisor = supervisor()
        #expect(supervisor.state(at: ManualInstant(0)).state == .stopped)
        #expect(supervisor.sessionWanted(at: ManualInstant(0)) == .start)
        supervisor.started(version: "1.0.0", bits: 32, at: ManualInstant(1))
        #expect(supervisor.sessionWanted(at: ManualInstant(2)) == .use)
        let state = supervisor.state(at: ManualInstant(2))
        #expect(state.state == .running && state.version == "1.0.0" && state.bits == 32 && state.starts == 1)
    }

    @Test mutating func `a failed host is waited for, and after some failures callers are refused with the reason`() {
        var supervisor = supervisor()
        supervisor.failed("It crashed.", at: ManualInstant(0), using: &longest)
        guard case .wait(let first) = supervisor.sessionWanted(at: ManualInstant(0)) else {
            Issue.record("not waiting")
            return
        }
        #expect(first > .milliseconds(900) && first <= .seconds(1))
        #expect(supervisor.state(at: ManualInstant(0)).state == .waiting)
        supervisor.failed("It crashed.", at: ManualInstant(1), using: &longest)
        supervisor.failed("It crashed again.", at: ManualInstant(3), using: &longest)
        guard case .refuse(let error) = supervisor.sessionWanted(at: ManualInstant(3)) else {
            Issue.record("not refused")
            return
        }
        #expect(error.code == .unavailable)
        #expect(error.message.contains("failed 3 times in a row") && error.message.hasSuffix("It crashed again."))
        #expect(supervisor.state(at: ManualInstant(3)).state == .resting)
        #expect(supervisor.sessionWanted(at: ManualInstant(7)) == .start, "one more try when it is due")
        supervisor.failed("It crashed.", at: ManualInstant(7), using: &longest)
        guard case .refuse = supervisor.sessionWanted(at: ManualInstant(7)) else {
            Issue.record("the breaker closed without a success")
            return
        }
    }

    @Test mutating func `only a host that lived long enough makes the failures forgotten`() {
        var supervisor = supervisor { $0.restart.healthy = .seconds(60) }
        for second in 0..<2 { supervisor.failed("x", at: ManualInstant(Double(second)), using: &longest) }
        supervisor.started(version: nil, bits: nil, at: ManualInstant(10))
        supervisor.failed("x", at: ManualInstant(69), using: &longest)
        guard case .refuse = supervisor.sessionWanted(at: ManualInstant(69)) else {
            Issue.record("a short life counted")
            return
        }
        supervisor.started(version: nil, bits: nil, at: ManualInstant(100))
        supervisor.failed("x", at: ManualInstant(160), using: &longest)
        guard case .wait = supervisor.sessionWanted(at: ManualInstant(160)) else {
            Issue.record("a long life did not count")
            return
        }
    }

    @Test mutating func `a refused log-on is not tried again for a while, and the second pause is longer`() {
        var supervisor = supervisor { $0.restart.logon = .seconds(60) }
        supervisor.started(version: nil, bits: nil, at: ManualInstant(0))
        let error = BusinessObjectError(.logonFailed, "Sage refused the user.", sageText: "The password is wrong.")
        supervisor.refused(error, at: ManualInstant(0), using: &longest)
        guard case .refuse(let refusal) = supervisor.sessionWanted(at: ManualInstant(59)) else {
            Issue.record("tried again")
            return
        }
        #expect(refusal.code == .logonFailed && refusal.sageText == "The password is wrong.")
        #expect(refusal.message.hasPrefix("Sage refused the user. The log-on is tried again in "))
        #expect(supervisor.sessionWanted(at: ManualInstant(121)) == .use)
        supervisor.refused(error, at: ManualInstant(121), using: &longest)
        guard case .refuse = supervisor.sessionWanted(at: ManualInstant(121 + 119)) else {
            Issue.record("the second pause is not longer")
            return
        }
    }

    @Test(arguments: [
        (false, 1, 0.0, nil), (true, 1, 0, "a session was lost"), (false, 1, 14_400, "it is"),
        (false, 3, 0, "it has served 3 sessions"), (false, 2, 14_399, nil),
    ])
    func `a host is renewed after a lost session, by age and by sessions`(
        isPoisoned: Bool, sessions: Int, age: Double, reason: String?
    ) {
        var supervisor = supervisor { $0.recycle.sessions = 3 }
        supervisor.started(version: nil, bits: nil, at: ManualInstant(0))
        for _ in 0..<sessions { supervisor.opened() }
        let found = supervisor.sessionEnded(isPoisoned: isPoisoned, at: ManualInstant(age))
        if let reason { #expect(found?.hasPrefix(reason) == true) } else { #expect(found == nil) }
        #expect(supervisor.sessionWanted(at: ManualInstant(age)) == (reason == nil ? .use : .start))
    }
}
