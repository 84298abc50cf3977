import Foundation

/// Decides when a host is asked whether it lives, and when it is taken for hanging: a pure state machine.
///
/// The host works off requests one after the other, so that time counts from when a request became the first. What
/// hangs is first met with `abort`, which ends Sage's own process where there is one, and when that did not help with
/// the end of the host:
///
/// | what is seen | first | then |
/// |---|---|---|
/// | one call of Sage longer than `call`, as a pong tells | `abort` | after `grace`: kill |
/// | a request longer than its limit | `abort` | after `grace`: kill |
/// | `aborted`, with nothing ended: Sage runs inside the host | kill | |
/// | nothing heard within `silence` of a ping | kill | |
struct HostWatchdog<Instant: InstantProtocol & Sendable>: Sendable where Instant.Duration == Duration {
    /// What to do now.
    enum Action: Equatable, Sendable {
        case ping
        /// Ask the host to end Sage's process; the reason is a part of a sentence.
        case abort(String)
        /// End the host; the reason is a part of a sentence.
        case kill(String)
    }

    private struct Running {
        let id: Int
        let verb: String
        let limit: Duration
    }

    private let settings: HostSettings.Watchdog
    private var queue: [Running] = []
    /// Since when the first request of the queue runs.
    private var since: Instant
    private var lastPing: Instant
    /// Since when nothing was heard, while a ping is not answered.
    private var unanswered: Instant?
    private var abort: (at: Instant, reason: String)?
    /// What Sage has been at for too long.
    private var hung: String?
    private var isKilled = false

    init(_ settings: HostSettings.Watchdog, at now: Instant) {
        self.settings = settings
        since = now
        lastPing = now
    }

    /// Whether a request runs.
    var isBusy: Bool { !queue.isEmpty }

    /// How long until ``tick(at:)`` is to be called again.
    ///
    /// Half a second at most while something runs, so that what hangs is met in time; else the time between two pings.
    var interval: Duration {
        let idle = settings.idle / 3
        guard isBusy else { return idle }
        return min(idle, .milliseconds(500), settings.call / 4, settings.silence / 4, settings.grace / 2)
    }

    /// A request was sent.
    mutating func sent(_ id: Int, verb: String, limit: Duration, at now: Instant) {
        if queue.isEmpty { since = now }
        queue.append(Running(id: id, verb: verb, limit: limit))
    }

    /// A request was answered.
    mutating func answered(_ id: Int, at now: Instant) {
        guard let index = queue.firstIndex(where: { $0.id == id }) else { return }
        queue.remove(at: index)
        guard index == 0 else { return }
        since = now
        abort = nil
        hung = nil
    }

    /// The host sent something, if not a whole frame yet: on a slow line a pong waits behind a long page.
    mutating func heard(at now: Instant) {
        if unanswered != nil { unanswered = now }
    }

    /// The host answered a ping.
    ///
    /// - Parameters:
    ///   - busy: the request that it works on, and for how long it has been in one call of Sage.
    ///   - now: when.
    mutating func pong(busy: (id: Int, call: String?, lasted: Duration)?, at now: Instant) {
        unanswered = nil
        hung = nil
        guard let busy, busy.id == queue.first?.id, busy.lasted >= settings.call else { return }
        hung = "Sage has not come back from \(busy.call ?? "a call") for \(Self.text(busy.lasted))"
    }

    /// The host answered an abort.
    mutating func aborted(ended: Bool, reason: String) {
        guard let abort, !ended else { return }
        // Nothing was ended: only the end of the host ends what hangs, and waiting would be in vain.
        self.abort = nil
        hung = nil
        kill = "\(abort.reason), and Sage's process could not be ended apart from the host: \(reason)"
    }

    private var kill: String?

    /// Looks at the time.
    ///
    /// - Parameter now: the time.
    /// - Returns: what to do, in order. After a kill there is nothing more.
    mutating func tick(at now: Instant) -> [Action] {
        guard !isKilled else { return [] }
        if let reason = kill ?? overdue(at: now) {
            isKilled = true
            return [.kill(reason)]
        }
        var actions: [Action] = []
        if abort == nil, let reason = hung ?? late(at: now) {
            abort = (now, reason)
            actions.append(.abort(reason))
        }
        if unanswered == nil, lastPing.duration(to: now) >= interval {
            unanswered = now
            lastPing = now
            actions.append(.ping)
        }
        return actions
    }

    private func overdue(at now: Instant) -> String? {
        if let abort, abort.at.duration(to: now) >= settings.grace {
            return "\(abort.reason), also after its process was to be ended"
        }
        guard let unanswered, unanswered.duration(to: now) >= settings.silence else { return nil }
        return "the host has said nothing for \(Self.text(unanswered.duration(to: now)))"
    }

    private func late(at now: Instant) -> String? {
        guard let first = queue.first, since.duration(to: now) >= first.limit else { return nil }
        return "\(first.verb) has run for \(Self.text(since.duration(to: now)))"
    }

    private static func text(_ duration: Duration) -> String {
        duration.formatted(.units(allowed: [.hours, .minutes, .seconds, .milliseconds], width: .abbreviated))
    }
}
