import WireProtocol

/// Why a connection or a request failed.
///
/// Two errors are equal when their codes are; the message is one or two sentences for a person, without secrets.
package struct TunnelError: Error, Sendable, CustomStringConvertible {
    /// What went wrong, for programs; also a bounded label for metrics.
    package enum Code: String, Hashable, Sendable {
        /// The name does not resolve, or nothing answers at the address.
        case unreachable
        /// The peer did not finish the TLS handshake in time.
        case handshakeTimedOut = "handshake-timed-out"
        /// TLS failed: a certificate, an alert of the peer, garbage.
        case tlsFailed = "tls-failed"
        /// The peer is authenticated, but it is not the one that was expected.
        case wrongPeer = "wrong-peer"
        /// The peer answered the request to connect with a problem.
        case refused
        /// The peer's answer is not one of this protocol.
        case malformedAnswer = "malformed-answer"
        /// The peer did not answer the request to connect in time.
        case answerTimedOut = "answer-timed-out"
        /// The connection ended without the TLS closure alert: what came may have been cut off.
        case truncated
        /// The connection was lost or closed.
        case connectionLost = "connection-lost"
        /// Nothing came from the peer for the silence limit.
        case peerSilent = "peer-silent"
        /// The peer reset the stream: the body is not whole.
        case streamReset = "stream-reset"
        /// The caller's deadline passed.
        case deadlineExceeded = "deadline-exceeded"
        /// The agent has no connection that takes requests.
        case notConnected = "not-connected"
    }

    package let code: Code
    package let message: String
    /// What the peer said, where ``code`` is ``Code/refused``.
    package let problem: Problem?
    /// How long the peer asked to wait before the next try.
    package let retryAfter: Duration?

    package init(_ code: Code, _ message: String, problem: Problem? = nil, retryAfter: Duration? = nil) {
        self.code = code
        self.message = message
        self.problem = problem
        self.retryAfter = retryAfter
    }

    /// Whether trying again is futile until a person changes something at one of the two sides.
    package var isPermanent: Bool {
        switch code {
        case .wrongPeer, .malformedAnswer: true
        case .refused: problem.map { !$0.retryable } ?? false
        default: false
        }
    }

    package var description: String { message }
}

extension TunnelError: Equatable {
    package static func == (left: TunnelError, right: TunnelError) -> Bool { left.code == right.code }
}
