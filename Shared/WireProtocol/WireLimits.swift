/// The limits of version 1.
///
/// Every one is tested at the limit and one beyond it.
package enum WireLimits {
    /// The longest line of a scan, and the longest record by itself: an invoice of 5,000 lines fits; more would let one record fill a relay's memory.
    package static let lineBytes = 4 * 1024 * 1024
    /// The longest request target: a key of three parts of 250 bytes, every byte percent-encoded, fits.
    package static let pathBytes = 4096
    /// The longest cursor, so that it fits into a request target beside the other parameters.
    package static let cursorBytes = 1024
    /// The longest answer to a request for the info, and the longest request body.
    package static let bodyBytes = 1024 * 1024
    /// The largest `limit` of a scan.
    package static let scanLimit = 1_000_000
    /// The most digits of a decimal number: Sage's widest column has 16 before and 6 after the point.
    package static let decimalDigits = 40
    /// All headers of one request or answer together, as RFC 9113 section 6.5.2 counts them.
    package static let headerListBytes = 16 * 1024
    /// The most streams that a relay may have open on one connection of an agent.
    package static let concurrentStreams = 100
}

/// The versions of the protocol that this code speaks.
package enum ProtocolVersion {
    /// Every version spoken, newest first.
    package static let supported = [1]

    /// The newest version that both sides speak, or `nil`.
    package static func negotiate(_ offered: [Int]) -> Int? {
        supported.first(where: offered.contains)
    }
}

/// The names of the header fields this protocol adds to HTTP.
package enum WireHeader {
    /// Milliseconds that the caller still waits, a positive integer.
    package static let deadline = "sage-deadline-ms"
    /// The protocol versions an agent speaks, comma separated: `1`.
    package static let versions = "sage-protocol-versions"
    /// The version that the relay chose.
    package static let version = "sage-protocol-version"
    /// An agent process: a random UUID, new at every start.
    package static let instance = "sage-agent-instance"
    /// Which of its connections this is: 0 to 15.
    package static let slot = "sage-agent-slot"
    /// The connection's epoch as the relay issued it: a positive integer that only grows.
    package static let epoch = "sage-epoch"
    /// The product's version, for logs.
    package static let product = "sage-product-version"
    /// The token of the `Upgrade` header field.
    package static let upgradeToken = "h2-reverse"
    /// The path where an agent asks for the upgrade.
    package static let connectPath = "/v1/connect"
}
