import Foundation

/// A piece of JSON to send to the host.
package enum HostJSON: Codable, Hashable, Sendable {
    case null
    case bool(Bool)
    case number(Int)
    case text(String)
    case list([HostJSON])
    case object([String: HostJSON])

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode([HostJSON].self) {
            self = .list(value)
        } else {
            self = .object(try container.decode([String: HostJSON].self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        case .list(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }

    /// Its text as bytes; the same for the same value.
    var bytes: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // It holds no number that JSON cannot.
        return (try? encoder.encode(self)).map(Array.init) ?? []
    }

    /// Texts as a list; `nil` as `null`.
    static func texts(_ texts: [String]?) -> HostJSON {
        texts.map { .list($0.map(HostJSON.text)) } ?? .null
    }
}
