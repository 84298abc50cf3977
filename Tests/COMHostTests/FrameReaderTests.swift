import Testing

@testable import COMHost

struct FrameReaderTests {
    @Test func `frames are cut apart wherever the bytes are`() throws {
        let stream = try ["{}", #"{"a":1}"#, "xyz"].flatMap { try #require(FrameReader.frame(Array($0.utf8))) }
        for size in 1...stream.count {
            var reader = FrameReader()
            var found: [String] = []
            for start in stride(from: 0, to: stream.count, by: size) {
                reader.append(Array(stream[start..<min(start + size, stream.count)]))
                while let content = try reader.next() { found.append(String(decoding: content, as: UTF8.self)) }
            }
            #expect(found == ["{}", #"{"a":1}"#, "xyz"])
        }
    }

    @Test(arguments: 1...6)
    func `frames that were given are let go of, wherever the bytes end`(extra: Int) throws {
        let frame = try #require(FrameReader.frame(Array(#"{"a":1}"#.utf8)))
        var reader = FrameReader()
        reader.append(Array(frame.prefix(extra)))
        for _ in 0..<100 {
            #expect(try reader.next() == nil)
            reader.append(Array(frame.dropFirst(extra)) + frame.prefix(extra))
            #expect(try reader.next()?.count == 7)
        }
        #expect(try reader.next() == nil && reader.held == extra)
    }

    @Test(arguments: [[0, 0, 0, 0], [1, 0, 0, 1], [255, 255, 255, 255]] as [[UInt8]])
    func `a length that is not allowed is a fault before anything is kept`(head: [UInt8]) {
        var reader = FrameReader()
        reader.append(head)
        #expect(throws: FrameReader.Fault.self) { try reader.next() }
    }

    @Test func `a frame of the longest length is taken, and none longer is made`() throws {
        var reader = FrameReader()
        let longest = [UInt8](repeating: 32, count: FrameReader.limit)
        reader.append(try #require(FrameReader.frame(longest)))
        #expect(try reader.next()?.count == FrameReader.limit)
        #expect(FrameReader.frame(longest + [32]) == nil)
        #expect(FrameReader.frame([]) == nil)
    }

    @Test(arguments: [
        "", "[]", "{", #"{"id":1}"#, #"{"type":7}"#, #"{"type":"result","id":"1"}"#, #"{"type":"result","id":1.5}"#,
        #"{"type":"result","id":1,"value":{"records":[["a",1]]}}"#, "{\"type\":\"\u{0}",
        String(repeating: "[", count: 100_000),
    ])
    func `what is no frame of the protocol is a fault`(text: String) {
        #expect(throws: FrameReader.Fault.self) { try HostFrame(Array(text.utf8)[...]) }
    }

    @Test func `what is shown has no control characters, no credential and an end`() {
        let shown = Shown(without: ["s3cret", "abc"])
        #expect(shown("a\u{1B}[31m\nb s3cret s3crets abc") == "a [31m b ‹secret› ‹secret›s abc")
        #expect(shown(String(repeating: "x", count: 5000)).count == Shown.limit)
    }

    @Test func `of what a host complains the last is kept`() {
        var lines = ErrorLines()
        lines.append(Array(String(repeating: "x", count: 5000).utf8))
        lines.append(Array("\n  one\r\n\n two\n".utf8))
        #expect(lines.text.hasSuffix("; one; two"))
        #expect(lines.text.utf8.count <= ErrorLines.limit + 4)
    }
}
