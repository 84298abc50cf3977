import Testing

@testable import SimulatedMonday

struct JSONTests {
    @Test(arguments: [
        #"{"b":1,"a":2}"#, "[1.50,-0,1e5,123456789012345678901234567890]", #""é \"quoted\" \\ \n\t""#, "null", "[]",
        "{}",
        "[true,false,null]", #"{"deep":{"er":[{"x":"y"}]}}"#,
    ])
    func `a value is written as it was read`(text: String) throws {
        #expect(try JSONParser.parse(text).encodedText == text)
    }

    @Test func `escapes become the characters they stand for`() throws {
        #expect(try JSONParser.parse(#""\u00e9\ud83d\ude00\/\b""#) == .string("é😀/\u{08}"))
    }

    @Test func `control characters are written as escapes`() {
        #expect(JSONValue.string("\u{01}\r").encodedText == #""\u0001\r""#)
    }

    @Test(arguments: [
        "", " ", "{", "[", "[1", "[1,]", "{\"a\"}", "{\"a\":}", "{a:1}", "01", "1.", "-", "+1", "1e", "tru", "nul",
        "\"",
        "\"\\x\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\u12g4\"", "\"\n\"", "1 2", "[1 2]", "\"a\\",
    ])
    func `what is not JSON is refused`(text: String) {
        #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(text) }
    }

    @Test func `bytes that are not UTF-8 are refused`() {
        #expect(throws: JSONSyntaxError.self) { try JSONParser.parse([0x22, 0xFF, 0x22]) }
    }

    @Test func `nesting is read to the limit and refused beyond`() throws {
        let limit = JSONParser.depthLimit
        _ = try JSONParser.parse(
            String(repeating: "[", count: limit - 1) + "1" + String(repeating: "]", count: limit - 1))
        #expect(throws: JSONSyntaxError.self) {
            try JSONParser.parse(String(repeating: "[", count: limit) + "1" + String(repeating: "]", count: limit))
        }
    }

    @Test func `the last of two members of one name counts`() throws {
        #expect(try JSONParser.parse(#"{"a":1,"a":2}"#)["a"] == 2)
    }
}
