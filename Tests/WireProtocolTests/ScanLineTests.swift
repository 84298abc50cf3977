import Foundation
import Testing
import WireProtocol

struct ScanLineTests {
    private static let digest = String(repeating: "0123456789abcdef", count: 4)

    /// The lines that the page on the protocol shows, read from it.
    private static let documented: [String] = {
        let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "docs/wire-protocol.md")
        let text = (try? String(contentsOf: page, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map(String.init).filter { $0.hasPrefix("{") }
    }()

    @Test func `the page shows a line of every type`() {
        for type in ["record", "problem", "fault", "end"] {
            #expect(Self.documented.contains { $0.hasPrefix(#"{"type":"\#(type)""#) })
        }
    }

    @Test(arguments: documented.filter { $0.hasPrefix(#"{"type""#) })
    func `a line as the page shows it is read and written to the byte`(json: String) throws {
        let line = try ScanLine(json: Data(json.utf8), kind: .apInvoice)
        #expect(try text(line) == json)
    }

    @Test(arguments: documented.filter { !$0.hasPrefix(#"{"type""#) })
    func `what an agent is, as the page shows it, is read and written to the byte`(json: String) throws {
        let info = try JSONDecoder().decode(AgentInfo.self, from: Data(json.utf8))
        #expect(try String(decoding: canonicalEncoder().encode(info), as: UTF8.self) == json)
    }

    @Test func `what can be absent from what an agent is comes back as it was`() throws {
        let info = AgentInfo(
            version: "1.2.3", protocolVersions: [], backend: "com", mayWrite: true,
            companies: [
                AgentInfo.Company(
                    code: "ABC", segments: [AgentInfo.SegmentDefinition(number: "01", name: "Main")],
                    problem: Problem(.sageUnavailable, detail: "Busy."))
            ],
            clock: AgentInfo.Clock(now: try #require(SageStamp("20260501T09:30:00.000")), zone: "UTC"))
        #expect(try JSONDecoder().decode(AgentInfo.self, from: JSONEncoder().encode(info)) == info)
    }

    @Test(arguments: SampleRecords.all)
    func `a record of each kind comes back as it was, its key and digest first`(record: AnyRecord) throws {
        let line = ScanLine.record(
            RecordLine(key: record.key, digest: Self.digest, cursor: "c", stamps: record.stamps, record: record))
        let json = try line.encoded()
        #expect(try ScanLine(json: json, kind: record.kind) == line)
        let key = try String(decoding: canonicalEncoder().encode(record.key), as: UTF8.self)
        #expect(try text(line).hasPrefix(#"{"type":"record","key":\#(key),"digest":"\#(Self.digest)","cursor":"c","#))
        #expect(try AnyRecord(kind: record.kind, json: canonicalEncoder().encode(record)) == record)
    }

    @Test(arguments: SampleRecords.all)
    func `a line without the record holds everything else`(record: AnyRecord) throws {
        let line = ScanLine.record(
            RecordLine(key: record.key, digest: Self.digest, cursor: "c", stamps: record.stamps, record: nil))
        #expect(try ScanLine(json: try line.encoded(), kind: record.kind) == line)
        #expect(try !text(line).contains(#""record":"#))
    }

    @Test(arguments: [
        "\n", "\r\n", "\u{0}\u{1}\u{1F}\u{7F}", "\u{85}\u{2028}\u{2029}", #"""#, #"\"#, "/", "é", "e\u{301}", "😀",
        "\u{FEFF}a", "\u{10FFFF}", #"","type":"end"#, "\t 45/7 ",
    ])
    func `no text ends a line early, and every text comes back to the byte`(name: String) throws {
        let record = AnyRecord.apVendor(APVendor(division: "00", vendorNumber: name, name: name))
        let problem = Problem(.recordUnreadable, detail: name, sageText: name)
        let lines: [ScanLine] = [
            .record(RecordLine(key: record.key, digest: name, cursor: name, stamps: record.stamps, record: record)),
            .problem(ProblemLine(key: record.key, cursor: name, problem: problem)),
            .fault(FaultLine(problem: problem, cursor: name)),
        ]
        for line in lines {
            let json = try line.encoded()
            #expect(!json.contains(UInt8(ascii: "\n")) && !json.contains(UInt8(ascii: "\r")))
            #expect(try ScanLine(json: json, kind: .apVendor).encoded() == json)
        }
        guard case .record(let read) = try ScanLine(json: try lines[0].encoded(), kind: .apVendor) else {
            Issue.record("not a record")
            return
        }
        #expect(read.key == record.key)
        #expect(Array(read.cursor.utf8) == Array(name.utf8))
    }

    @Test func `JSON that the caller has made already stands in the line as it is`() throws {
        let line = ScanLine.record(
            RecordLine(key: RecordKey(["1"]), digest: "d", cursor: "c", stamps: AuditStamps(), record: nil))
        let json = try String(decoding: line.encoded(recordJSON: Data(#"{"a":1}"#.utf8)), as: UTF8.self)
        #expect(json == #"{"type":"record","key":["1"],"digest":"d","cursor":"c","stamps":{},"record":{"a":1}}"#)
    }

    @Test(arguments: [
        #"{"type":"record","x":{},"key":["00","A"],"digest":"d","cursor":"c","stamps":{"y":1},"#
            + #""record":{"z":[],"division":"00","customerNumber":"A","stamps":{}}}"#,
        #"{"key":["00","A"],"x":1,"cursor":"c","type":"problem","problem":{"code":"c","status":1,"title":"","detail":"","#
            + #""retryable":false,"x":1}}"#,
        #"{"type":"fault","x":1,"problem":{"code":"c","status":1,"title":"","detail":"","retryable":true}}"#,
        #"{"type":"end","records":1,"problems":0,"startedAt":"20260501T09:30:00.000","x":null}"#,
    ])
    func `unknown fields are passed over, and the order of fields does not count`(json: String) throws {
        _ = try ScanLine(json: Data(json.utf8), kind: .arCustomer)
    }

    @Test(arguments: [
        "", "{", "[]", "null", #""end""#, "{}", #"{"type":"note"}"#, #"{"type":null}"#, #"{"type":"End"}"#,
        #"{"type":"end","records":1,"problems":0}"#, #"{"type":"end","records":"1","problems":0,"startedAt":"x"}"#,
        #"{"type":"end","records":1,"problems":0,"startedAt":"20260230T00:00:00.000"}"#,
        #"{"type":"record","key":["00","A"],"digest":"d","cursor":"c"}"#,
        #"{"type":"record","key":"00","digest":"d","cursor":"c","stamps":{}}"#,
        #"{"type":"record","key":["00","A"],"digest":"d","cursor":"c","stamps":{},"record":{"division":"00"}}"#,
        #"{"type":"problem","key":["00","A"],"cursor":"c"}"#, #"{"type":"fault","cursor":"c"}"#,
        #"{"type":"end","records":1,"problems":0,"startedAt":"20260501T09:30:00.000"}}"#,
    ])
    func `anything else is refused`(json: String) {
        #expect(throws: DecodingError.self) { try ScanLine(json: Data(json.utf8), kind: .arCustomer) }
    }

    @Test(arguments: SampleRecords.all)
    func `what the digest is computed over leaves the stamps out and everything else in`(record: AnyRecord) throws {
        var other = record
        other.stamps = AuditStamps(dateCreated: SageStamp("19990101T00:00:00.000"))
        #expect(try record.digestedJSON() == other.digestedJSON())
        let json = try String(decoding: record.digestedJSON(), as: UTF8.self)
        let whole = try String(decoding: canonicalEncoder().encode(record), as: UTF8.self)
        let stamps = try String(decoding: canonicalEncoder().encode(record.stamps), as: UTF8.self)
        #expect(json == whole.replacing(#""stamps":"# + stamps, with: #""stamps":{}"#))
    }

    private func text(_ line: ScanLine) throws -> String {
        String(decoding: try line.encoded(), as: UTF8.self)
    }
}
