import HTTPTypes
import NIOCore

/// Answers the requests that arrive on a connection; the agent's endpoints are one.
package protocol RequestHandler: Sendable {
    /// Answers one request.
    ///
    /// Runs in a task of its own, which is cancelled when the caller has gone (stream reset, connection lost).
    ///
    /// - Parameters:
    ///   - request: method, path and header fields.
    ///   - body: the request's body, at most ``WireLimits/bodyBytes`` bytes; empty where there is none.
    /// - Returns: status, header fields and body. There is no throwing: an error is an answer too.
    func reply(to request: HTTPRequest, body: ByteBuffer) async -> Reply
}

/// The answer to a request.
package struct Reply: Sendable {
    /// Where the body comes from.
    package enum Body: Sendable {
        case empty
        case bytes(ByteBuffer)
        /// Written while it is made. The closure ends the body by returning, and resets the stream by throwing, so
        /// that a cut-off body never looks like a whole one.
        case stream(@Sendable (any BodyWriter) async throws -> Void)
    }

    package var head: HTTPResponse
    package var body: Body

    package init(head: HTTPResponse, body: Body) {
        self.head = head
        self.body = body
    }
}

/// Takes the pieces of a streamed body.
package protocol BodyWriter: Sendable {
    /// Writes one piece, and suspends while the reader is behind.
    ///
    /// - Throws: when the reader has gone, or the task was cancelled.
    func write(_ bytes: ByteBuffer) async throws
}
