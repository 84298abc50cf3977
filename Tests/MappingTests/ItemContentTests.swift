import Foundation
import Mapping
import Testing

/// A content is read by hand where it is as the relay writes it: a general decoder says whether that is right.
struct ItemContentTests {
    private static let content = ItemContent(
        name: "a\"\n/é\u{1}", fields: ["x": "\u{1F600}\\", "empty": "", "e\u{301}": "\u{2028}\t"],
        lines: [LineContent(key: "1", name: "tab\t", fields: [:]), LineContent(key: "2", name: "", fields: ["f": "1"])])

    /// What the general decoder reads, which knows nothing of the hand-written form.
    private func decoded(_ json: String) throws -> ItemContent {
        try JSONDecoder().decode(ItemContent.self, from: Data(json.utf8))
    }

    @Test(arguments: [
        #"{"fields":{},"name":""}"#, #"{"fields":{"a":"1","b":"2"},"name":"n"}"#,
        #"{"fields":{"a":"\u00e9\ud83d\ude00\/\b\f\n\r\t\"\\"},"name":"\u0041"}"#,
        #"{"fields":{},"lines":[],"name":"n"}"#,
        #"{"fields":{},"lines":[{"fields":{"a":"1"},"key":"k","name":"n"}],"name":"n"}"#,
        #"{"fields":{},"lines":null,"name":"n"}"#, #"{"name":"n","fields":{}}"#,
        "{ \"fields\" : { \"a\" : \"1\" } ,\n\"name\":\"n\" }", #"{"fields":{"a":"1"},"name":"n","more":1}"#,
        #"{"fields":{},"name":"n"} "#,
    ])
    func `a content is what a general decoder reads`(json: String) throws {
        let read = try ItemContent(json: json)
        #expect(read == (try decoded(json)))
        #expect(read.json == json)
    }

    @Test func `a content with every kind of character is what was written`() throws {
        let json = Self.content.json
        #expect(try ItemContent(json: json) == Self.content)
        #expect(try decoded(json) == Self.content)
        for byte in 0..<0x80 {
            let content = ItemContent(name: "a\(Unicode.Scalar(UInt8(byte)))b", fields: ["\(byte)": "c"])
            #expect(try ItemContent(json: content.json) == content, "\(byte)")
        }
    }

    @Test func `a content that is cut off anywhere is an error`() {
        let json = Array(Self.content.json.utf8)
        for length in 0..<json.count {
            let cut = String(decoding: json[..<length], as: UTF8.self)
            #expect(throws: DecodingError.self, "\(cut)") { try ItemContent(json: cut) }
        }
    }

    @Test(arguments: [
        #"{"fields":{"a":1},"name":"n"}"#, #"{"fields":{"a":"1" "b":"2"},"name":"n"}"#, #"{"fields":{},"name":"n"}x"#,
        #"{"fields":{},"lines":[{"fields":{},"key":"k"}],"name":"n"}"#, "{\"fields\":{},\"name\":\"a\nb\"}",
        #"{"fields":{},"lines":[,],"name":"n"}"#, #"{"fields":{"a":"\x"},"name":"n"}"#, "[]", "",
    ])
    func `what is no content is an error`(json: String) {
        #expect(throws: DecodingError.self) { try ItemContent(json: json) }
    }
}
