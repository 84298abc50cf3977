/// One HTTP request, body included.
package struct HTTPCall: Sendable {
    package let method: String
    /// The path without the query.
    package let path: String
    /// The query's parameters, percent-decoded; the last of a name counts.
    package let query: [String: String]
    /// Headers by lower-case name; the last of a name counts.
    package let headers: [String: String]
    package let body: [UInt8]
    /// How many bytes the body had; more than `body` holds where the rest was passed over.
    package let size: Int

    /// Describes a request.
    ///
    /// - Parameters:
    ///   - method: The method.
    ///   - path: The path without the query.
    ///   - query: The query's parameters, decoded.
    ///   - headers: Headers by lower-case name.
    ///   - body: What was kept of the body.
    ///   - size: How many bytes the body had; `nil` where all of them were kept.
    package init(
        method: String, path: String, query: [String: String], headers: [String: String], body: [UInt8],
        size: Int? = nil
    ) {
        (self.method, self.path, self.query, self.headers, self.body) = (method, path, query, headers, body)
        self.size = size ?? body.count
    }
}

/// How large a request's body may be.
package struct BodyLimit: Sendable {
    /// How many bytes are kept.
    package var bytes: Int
    /// Whether what is larger is read to its end and not kept, rather than refused with 413.
    package var passesOver: Bool

    package init(bytes: Int, passesOver: Bool = false) {
        (self.bytes, self.passesOver) = (bytes, passesOver)
    }
}

/// What answers a request.
package struct HTTPAnswer: Sendable {
    /// How the answer reaches the client.
    package enum Delivery: Sendable {
        case whole
        /// Half of the body, then the connection closes.
        case cutOff
        /// Not at all: the connection closes.
        case dropped
        /// Part after part, until there is no more; `body` is not used.
        case streamed(@Sendable () -> [UInt8]?)
    }

    package var status: Int
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    package var delivery: Delivery

    /// Describes an answer.
    ///
    /// - Parameters:
    ///   - status: The status.
    ///   - headers: The headers, without the body's length.
    ///   - body: The whole body.
    ///   - delivery: How the answer reaches the client.
    package init(
        status: Int, headers: [(name: String, value: String)], body: [UInt8], delivery: Delivery = .whole
    ) {
        (self.status, self.headers, self.body, self.delivery) = (status, headers, body, delivery)
    }

    /// No answer: the connection closes.
    package static let nothing = HTTPAnswer(status: 500, headers: [], body: [], delivery: .dropped)

    /// An answer in JSON, which is written already.
    package static func json(encoded body: [UInt8], status: Int = 200) -> HTTPAnswer {
        HTTPAnswer(status: status, headers: [("Content-Type", "application/json; charset=utf-8")], body: body)
    }

    /// A page for people; nothing on it runs or loads anything.
    package static func html(_ text: String, status: Int = 200) -> HTTPAnswer {
        HTTPAnswer(
            status: status,
            headers: [
                ("Content-Type", "text/html; charset=utf-8"),
                ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'"),
                ("X-Content-Type-Options", "nosniff"),
            ], body: Array(text.utf8))
    }
}
