import WireProtocol

/// One board of one connection: what is polled, queued and delivered by itself.
package struct BoardRef: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The connection's name in the configuration.
    package var connection: String
    package var kind: RecordKind

    package init(connection: String, kind: RecordKind) {
        self.connection = connection
        self.kind = kind
    }

    /// The name on the command line, in logs and in the store: `acme/ap-invoices`.
    package var text: String { "\(connection)/\(kind.collection)" }

    package var description: String { text }

    /// Reads ``text``; `nil` for anything else.
    package init?(text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, let kind = RecordKind(collection: String(parts[1])) else {
            return nil
        }
        self.init(connection: String(parts[0]), kind: kind)
    }
}
