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
