import Foundation
import Testing
import WireProtocol

/// The short way through a line must come to what the full decoder comes to, whatever the bytes.
struct ScannedLineTests {
    private static let digest = String(repeating: "0123456789abcdef", count: 4)

    private static func line(_ record: AnyRecord, view: ScanQuery.View = .full) throws -> [UInt8] {
        let line = RecordLine(
            key: record.key, digest: digest, cursor: "aUUAAjAw", stamps: record.stamps,
            record: view == .full ? record : nil)
        return Array(try ScanLine.record(line).encoded())
    }

    /// What came of a line: its head and record, or that it is refused somewhere.
    private enum Outcome: Equatable {
        case line(ScanLine)
        case refused
    }

    private static func short(_ json: [UInt8], _ kind: RecordKind) -> Outcome {
        do {
            switch try ScannedLine(json: json, kind: kind) {
            case .record(let record):
                return .line(
                    .record(
                        RecordLine(
                            key: record.key, digest: record.digest, cursor: record.cursor, stamps: record.stamps,
                            record: try record.record())))
            case .problem(let line): return .line(.problem(line))
            case .fault(let line): return .line(.fault(line))
            case .end(let line): return .line(.end(line))
            }
        } catch {
            return .refused
        }
    }

    private static func full(_ json: [UInt8], _ kind: RecordKind) -> Outcome {
        (try? ScanLine(json: Data(json), kind: kind)).map(Outcome.line) ?? .refused
    }

    @Test(arguments: SampleRecords.all, [ScanQuery.View.full, .keys])
    func `a line as our agent writes it is read by its head, and the record comes when it is asked for`(
        record: AnyRecord, view: ScanQuery.View
    ) throws {
        let json = try Self.line(record, view: view)
        guard case .record(let scanned) = try ScannedLine(json: json, kind: record.kind) else {
            Issue.record("not a record")
            return
        }
        #expect(scanned.key == record.key && scanned.digest == Self.digest && scanned.cursor == "aUUAAjAw")
        #expect(scanned.stamps == record.stamps)
        #expect(try scanned.record() == (view == .full ? record : nil))
        #expect(scanned.bytes == (view == .full ? json.count : 0), "not decoded before")
    }

    @Test(arguments: SampleRecords.all, 0..<20)
    func `a line with bytes changed, lost or doubled is taken as the full decoder takes it`(
        record: AnyRecord, seed: UInt64
    ) throws {
        var random = SeededRandom(seed: seed)
        let whole = try Self.line(record)
        for _ in 0..<60 {
            var json = whole
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                // Mostly in the head, where the short way reads.
                let place = Int.random(
                    in: 0..<(Bool.random(using: &random) ? json.count : min(json.count, 240)), using: &random)
                switch Int.random(in: 0..<5, using: &random) {
                case 0: json[place] = UInt8.random(in: 0...255, using: &random)
                case 1: json.remove(at: place)
                case 2: json.insert(json[place], at: place)
                case 3: json.insert(Array(#"\",:{}[] "#.utf8).randomElement(using: &random) ?? 0, at: place)
                default: json = Array(json.prefix(place + 1))
                }
                if json.isEmpty { break }
            }
            #expect(
                Self.short(json, record.kind) == Self.full(json, record.kind),
                "\(String(decoding: json, as: UTF8.self))")
        }
    }

    @Test(arguments: [
        // Another order, blanks, escapes, fields that are not known: as another agent may write it.
        #"{"key":["00","A"],"type":"record","digest":"d","cursor":"c","stamps":{}}"#,
        #"{ "type":"record","key":["00","A"],"digest":"d","cursor":"c","stamps":{}}"#,
        #"{"type":"record","key":["00","\u0041"],"digest":"d","cursor":"c","stamps":{}}"#,
        #"{"type":"record","key":["00","é"],"digest":"d","cursor":"c","stamps":{}}"#,
        #"{"type":"record","key":["00","A"],"digest":"d","cursor":"c","stamps":{},"more":1}"#,
        #"{"type":"record","key":["00","A"],"digest":"d","cursor":"c","stamps":{"dateLastUpdated":null}}"#,
        #"{"type":"record","key":["00","A"],"digest":"d","cursor":"c","stamps":{},"record":{"division":"00","customerNumber":"A","stamps":{}},"more":{}}"#,
        #"{"type":"record","key":[],"digest":"d","cursor":"c","stamps":{}}"#,
        #"{"type":"end","records":1,"problems":0,"startedAt":"20260501T09:30:00.000"}"#,
        #"{"type":"problem","key":["1"],"cursor":"c","problem":{"code":"c","status":1,"title":"","detail":"","retryable":true}}"#,
    ])
    func `another agent's form is read as well`(json: String) {
        let outcome = Self.short(Array(json.utf8), .arCustomer)
        #expect(outcome == Self.full(Array(json.utf8), .arCustomer) && outcome != .refused)
    }

    @Test(arguments: [
        "", "{", #"{"type":"record","key":["00","A"],"digest":"d","cursor":"c"}"#,
        #"{"type":"record","key":["00","A"],"digest":"d","cursor":"c","stamps":{"dateCreated":"20260230T00:00:00.000"}}"#,
        #"{"type":"record","key":["00","A"],"digest":"d","cursor":"c","stamps":{}}}"#,
        #"{"type":"record","key":["00","A"],"digest":"d","cursor":"c","stamps":{},"record":{}"#,
        #"{"type":"record","key":["00","A"],"digest":"d","cursor":"c","stamps":{},"record":{"division":"00"}}"#,
        #"{"type":"record","key":["00","A"],"digest":"d","cursor":"c","stamps":{},"record":{garbage}}"#,
    ])
    func `what cannot be read is refused, at once or when the record is asked for`(json: String) {
        #expect(Self.short(Array(json.utf8), .arCustomer) == .refused)
    }

    @Test(arguments: ["key", "digest"])
    func `a line that names itself twice is refused when its record is asked for`(field: String) throws {
        let twice = field == "key" ? #""key":["00","B"]"# : #""digest":"e""#
        let json =
            #"{"type":"record","key":["00","A"],"digest":"d","cursor":"c","stamps":{},"#
            + #""record":{"division":"00","customerNumber":"A","stamps":{}},\#(twice)}"#
        guard case .record(let record) = try ScannedLine(json: Array(json.utf8), kind: .arCustomer) else {
            Issue.record("not a record")
            return
        }
        // Which of the two the full decoder takes is its own affair: never another than the head's.
        if let whole = try? record.record() { #expect(whole.key == record.key) }
    }
}
