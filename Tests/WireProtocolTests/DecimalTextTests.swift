import Foundation
import Testing
import WireProtocol

struct DecimalTextTests {
    @Test(arguments: [
        "0", "0.00", "7", "-7", "10", "0.01", "-0.01", "1234.50", "-1234.567890", "100000000000000000000",
    ])
    func `a canonical text is taken to the letter`(text: String) throws {
        #expect(DecimalText(text)?.text == text)
        #expect(try decoded(text).text == text)
        #expect(try JSONEncoder().encode(decoded(text)) == JSONEncoder().encode(text))
    }

    @Test(arguments: [
        "", "-", ".", "1.", ".5", "-.5", "+1", "--1", "1-", "00", "01", "-01", "00.1", "-0", "-0.00", "1.2.3", "1,5",
        "1e3", " 1", "1 ", "1\n", "0x1", "NaN", "\u{661}", "1\u{301}", "1\u{0}",
    ])
    func `any other text is refused`(text: String) throws {
        #expect(DecimalText(text) == nil)
        #expect(throws: DecodingError.self) { try decoded(text) }
    }

    @Test(arguments: ["", "-"], [nil, 1, 20, 39] as [Int?])
    func `the most digits are taken and one more is refused, whatever sign and point`(sign: String, decimals: Int?) {
        func number(_ digits: Int) -> String {
            guard let decimals else { return sign + String(repeating: "9", count: digits) }
            let whole = String(repeating: "9", count: digits - decimals)
            return sign + whole + "." + String(repeating: "9", count: decimals)
        }
        #expect(DecimalText(number(WireLimits.decimalDigits)) != nil)
        #expect(DecimalText(number(WireLimits.decimalDigits + 1)) == nil)
    }

    @Test(arguments: [
        ("0.1", "0.2", "0.3"), ("0.05", "0.95", "1.00"), ("999.99", "0.01", "1000.00"), ("12.50", "-2.50", "10.00"),
        ("1234.50", "-1234.50", "0.00"), ("-1", "0.5", "-0.5"), ("1", "-1.5", "-0.5"), ("100", "-0.001", "99.999"),
        ("-2.50", "-2.5", "-5.00"), ("0", "-7", "-7"), ("0", "0.00", "0.00"), ("-0.01", "0.02", "0.01"),
        ("99999999999999999999", "1", "100000000000000000000"), ("-1000", "0.01", "-999.99"),
    ])
    func `a sum is exact and has the larger scale`(left: String, right: String, sum: String) throws {
        let (left, right) = try (#require(DecimalText(left)), #require(DecimalText(right)))
        #expect((left + right).text == sum)
        #expect((right + left).text == sum)
    }

    @Test(arguments: [
        ("0.3", "0.1", "0.2"), ("1", "1", "0"), ("0.00", "0.01", "-0.01"), ("-5", "-5.0", "0.0"),
        ("1000", "0.01", "999.99"), ("-1", "0.999", "-1.999"), ("0", "0", "0"), ("2", "10", "-8"),
    ])
    func `a difference is exact and has the larger scale`(left: String, right: String, difference: String) throws {
        #expect(try (#require(DecimalText(left)) - #require(DecimalText(right))).text == difference)
    }

    @Test func `sums of random decimals are those of whole numbers, and taking the addend away gives the rest`() throws
    {
        var random = SeededRandom(seed: 1)
        for _ in 0..<2000 {
            let (a, b) = (Amount(&random), Amount(&random))
            let (left, right) = try (#require(DecimalText(a.text)), #require(DecimalText(b.text)))
            let sum = left + right
            #expect(Amount(sum.text).units == a.units + b.units, "\(left) + \(right)")
            #expect(DecimalText(sum.text) == sum, "not canonical: \(sum)")
            #expect(sum.scale == max(left.scale, right.scale))
            let back = sum - right
            #expect(back.scale < left.scale || (back - left).isZero, "\(left) + \(right) - \(right)")
            if left.scale >= right.scale { #expect(back == left) }
        }
    }

    private func decoded(_ text: String) throws -> DecimalText {
        try JSONDecoder().decode(DecimalText.self, from: JSONEncoder().encode(text))
    }

    /// A decimal of at most four decimals beside the whole number of ten-thousandths it stands for.
    private struct Amount {
        let text: String
        let units: Int

        init(_ random: inout SeededRandom) {
            let scale = Int.random(in: 0...4, using: &random)
            let digits = Int.random(in: 0...12, using: &random)
            let whole = Int.random(in: 0...(0..<digits).reduce(1) { product, _ in product * 10 }, using: &random)
            let decimals = (0..<scale).map { _ in String(Int.random(in: 0...9, using: &random)) }.joined()
            let isZero = whole == 0 && decimals.allSatisfy { $0 == "0" }
            let sign = !isZero && Bool.random(using: &random) ? "-" : ""
            self.init(sign + String(whole) + (decimals.isEmpty ? "" : "." + decimals))
        }

        init(_ text: String) {
            self.text = text
            let halves = text.split(separator: ".")
            let decimals = halves.count == 2 ? String(halves[1]) : ""
            let filled = decimals + String(repeating: "0", count: 4 - decimals.count)
            units = Int("\(halves[0])\(filled)") ?? .min
        }
    }
}
