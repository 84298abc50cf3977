/// What one answer of monday says of the account's limits, in the engine's words; all of it may be missing.
package struct LimitSignal: Sendable, Hashable {
    /// What the request cost, and what is left of a minute's complexity.
    package struct Complexity: Sendable, Hashable {
        package var cost: Int
        package var left: Int
        /// Milliseconds until the minute is full again.
        package var reset: Int

        package init(cost: Int, left: Int, reset: Int) {
            self.cost = cost
            self.left = left
            self.reset = reset
        }
    }

    /// What the server's headers say of one of its windows.
    package struct Window: Sendable, Hashable {
        /// How much is left.
        package var remaining: Int?
        /// Milliseconds until the window is full again.
        package var reset: Int?
        /// How much a full window holds.
        package var quota: Int?
        /// The window's length in milliseconds.
        package var length: Int?

        package init(remaining: Int? = nil, reset: Int? = nil, quota: Int? = nil, length: Int? = nil) {
            self.remaining = remaining
            self.reset = reset
            self.quota = quota
            self.length = length
        }
    }

    /// Which limit refused the request.
    package enum Refusal: String, Sendable, Codable {
        case minute, day, concurrency, complexity, address, other
        /// None: the server is not available, and says when to come again.
        case unavailable
    }

    package var kind: RequestKind
    package var members: Int
    package var complexity: Complexity?
    /// `minuteRate` of the headers.
    package var requests: Window?
    /// `concurrency` of the headers.
    package var concurrency: Window?
    /// `complexityMinute` of the headers.
    package var complexityMinute: Window?
    package var refusal: Refusal?
    /// How long to wait after a refusal, in milliseconds; `nil` where the answer does not say.
    package var wait: Int?
    /// Whether the answer has no data at all: nothing of the request was carried out.
    package var isRefusedWhole = false

    package init(_ kind: RequestKind, members: Int = 1) {
        self.kind = kind
        self.members = max(1, members)
    }
}
