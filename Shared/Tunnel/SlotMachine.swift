import Resilience

/// Decides what one slot of an agent does next: dial, wait, replace its connection, stop.
///
/// A slot holds at most one connection that counts. When it is renewed, the new connection is made before the old one
/// is told to drain; an old one that ends later is of no interest any more.
struct SlotMachine {
    /// What happened.
    enum Input {
        case start
        /// The connection asked for is up.
        case connected(id: Int, at: Duration)
        /// It could not be had.
        case dialFailed(TunnelError)
        /// A connection ended; `nil` when it was closed in order.
        case ended(id: Int, TunnelError?, at: Duration)
        /// The wait is over.
        case waited
        /// Credentials have changed: replace the connection.
        case renew
        case shutDown
    }

    /// What is to be done.
    enum Action: Equatable {
        case dial
        case wait(Duration)
        case drain(id: Int)
        /// The slot has nothing left to do.
        case stop
        case report(Report)
    }

    /// What a person should know.
    enum Report: Equatable {
        case connected
        case refused(TunnelError, nextTry: Duration)
        case lost(TunnelError?, after: Duration, nextTry: Duration)
    }

    private struct Live {
        let id: Int
        let since: Duration
    }

    private var live: Live?
    private var isDialling = false
    private var isWaiting = false
    /// Whether a connection is owed: none is up, or the one that is shall be replaced.
    private var isOwed = true
    /// Whether credentials changed while a connection was dialled, perhaps still with the old ones.
    private var isRenewalDue = false
    private var isShuttingDown = false
    private var backoff: Backoff

    init(backoff: Backoff) {
        self.backoff = backoff
    }

    /// Takes note of what happened.
    ///
    /// - Parameters:
    ///   - input: what happened; times are read from one monotonic clock.
    ///   - generator: where the jitter of waits comes from.
    /// - Returns: what is to be done, in order.
    mutating func handle(_ input: Input, using generator: inout some RandomNumberGenerator) -> [Action] {
        switch input {
        case .start: return dial()
        case .connected(let id, let now): return connected(id, at: now)
        case .dialFailed(let error): return dialFailed(error, using: &generator)
        case .ended(let id, let error, let now): return ended(id, error, at: now, using: &generator)
        case .waited:
            isWaiting = false
            return isOwed ? dial() : []
        case .renew:
            isRenewalDue = isDialling
            // Without a connection, the next try uses the new credentials anyway.
            guard live != nil else { return [] }
            isOwed = true
            return dial()
        case .shutDown:
            isShuttingDown = true
            if let live { return [.drain(id: live.id)] }
            return isDialling ? [] : [.stop]
        }
    }

    private mutating func dial() -> [Action] {
        guard !isDialling, !isShuttingDown else { return [] }
        isDialling = true
        return [.dial]
    }

    private mutating func connected(_ id: Int, at now: Duration) -> [Action] {
        isDialling = false
        isOwed = isRenewalDue
        isRenewalDue = false
        let replaced = live
        live = Live(id: id, since: now)
        guard !isShuttingDown else { return [.drain(id: id)] }
        return [.report(.connected)] + (replaced.map { [.drain(id: $0.id)] } ?? []) + (isOwed ? dial() : [])
    }

    private mutating func dialFailed(
        _ error: TunnelError, using generator: inout some RandomNumberGenerator
    ) -> [Action] {
        isDialling = false
        isRenewalDue = false
        guard !isShuttingDown else { return live == nil ? [.stop] : [] }
        let wait = nextWait(error, using: &generator)
        return [.report(.refused(error, nextTry: wait))] + self.wait(wait)
    }

    private mutating func ended(
        _ id: Int, _ error: TunnelError?, at now: Duration, using generator: inout some RandomNumberGenerator
    ) -> [Action] {
        guard let live, live.id == id else { return [] }
        self.live = nil
        isOwed = true
        guard !isShuttingDown else { return isDialling ? [] : [.stop] }
        // Replaced: the relay may close the old connection before the dial that replaces it has returned.
        if isDialling, error == nil { return [] }
        backoff.succeeded(for: now - live.since)
        let wait = nextWait(error, using: &generator)
        return [.report(.lost(error, after: now - live.since, nextTry: wait))] + (isDialling ? [] : self.wait(wait))
    }

    private mutating func wait(_ duration: Duration) -> [Action] {
        guard !isWaiting else { return [] }
        isWaiting = true
        return [.wait(duration)]
    }

    /// What only a person can mend is tried rarely, but for ever: nobody should have to restart the agent after it.
    private mutating func nextWait(
        _ error: TunnelError?, using generator: inout some RandomNumberGenerator
    ) -> Duration {
        let floor = error?.retryAfter ?? (error?.isPermanent == true ? backoff.cap / 2 : .zero)
        return backoff.next(atLeast: floor, using: &generator)
    }
}
