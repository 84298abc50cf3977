/// Until when nothing goes out to a monday account, and why.
package struct Parking: Codable, Sendable, Hashable {
    /// Which limit it is.
    package enum Reason: String, Codable, Sendable {
        /// The day's requests are used up, by our count or by monday's word.
        case day
        case minute
        case concurrency
        case complexity
        case address
        /// Monday is not available, or another limit of it was reached.
        case server

        init(_ refusal: LimitSignal.Refusal) {
            self =
                switch refusal {
                case .day: .day
                case .minute: .minute
                case .concurrency: .concurrency
                case .complexity: .complexity
                case .address: .address
                case .other, .unavailable: .server
                }
        }

        /// Why nothing goes out, in words for the middle of a sentence.
        package var words: String {
            switch self {
            case .day: "the requests of today are used up"
            case .minute: "monday takes no more requests this minute"
            case .concurrency: "monday has too many requests at one time"
            case .complexity: "the complexity of this minute is used up"
            case .address: "monday takes no more requests from this address"
            case .server: "monday asks to wait"
            }
        }
    }

    /// Milliseconds since 1970.
    package var until: Int64
    package var reason: Reason

    package init(until: Int64, reason: Reason) {
        self.until = until
        self.reason = reason
    }
}
