import Testing
import WireProtocol

struct DecimalReadingTests {
    @Test(arguments: [
        ("12.50", "12.50"), ("+007.50", "7.50"), (".5", "0.5"), ("5.", "5"), ("-0.00", "0.00"), (" -01 ", "-1"),
        ("0", "0"), ("-.5", "-0.5"), (String(repeating: "9", count: 40), String(repeating: "9", count: 40)),
    ])
    func `a number as people write it is brought into canonical form`(text: String, canonical: String) {
        #expect(DecimalText.reading(text)?.text == canonical)
    }

    @Test(arguments: [
        "", " ", "-", ".", "+-1", "1e3", "1,000", "1.2.3", "12x", "1 2", "٣", String(repeating: "9", count: 41),
    ])
    func `what is no plain decimal number is refused`(text: String) {
        #expect(DecimalText.reading(text) == nil)
    }

    @Test(arguments: [("12.50", "12.5", true), ("0", "-0.0", true), ("12.50", "12.51", false), ("1", "-1", false)])
    func `numbers are the same whatever their scale`(left: String, right: String, areSame: Bool) throws {
        let (left, right) = (try #require(DecimalText.reading(left)), try #require(DecimalText.reading(right)))
        #expect(left.isSameNumber(as: right) == areSame)
    }
}
