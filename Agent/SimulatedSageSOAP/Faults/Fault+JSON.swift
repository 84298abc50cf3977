import Foundation

extension Fault: Codable {
    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(_ name: CodingKeys) { stringValue = name.rawValue }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case kind, operation, nth, times, milliseconds, bytes, location
    }

    /// Reads a fault from JSON.
    ///
    /// - Parameter json: an object with `kind` and any of the other properties.
    /// - Throws: ``ControlError`` for an unknown kind, member or operation, and for a number out of range.
    package init(json: some Sequence<UInt8>) throws(ControlError) {
        do {
            self = try JSONDecoder().decode(Fault.self, from: Data(json))
        } catch let error as ControlError {
            throw error
        } catch {
            throw ControlError(
                "A fault is a JSON object whose kind is one of \(Kind.allCases.map(\.rawValue).joined(separator: ", "))."
            )
        }
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Name.self)
        let known = Set(CodingKeys.allCases.map(\.rawValue))
        if let unknown = values.allKeys.map(\.stringValue).sorted().first(where: { !known.contains($0) }) {
            throw ControlError("\"\(unknown)\" is no property of a fault.")
        }
        self.init(try values.decode(Kind.self, forKey: Name(.kind)))
        operation = try values.decodeIfPresent(String.self, forKey: Name(.operation))
        if let operation, operation != Self.description, ServiceOperation(rawValue: operation) == nil {
            throw ControlError("\"\(operation)\" is no operation.")
        }
        func number(_ name: CodingKeys, _ usual: Int, _ range: ClosedRange<Int>) throws -> Int {
            let number = try values.decodeIfPresent(Int.self, forKey: Name(name)) ?? usual
            guard range.contains(number) else {
                throw ControlError("\"\(name.rawValue)\" must be \(range.lowerBound) to \(range.upperBound).")
            }
            return number
        }
        nth = try number(.nth, nth, 1...1_000_000)
        times = try number(.times, times, 1...1_000_000)
        milliseconds = try number(.milliseconds, milliseconds, 0...3_600_000)
        bytes = try number(.bytes, bytes, 1...4 << 30)
        location = try values.decodeIfPresent(String.self, forKey: Name(.location)) ?? location
        guard location.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else {
            throw ControlError("\"location\" must be an address.")
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(kind, forKey: .kind)
        try values.encodeIfPresent(operation, forKey: .operation)
        try values.encode(nth, forKey: .nth)
        try values.encode(times, forKey: .times)
        try values.encode(milliseconds, forKey: .milliseconds)
        try values.encode(bytes, forKey: .bytes)
        try values.encode(location, forKey: .location)
    }

    /// What the description of the service is called where an operation is named.
    static let description = "wsdl"
}

/// Why a request to the simulator's own endpoints is refused.
package struct ControlError: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
