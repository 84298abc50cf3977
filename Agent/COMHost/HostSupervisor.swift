import BusinessObjects
import Foundation
import Resilience
import WireProtocol

/// Decides when a host is started, used, replaced or left alone: a pure state machine over a clock.
///
/// A host that fails is started again after a ``Backoff``; callers wait for that, until it has failed so often in a row
/// that they are refused at once, with the reason, until the next start is due (a circuit breaker). A refused log-on is
/// remembered and not tried again for a while, whoever asks and for whichever company: all log on as one user, and Sage
/// locks a user out. A refused company is not remembered; its user was let in.
struct HostSupervisor<Instant: InstantProtocol & Sendable>: Sendable where Instant.Duration == Duration {
    /// What to do for somebody who wants a session.
    enum Decision: Equatable, Sendable {
        /// Use the host that runs.
        case use
        /// Start a host.
        case start
        /// Ask again after this long.
        case wait(Duration)
        case refuse(BusinessObjectError)
    }

    private struct Refusal {
        var until: Instant
        var error: BusinessObjectError
    }

    private let settings: HostSettings
    private var backoff: Backoff
    private var startedAt: Instant?
    private var restUntil: Instant?
    private var lastFailure: String?
    private var sessions = 0
    private var refusal: Refusal?
    private var logonFailures: Backoff
    private var version: String?
    private var bits: Int?
    private var starts = 0

    init(_ settings: HostSettings) {
        self.settings = settings
        backoff = Backoff(
            base: settings.restart.first, cap: settings.restart.longest, resetAfter: settings.restart.healthy)
        logonFailures = Self.logonBackoff(settings)
    }

    /// Somebody wants a session.
    mutating func sessionWanted(at now: Instant) -> Decision {
        if let refusal {
            guard now >= refusal.until else {
                var error = refusal.error
                error.message += " The log-on is tried again in \(Self.text(now.duration(to: refusal.until)))."
                return .refuse(error)
            }
            self.refusal = nil
        }
        if startedAt != nil { return .use }
        guard let restUntil, now < restUntil else { return .start }
        let left = now.duration(to: restUntil)
        guard isResting else { return .wait(left) }
        let times = "\(backoff.failures) times in a row"
        return .refuse(
            BusinessObjectError(
                .unavailable,
                "The host of Sage failed \(times) and is started again in \(Self.text(left)). \(lastFailure ?? "")"))
    }

    /// A host has said hello.
    mutating func started(version: String?, bits: Int?, at now: Instant) {
        startedAt = now
        restUntil = nil
        sessions = 0
        starts += 1
        (self.version, self.bits) = (version, bits)
    }

    /// A host could not be started, or ended when it should not have.
    ///
    /// - Parameters:
    ///   - reason: why, a sentence.
    ///   - now: when.
    ///   - generator: where the jitter comes from.
    mutating func failed(_ reason: String, at now: Instant, using generator: inout some RandomNumberGenerator) {
        if let startedAt {
            backoff.succeeded(for: startedAt.duration(to: now))
        } else {
            starts += 1
        }
        startedAt = nil
        lastFailure = reason
        restUntil = now.advanced(by: backoff.next(using: &generator))
    }

    /// A log-on went well.
    mutating func opened() {
        sessions += 1
        logonFailures = Self.logonBackoff(settings)
    }

    /// Sage refused the user.
    mutating func refused(
        _ error: BusinessObjectError, at now: Instant, using generator: inout some RandomNumberGenerator
    ) {
        let floor = logonFailures.ceiling
        refusal = Refusal(
            until: now.advanced(by: logonFailures.next(atLeast: floor, using: &generator)), error: error)
    }

    private static func logonBackoff(_ settings: HostSettings) -> Backoff {
        Backoff(base: settings.restart.logon, cap: .seconds(3600), resetAfter: .zero)
    }

    /// A session has ended in order.
    ///
    /// - Parameters:
    ///   - isPoisoned: whether a COM call failed in it, or so many calls that it is not to be trusted.
    ///   - now: when.
    /// - Returns: why the host is to be ended too, or `nil` to keep it.
    mutating func sessionEnded(isPoisoned: Bool, at now: Instant) -> String? {
        guard let startedAt else { return nil }
        let age = startedAt.duration(to: now)
        let reason: String? =
            if isPoisoned {
                "a session was lost"
            } else if age >= settings.recycle.age {
                "it is \(Self.text(age)) old"
            } else if sessions >= settings.recycle.sessions {
                "it has served \(sessions) sessions"
            } else {
                nil
            }
        if reason != nil {
            self.startedAt = nil
            backoff.succeeded(for: age)
        }
        return reason
    }

    /// The host was ended because it is not needed any more.
    mutating func stopped() {
        startedAt = nil
    }

    /// The state for `GET /v1/info`.
    func state(at now: Instant) -> AgentInfo.Host {
        let (state, detail): (AgentInfo.Host.State, String) =
            if startedAt != nil {
                (.running, lastFailure.map { "It runs. Before that: \($0)" } ?? "It runs.")
            } else if let restUntil, now < restUntil {
                (isResting ? .resting : .waiting, lastFailure ?? "It failed.")
            } else {
                (.stopped, lastFailure ?? "It is started when Sage is asked for something.")
            }
        return AgentInfo.Host(state: state, detail: detail, version: version, bits: bits, starts: starts)
    }

    private var isResting: Bool { backoff.failures >= settings.restart.failures }

    private static func text(_ duration: Duration) -> String {
        // Rounded up: nobody is told to wait for nothing.
        Duration.seconds(Int(duration / .seconds(1)) + 1)
            .formatted(.units(allowed: [.hours, .minutes, .seconds], width: .abbreviated))
    }
}
