import WireProtocol

/// One board of one connection: what is polled, queued and delivered by itself.
package struct BoardRef: Hashable, Sendable, CustomStringConvertible {
    /// The connection's name in the configuration.
    package var connection: String
    package var kind: RecordKind
    /// Which of the boards of these records it is, from 1 on, in the order in which they fill up.
    package var volume: Int

    package init(connection: String, kind: RecordKind, volume: Int = 1) {
        self.connection = connection
        self.kind = kind
        self.volume = volume
    }

    /// The name on the command line, in logs and in the store: `acme/ap-invoices`, and `acme/ap-invoices/2` for the next
    /// board of the same records.
    package var text: String { "\(connection)/\(kind.collection)" + (volume == 1 ? "" : "/\(volume)") }

    package var description: String { text }

    /// Reads ``text``; `nil` for anything else.
    package init?(text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), !parts[0].isEmpty, let kind = RecordKind(collection: String(parts[1]))
        else { return nil }
        self.init(connection: String(parts[0]), kind: kind)
        guard parts.count == 3 else { return }
        // Written in one way only, so that a board has one name.
        guard let volume = Int(parts[2]), volume > 1, String(volume) == parts[2] else { return nil }
        self.volume = volume
    }
}

extension BoardRef: Codable {
    private enum CodingKeys: String, CodingKey {
        case connection, kind, volume
    }

    /// Reads it as it was written, before there were several boards of a kind too.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            connection: try container.decode(String.self, forKey: .connection),
            kind: try container.decode(RecordKind.self, forKey: .kind),
            volume: try container.decodeIfPresent(Int.self, forKey: .volume) ?? 1)
    }

    /// Writes it.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(connection, forKey: .connection)
        try container.encode(kind, forKey: .kind)
        if volume != 1 { try container.encode(volume, forKey: .volume) }
    }
}
