import NIOCore

/// Decides when to send a ping and when a silent peer is given up.
///
/// Any byte from the peer counts as life, since the answer to a ping may stand behind a long body on a slow link.
/// The verdict comes at `silenceLimit` after the last byte, exactly.
struct KeepAlive {
    enum Action: Equatable {
        /// Nothing to do before the given time.
        case wait(until: NIODeadline)
        /// Send a ping, and look again at the given time.
        case ping(next: NIODeadline)
        /// The peer is dead: cut the connection.
        case giveUp
    }

    private let interval: TimeAmount
    private let silenceLimit: TimeAmount
    private var nextPing: NIODeadline

    init(interval: Duration, silenceLimit: Duration, now: NIODeadline) {
        self.interval = TimeAmount(interval)
        self.silenceLimit = TimeAmount(silenceLimit)
        self.nextPing = now + self.interval
    }

    /// Looks at the connection.
    ///
    /// - Parameters:
    ///   - now: the time.
    ///   - lastReceived: when the last byte came from the peer.
    /// - Returns: what to do, and when to look again.
    mutating func look(at now: NIODeadline, lastReceived: NIODeadline) -> Action {
        let verdict = lastReceived + silenceLimit
        if now >= verdict { return .giveUp }
        guard now >= nextPing else { return .wait(until: min(nextPing, verdict)) }
        nextPing = now + interval
        return .ping(next: min(nextPing, verdict))
    }
}
