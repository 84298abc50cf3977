import Foundation

/// One line of a scan's answer as a reader takes it in: a record stays bytes until somebody wants it.
///
/// Most records that a scan brings are known already, by key and digest; these are never decoded.
package enum ScannedLine: Sendable {
    case record(ScannedRecord)
    case problem(ProblemLine)
    case fault(FaultLine)
    case end(EndLine)

    /// Takes a line that was decoded before.
    package init(_ line: ScanLine) {
        switch line {
        case .record(let line): self = .record(ScannedRecord(line))
        case .problem(let line): self = .problem(line)
        case .fault(let line): self = .fault(line)
        case .end(let line): self = .end(line)
        }
    }

    /// Reads one line: of a record only its head, where that is in the form in which our agent writes it.
    ///
    /// Any other line is decoded as a whole, at once.
    ///
    /// - Parameters:
    ///   - json: one JSON object in UTF-8, without the line feed.
    ///   - kind: what kind of records the scan asked for.
    /// - Throws: `DecodingError`, as ``ScanLine/init(json:kind:)``.
    package init(json: [UInt8], kind: RecordKind) throws {
        var head = HeadScanner(line: json)
        if let record = head.record(kind: kind) {
            self = .record(record)
        } else {
            self.init(try ScanLine(json: Data(json), kind: kind))
        }
    }
}

/// A record line whose record is decoded only when it is asked for.
package struct ScannedRecord: Sendable {
    private enum Body: Sendable {
        /// Decoded already, or absent.
        case decoded(AnyRecord?)
        /// The whole line as it came.
        case line([UInt8], RecordKind)
    }

    package let key: RecordKey
    /// As in ``RecordLine/digest``.
    package let digest: String
    package let cursor: String
    package let stamps: AuditStamps
    private let body: Body

    /// Takes a line that was decoded before.
    package init(_ line: RecordLine) {
        (key, digest, cursor, stamps) = (line.key, line.digest, line.cursor, line.stamps)
        body = .decoded(line.record)
    }

    fileprivate init(
        key: RecordKey, digest: String, cursor: String, stamps: AuditStamps, line: [UInt8]?, kind: RecordKind
    ) {
        (self.key, self.digest, self.cursor, self.stamps) = (key, digest, cursor, stamps)
        body = line.map { .line($0, kind) } ?? .decoded(nil)
    }

    /// How many bytes are held until the record is decoded.
    package var bytes: Int {
        if case .line(let line, _) = body { line.count } else { 0 }
    }

    /// Decodes the record.
    ///
    /// - Returns: the record; `nil` when the line has none, as with `view=keys`.
    /// - Throws: `DecodingError` when the line is not what its head promised.
    package func record() throws -> AnyRecord? {
        guard case .line(let json, let kind) = body else {
            if case .decoded(let record) = body { return record }
            return nil
        }
        guard case .record(let line) = try ScanLine(json: Data(json), kind: kind), line.key == key,
            line.digest == digest
        else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: [], debugDescription: "the line names two keys or two digests"))
        }
        return line.record
    }
}

/// Reads the head of a record line byte by byte, in the one form that ``ScanLine/encoded(recordJSON:)`` writes.
///
/// It never guesses: a blank, an escape, a byte beyond ASCII or a field in another place ends it, and the line is left
/// to the full decoder.
private struct HeadScanner {
    let line: [UInt8]
    private var position = 0

    init(line: [UInt8]) {
        self.line = line
    }

    mutating func record(kind: RecordKind) -> ScannedRecord? {
        guard take(#"{"type":"record","key":["#), let parts = strings(),
            take(#","digest":"#), let digest = string(), take(#","cursor":"#), let cursor = string(),
            take(#","stamps":{"#), let stamps = stamps()
        else { return nil }
        let isHeadOnly = position == line.count - 1 && line[position] == UInt8(ascii: "}")
        guard isHeadOnly || (take(#","record":{"#) && line.last == UInt8(ascii: "}")) else { return nil }
        return ScannedRecord(
            key: RecordKey(parts), digest: digest, cursor: cursor, stamps: stamps, line: isHeadOnly ? nil : line,
            kind: kind)
    }

    /// Takes exactly these bytes, or nothing.
    private mutating func take(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard line.count - position >= count else { return false }
        for index in 0..<count where line[position + index] != text.utf8Start[index] { return false }
        position += count
        return true
    }

    /// A string of printable ASCII without an escape, quotes included.
    private mutating func string() -> String? {
        guard position < line.count, line[position] == UInt8(ascii: "\"") else { return nil }
        let start = position + 1
        var end = start
        while end < line.count, line[end] != UInt8(ascii: "\"") {
            guard 0x20...0x7E ~= line[end], line[end] != UInt8(ascii: "\\") else { return nil }
            end += 1
        }
        guard end < line.count else { return nil }
        position = end + 1
        return String(decoding: line[start..<end], as: UTF8.self)
    }

    /// One or more strings up to the bracket that closes their list.
    private mutating func strings() -> [String]? {
        var strings: [String] = []
        repeat {
            guard let string = string() else { return nil }
            strings.append(string)
        } while take(",")
        return take("]") ? strings : nil
    }

    /// The two stamps, either of which may be absent, up to the brace that closes them.
    private mutating func stamps() -> AuditStamps? {
        var stamps = AuditStamps()
        if take(#""dateCreated":"#) {
            guard let created = string().flatMap(SageStamp.init) else { return nil }
            stamps.dateCreated = created
            if take("}") { return stamps }
            guard take(",") else { return nil }
        } else if take("}") {
            return stamps
        }
        guard take(#""dateLastUpdated":"#), let updated = string().flatMap(SageStamp.init) else { return nil }
        stamps.dateLastUpdated = updated
        return take("}") ? stamps : nil
    }
}
