import Foundation
import JSONWriting

/// Any JSON, for answers whose shape must never be taken for granted, and for variables.
///
/// Money never travels as a JSON number here: monday hands a number column over as text (`text`, `value`).
package enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case double(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// Reads a JSON text.
    ///
    /// - Parameter bytes: UTF-8; any JSON value at the top.
    /// - Throws: `DecodingError` for what is not JSON, or is nested deeper than Foundation allows (512).
    package init(parsing bytes: Data) throws {
        self = try JSONDecoder().decode(JSONValue.self, from: bytes)
    }

    /// The JSON text, always the same for the same value: keys are sorted.
    ///
    /// - Returns: JSON without line breaks; a number that is not finite, which no JSON brings, is null.
    package var text: String {
        var json = JSONWriter()
        write(to: &json)
        return json.text
    }

    private func write(to json: inout JSONWriter) {
        switch self {
        case .null: json.null()
        case .bool(let value): json.raw(value ? "true" : "false")
        case .integer(let value): json.raw(String(value))
        case .double(let value): json.raw(value.isFinite ? String(value) : "null")
        case .string(let value): json.string(value)
        case .array(let values):
            json.array { json in
                for value in values {
                    json.element()
                    value.write(to: &json)
                }
            }
        case .object(let members):
            json.object { json in
                for (name, value) in members.sorted(by: { $0.key < $1.key }) {
                    json.member(name)
                    value.write(to: &json)
                }
            }
        }
    }
}

extension JSONValue {
    /// A member of an object; `nil` where this is none, or has no such member.
    package subscript(_ name: String) -> JSONValue? {
        if case .object(let members) = self { members[name] } else { nil }
    }

    package var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    package var array: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    package var object: [String: JSONValue]? {
        if case .object(let members) = self { members } else { nil }
    }

    package var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// A whole number, also one written as text or with a zero fraction.
    package var integer: Int? {
        switch self {
        case .integer(let number): Int(exactly: number)
        case .double(let number): Int(exactly: number)
        case .string(let text): Int(text)
        default: nil
        }
    }

    /// An identifier as text; monday's `ID` is a string, but old gateways wrote numbers.
    package var id: String? {
        switch self {
        case .string(let text): text.isEmpty ? nil : text
        case .integer(let number): String(number)
        default: nil
        }
    }
}

extension JSONValue: Decodable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        // Text first: nearly every value in monday's answers is one, and each wrong guess costs an error.
        if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode([String: JSONValue].self) {
            self = .object(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .integer(value)
        } else {
            self = .double(try container.decode(Double.self))
        }
    }
}
