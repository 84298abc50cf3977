import Foundation

extension ScanLine {
    private enum LineType: String, Codable {
        case record, problem, fault, end
    }

    private enum CodingKeys: String, CodingKey {
        case type
    }

    private enum RecordKeys: String, CodingKey {
        case type, key, digest, cursor, stamps, record
    }

    /// The line as JSON text in UTF-8, without the line feed.
    ///
    /// - Parameter recordJSON: the record's own JSON, when the caller has made it already (for the digest); only used
    ///   for a ``record(_:)``. A `nil` encodes the record that the line holds, if any.
    /// - Returns: one JSON object without a line feed in it.
    /// - Throws: `EncodingError`, which no value of these types causes.
    package func encoded(recordJSON: Data? = nil) throws -> Data {
        switch self {
        case .record(let line): return try Self.encode(line, recordJSON: recordJSON)
        case .problem(let line): return try Self.encode(.problem, line)
        case .fault(let line): return try Self.encode(.fault, line)
        case .end(let line): return try Self.encode(.end, line)
        }
    }

    /// Reads one line.
    ///
    /// - Parameters:
    ///   - json: one JSON object in UTF-8, without the line feed.
    ///   - kind: what kind of records the scan asked for.
    /// - Throws: `DecodingError` when it is not JSON, names no known `type`, or a field is missing or malformed.
    package init(json: Data, kind: RecordKind) throws {
        let decoder = JSONDecoder()
        decoder.userInfo[.recordKind] = kind
        self = try decoder.decode(DecodedLine.self, from: json).line
    }

    private static func encode(_ type: LineType, _ body: some Encodable) throws -> Data {
        let json = try canonicalEncoder().encode(body)
        return Data(#"{"type":"\#(type.rawValue)","#.utf8) + json.dropFirst()
    }

    /// Joins the parts by hand, so that key and digest come first and a record already encoded is not encoded twice.
    private static func encode(_ line: RecordLine, recordJSON: Data?) throws -> Data {
        let encoder = canonicalEncoder()
        var out = Data(#"{"type":"record","key":"#.utf8)
        out += try encoder.encode(line.key)
        out += Data(#","digest":"#.utf8)
        out += try encoder.encode(line.digest)
        out += Data(#","cursor":"#.utf8)
        out += try encoder.encode(line.cursor)
        out += Data(#","stamps":"#.utf8)
        out += try encoder.encode(line.stamps)
        if let json = try recordJSON ?? line.record.map(encoder.encode) {
            out += Data(#","record":"#.utf8)
            out += json
        }
        out.append(UInt8(ascii: "}"))
        return out
    }

    private struct DecodedLine: Decodable {
        let line: ScanLine

        init(from decoder: any Decoder) throws {
            switch try decoder.container(keyedBy: CodingKeys.self).decode(LineType.self, forKey: .type) {
            case .problem: line = .problem(try ProblemLine(from: decoder))
            case .fault: line = .fault(try FaultLine(from: decoder))
            case .end: line = .end(try EndLine(from: decoder))
            case .record:
                let container = try decoder.container(keyedBy: RecordKeys.self)
                var record: AnyRecord?
                if container.contains(.record), let kind = decoder.userInfo[.recordKind] as? RecordKind {
                    record = try AnyRecord(kind: kind, from: container.superDecoder(forKey: .record))
                }
                line = .record(
                    RecordLine(
                        key: try container.decode(RecordKey.self, forKey: .key),
                        digest: try container.decode(String.self, forKey: .digest),
                        cursor: try container.decode(String.self, forKey: .cursor),
                        stamps: try container.decode(AuditStamps.self, forKey: .stamps),
                        record: record))
            }
        }
    }
}

extension AnyRecord {
    /// Reads the answer to a request for one record.
    ///
    /// - Parameters:
    ///   - kind: what was asked for.
    ///   - json: one JSON object in UTF-8.
    /// - Throws: `DecodingError` when it is not a record of this kind.
    package init(kind: RecordKind, json: Data) throws {
        let decoder = JSONDecoder()
        decoder.userInfo[.recordKind] = kind
        self = try decoder.decode(DecodedRecord.self, from: json).record
    }

    private struct DecodedRecord: Decodable {
        let record: AnyRecord

        init(from decoder: any Decoder) throws {
            guard let kind = decoder.userInfo[.recordKind] as? RecordKind else {
                throw DecodingError.valueNotFound(
                    RecordKind.self, .init(codingPath: [], debugDescription: "the kind was not given"))
            }
            record = try AnyRecord(kind: kind, from: decoder)
        }
    }
}

extension CodingUserInfoKey {
    fileprivate static let recordKind = CodingUserInfoKey(rawValue: "recordKind").unsafelyUnwrapped
}

/// An encoder for the canonical form: keys sorted, no blanks, slashes not escaped.
package func canonicalEncoder() -> JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
}

extension AnyRecord {
    /// The canonical JSON of the record without its `stamps`: what the digest is computed over.
    ///
    /// - Throws: `EncodingError`, which no value of these types causes.
    package func digestedJSON() throws -> Data {
        var copy = self
        copy.stamps = AuditStamps()
        return try canonicalEncoder().encode(copy)
    }
}
