/// Why a request has no whole answer.
///
/// Every text in it is safe to show: it holds no header field, no body, and no query of a URL.
package struct HTTPClientError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong.
    package enum Code: String, Sendable {
        /// The request or an option is not acceptable; nothing was tried.
        case requestInvalid
        /// The host's (or the proxy's) name has no address.
        case resolve
        /// The host's name leads to addresses to which the options allow no connection; none was made.
        case addressRefused
        /// No connection could be made.
        case connect
        /// TLS was refused by either side: unknown CA, wrong name, expired certificate, no common version.
        case tls
        /// The deadline or the connect timeout passed.
        case timedOut
        /// The connection ended before the answer was whole.
        case connectionLost
        /// The answer's head or body is larger than allowed.
        case answerTooLarge
        /// The answer is not HTTP, or its encoding is damaged.
        case answerInvalid
        /// The calling task was cancelled.
        case cancelled
        /// The client was shut down.
        case closed
        /// Anything else, such as memory running out.
        case other
    }

    /// What the server may know of the request.
    package enum Delivery: String, Sendable {
        /// No byte of the request left this process: sending it again cannot do anything twice.
        case nothingSent
        /// The request was, or may have been, sent: the server may have carried it out.
        case unknown
    }

    package let code: Code
    package let delivery: Delivery
    /// A sentence for a person: what failed, where, and libcurl's reason where it has one.
    package let message: String

    package init(_ code: Code, delivery: Delivery = .nothingSent, _ message: String) {
        self.code = code
        self.delivery = delivery
        self.message = message
    }

    package var description: String {
        switch delivery {
        case .nothingSent: "\(message) (\(code.rawValue), nothing was sent)"
        case .unknown: "\(message) (\(code.rawValue), the request may have arrived)"
        }
    }
}
