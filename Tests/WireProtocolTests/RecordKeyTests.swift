import Testing
import WireProtocol

struct RecordKeyTests {
    @Test(
        arguments: [
            (["00", "AIRWAY", " 45/7"], "00/AIRWAY/%2045%2F7"),
            (["4000-01-00"], "4000-01-00"),
            (["00", "airway"], "00/%61%69%72%77%61%79"),
            (["00", ""], "00/"),
            (["É%"], "%C3%89%25"),
        ])
    func `a key and its text form turn into each other`(parts: [String], text: String) throws {
        #expect(RecordKey(parts).text == text)
        #expect(RecordKey(text: text) == RecordKey(parts))
    }

    @Test(arguments: ["00/abc", "%4", "%zz", "%2f", "%FF", "a"])
    func `a text that is not canonical is refused`(text: String) {
        #expect(RecordKey(text: text) == nil)
    }

    @Test func `two Unicode spellings of one text are two keys`() {
        #expect(RecordKey(["\u{E9}"]) != RecordKey(["e\u{301}"]))
        #expect(Set([RecordKey(["\u{E9}"]), RecordKey(["e\u{301}"])]).count == 2)
    }

    @Test func `keys sort as Sage's primary index does`() {
        let sorted = [["00", "A"], ["00", "A "], ["00", "B"], ["01", "A"]].map(RecordKey.init)
        #expect(sorted.shuffled().sorted() == sorted)
    }
}
