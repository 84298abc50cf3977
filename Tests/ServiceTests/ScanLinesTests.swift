import Foundation
import NIOCore
import Service
import Sync
import Testing
import WireProtocol

@Suite(.timeLimit(.minutes(1)))
struct ScanLinesTests {
    private static let customer =
        #"{"type":"record","key":["00","A"],"digest":"d","cursor":"c","stamps":{},"record":{"customerNumber":"A","division":"00","stamps":{}}}"#
    private static let end = #"{"type":"end","records":1,"problems":0,"startedAt":"20260501T09:30:00.000"}"#

    private func lines(_ text: String, pieces size: Int) -> ScanLines<AsyncStream<ByteBuffer>> {
        let (stream, pieces) = AsyncStream<ByteBuffer>.makeStream()
        let whole = ByteBuffer(string: text)
        for start in stride(from: 0, to: whole.readableBytes, by: size) {
            if let piece = whole.getSlice(at: start, length: min(size, whole.readableBytes - start)) {
                pieces.yield(piece)
            }
        }
        pieces.finish()
        return ScanLines(body: stream, kind: .arCustomer, agent: "acme-hq")
    }

    private func types(_ lines: ScanLines<AsyncStream<ByteBuffer>>) async throws -> [String] {
        var types: [String] = []
        for try await line in lines {
            switch line {
            case .record(let record): types.append("\(record.key) \(try record.record()?.key.text ?? "none")")
            case .end(let end): types.append("end \(end.records)")
            case .problem, .fault: types.append("other")
            }
        }
        return types
    }

    @Test(arguments: [1, 2, 7, 64, 100, 1000, 100_000])
    func `lines come whole, however the body is cut into pieces`(size: Int) async throws {
        let text = String(repeating: Self.customer + "\n", count: 5) + Self.end + "\n"
        #expect(
            try await types(lines(text, pieces: size)) == Array(repeating: "00/A 00/A", count: 5) + ["end 1"])
    }

    @Test func `a rest without a line feed was cut off and is not taken for a line`() async throws {
        #expect(try await types(lines(Self.customer + "\n" + Self.end, pieces: 50)) == ["00/A 00/A"])
    }

    @Test(arguments: ["", "{}", "garbage", #"{"type":"record"}"#])
    func `a line that cannot be read ends it, and names the agent`(line: String) async {
        let error = await #expect(throws: SourceError.self) {
            try await types(lines(Self.customer + "\n" + line + "\n" + Self.end + "\n", pieces: 50))
        }
        #expect(error?.sentence == "Agent acme-hq sent a line that cannot be read." && error?.isRetryable == false)
    }

    @Test func `a line of the greatest length is read, and one that goes on behind it is refused`() async throws {
        let blanks = String(repeating: " ", count: WireLimits.lineBytes - Self.end.utf8.count)
        #expect(try await types(lines(Self.end + blanks + "\n", pieces: 64 * 1024)) == ["end 1"])
        let error = await #expect(throws: SourceError.self) {
            try await types(lines(Self.end + blanks + " more", pieces: 64 * 1024))
        }
        #expect(error?.sentence.contains("longer than a record may be") == true)
    }
}
