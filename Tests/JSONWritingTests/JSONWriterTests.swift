import Foundation
import JSONWriting
import Testing

/// Foundation reads what was written, so that a writer that is wrong cannot agree with itself.
@Suite
struct JSONWriterTests {
    /// Every control character, what JSON escapes, and texts of one to four bytes a character.
    private static let texts =
        [
            "", "plain", "a \"quoted\" word", "back\\slash", "a/b", "line\nfeed\r\ttab", "Zürich", "日本", "🧾",
            "e\u{301}",
            "\u{7f}\u{80}\u{2028}", "\u{FEFF}x", "4000-01-00", "1e5", "null",
        ] + (0..<0x20).map { "a\(Unicode.Scalar(UInt8($0)))b" }

    @Test(arguments: texts)
    func `a text with any character is read as it was`(text: String) throws {
        var json = JSONWriter()
        json.array { json in
            json.element()
            json.string(text)
        }
        let read = try JSONDecoder().decode([String].self, from: Data(json.text.utf8))
        #expect(read.map { Array($0.unicodeScalars) } == [Array(text.unicodeScalars)])
        #expect(json.count == json.text.utf8.count)
    }

    @Test
    func `a text at random is read as it was`() throws {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<500 {
            let scalars = (0..<Int.random(in: 0...40, using: &random)).compactMap { _ in
                Unicode.Scalar(UInt32.random(in: 0...0x2FFF, using: &random))
            }
            var text = ""
            text.unicodeScalars.append(contentsOf: scalars)
            var json = JSONWriter()
            json.array { json in
                json.element()
                json.string(text)
            }
            let read = try JSONDecoder().decode([String].self, from: Data(json.text.utf8))
            #expect(read.map { Array($0.unicodeScalars) } == [scalars], "\(scalars.map(\.value))")
        }
    }

    @Test
    func `objects within arrays within objects have their commas`() throws {
        var json = JSONWriter()
        json.object { json in
            json.member("empty")
            json.object { _ in }
            json.member("list")
            json.array { json in
                for number in [1, -2] {
                    json.element()
                    json.object { json in
                        json.member("n")
                        json.integer(number)
                        json.member("none")
                        json.string(nil)
                    }
                }
                json.element()
                json.array { _ in }
            }
            json.member("raw")
            json.raw("true")
            json.member("last")
            json.null()
        }
        #expect(
            json.text
                == #"{"empty":{},"list":[{"n":1,"none":null},{"n":-2,"none":null},[]],"raw":true,"last":null}"#)
    }

    @Test
    func `a member's name is escaped like any text`() {
        var json = JSONWriter()
        json.object { json in
            json.member("a\"b")
            json.integer(.min)
        }
        #expect(json.text == #"{"a\"b":-9223372036854775808}"#)
    }
}
