/// The last that a host, or what starts it, wrote to standard error: `ssh: connect to host … refused`.
struct ErrorLines: Sendable {
    /// A line or two tell what is wrong; a host that writes without end must not take memory.
    static let limit = 500

    private var bytes: [UInt8] = []

    /// Takes bytes as they came.
    mutating func append(_ more: [UInt8]) {
        bytes += more.suffix(Self.limit)
        if bytes.count > Self.limit { bytes.removeFirst(bytes.count - Self.limit) }
    }

    /// The last lines, joined.
    var text: String {
        String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
            .map { $0.trimmingPrefix { $0 == " " } }.filter { !$0.isEmpty }.joined(separator: "; ")
    }
}
