/// One error as monday words it, before it is sorted.
struct ErrorReport {
    var message: String
    /// Whether the message is monday's, and not the relay's own.
    var isQuoted = true
    var code: String?
    /// `extensions.status_code`, or the old form's `status_code`.
    var status: Int?
    var path: [String] = []
    /// Seconds, from `retry_in_seconds`, `retryAfterMs` or the old complexity message.
    var retry: Int?
    /// `error_data`: `column_id`, `resource_type` and the like.
    var details: JSONValue?

    /// What the relay says of an answer that holds no error it could quote.
    init(own message: String) {
        self.message = message
        isQuoted = false
    }

    /// Reads a member of `errors`; `nil` for null.
    init?(_ value: JSONValue, redacting token: String) {
        switch value {
        case .null: return nil
        case .string(let text): message = text
        case .object:
            message = value["message"]?.string ?? value["error_message"]?.string ?? "an error without a message"
        default: message = "an error that is neither an object nor a text"
        }
        let extensions = value["extensions"]
        code = extensions?["code"]?.string ?? value["error_code"]?.string ?? value["code"]?.string
        status = extensions?["status_code"]?.integer ?? value["status_code"]?.integer
        path = (value["path"]?.array ?? []).compactMap(\.id)
        details = extensions?["error_data"] ?? value["error_data"]
        retry = Self.retry(extensions ?? value, message)
        redact(token)
    }

    /// Reads the form from before 2025, and what gateways write; `nil` where the top level holds no error.
    init?(topLevelOf body: JSONValue, redacting token: String) {
        guard let text = body["error_message"]?.string ?? body["error"]?.string ?? body["error_code"]?.string else {
            return nil
        }
        message = text
        code = body["error_code"]?.string
        status = body["status_code"]?.integer
        details = body["error_data"]
        retry = Self.retry(body, message)
        redact(token)
    }

    private static func retry(_ value: JSONValue, _ message: String) -> Int? {
        var waits = [value["retry_in_seconds"]?.integer].compactMap(\.self)
        if let milliseconds = value["retryAfterMs"]?.integer, milliseconds >= 0 {
            waits.append(milliseconds / 1000 + (milliseconds % 1000 == 0 ? 0 : 1))
        }
        if let match = message.firstMatch(of: /reset in (\d{1,6}) second/) {
            waits += [Int(match.1)].compactMap(\.self)
        }
        return waits.max()
    }

    private mutating func redact(_ token: String) {
        guard !token.isEmpty else { return }
        message = message.replacing(token, with: "…")
        code = code?.replacing(token, with: "…")
    }
}
