/// One HTTP request, body included.
struct HTTPCall: Sendable {
    let method: String
    /// The path without the query.
    let path: String
    /// The query's parameters, percent-decoded; the last of a name counts.
    let query: [String: String]
    /// Headers by lower-case name; the last of a name counts.
    let headers: [String: String]
    let body: [UInt8]
    /// How many bytes the body had; more than `body` holds where the rest was passed over.
    let size: Int

    /// Describes a request.
    ///
    /// - Parameters:
    ///   - method: The method.
    ///   - path: The path without the query.
    ///   - query: The query's parameters, decoded.
    ///   - headers: Headers by lower-case name.
    ///   - body: What was kept of the body.
    ///   - size: How many bytes the body had; `nil` where all of them were kept.
    init(
        method: String, path: String, query: [String: String], headers: [String: String], body: [UInt8],
        size: Int? = nil
    ) {
        (self.method, self.path, self.query, self.headers, self.body) = (method, path, query, headers, body)
        self.size = size ?? body.count
    }
}

/// How large a request's body may be.
struct BodyLimit: Sendable {
    /// How many bytes are kept.
    var bytes: Int
    /// Whether what is larger is read to its end and not kept, rather than refused with 413.
    var passesOver = false
}

/// What answers a request.
struct HTTPAnswer: Sendable {
    /// How the answer reaches the client.
    enum Delivery: Sendable {
        case whole
        /// Half of the body, then the connection closes.
        case cutOff
        /// Not at all: the connection closes.
        case dropped
        /// Part after part, until there is no more; `body` is not used.
        case streamed(@Sendable () -> [UInt8]?)
    }

    var status: Int
    var headers: [(name: String, value: String)]
    var body: [UInt8]
    var delivery = Delivery.whole

    /// An answer in JSON.
    static func json(_ value: JSONValue, status: Int = 200) -> HTTPAnswer {
        HTTPAnswer(
            status: status, headers: [("Content-Type", "application/json; charset=utf-8")], body: value.encoded)
    }

    /// A page for people; nothing on it runs or loads anything.
    static func html(_ text: String, status: Int = 200) -> HTTPAnswer {
        HTTPAnswer(
            status: status,
            headers: [
                ("Content-Type", "text/html; charset=utf-8"),
                ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'"),
                ("X-Content-Type-Options", "nosniff"),
            ], body: Array(text.utf8))
    }
}
