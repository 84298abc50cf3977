import Foundation
import Testing
import WireProtocol
import Yams

@testable import Configuration

struct ValueTypeTests {
    /// The value, or what is wrong with it.
    private func read<Value>(_ type: ValueType<Value>, _ yaml: String) throws -> (value: Value?, fault: String) {
        let context = ReadingContext(file: "f", folder: "/etc/sage")
        let node = try #require(try Parser(yaml: yaml, resolver: .basic).singleRoot())
        let value = type.read(node, context)
        return (
            value, context.faults.map { "\($0.code.rawValue): \($0.problem); \($0.expected)" }.joined(separator: "\n")
        )
    }

    // MARK: Units

    @Test(arguments: [
        ("250ms", Duration.milliseconds(250)), ("90s", .seconds(90)), ("15m", .seconds(900)), ("2h", .seconds(7200)),
        ("1d", .seconds(86400)), ("'1d'", .seconds(86400)), ("0s", .zero), ("10d", .seconds(864_000)),
    ])
    func `a duration is a whole number with its unit`(yaml: String, duration: Duration) throws {
        #expect(try read(.duration(.zero ... .seconds(864_000)), yaml).value == duration)
    }

    @Test(arguments: [
        ("15", "wrong-unit: \"15\" has no unit; expected a unit (ms, s, m, h, d), as in 15m"),
        ("15 m", "wrong-unit: \"15 m\" has no unit that is known; expected a unit (ms, s, m, h, d), as in 15m"),
        ("15M", "wrong-unit: \"15M\" has no unit that is known; expected a unit (ms, s, m, h, d), as in 15m"),
        ("1.5h", "wrong-unit: \"1.5h\" has no unit that is known; expected a unit (ms, s, m, h, d), as in 15m"),
        ("m", "wrong-type: \"m\" is not a whole number with a unit; expected duration, 1s to 1h"),
        ("-1s", "wrong-type: \"-1s\" is not a whole number with a unit; expected duration, 1s to 1h"),
        ("0s", "out-of-range: \"0s\" is out of range; expected duration, 1s to 1h"),
        ("999ms", "out-of-range: \"999ms\" is out of range; expected duration, 1s to 1h"),
        ("3601s", "out-of-range: \"3601s\" is out of range; expected duration, 1s to 1h"),
        ("1000000000s", "out-of-range: \"1000000000s\" has more than nine digits; expected duration, 1s to 1h"),
        ("[1s]", "wrong-type: found a list; expected duration, 1s to 1h"),
        ("{a: b}", "wrong-type: found a mapping; expected duration, 1s to 1h"),
        ("~", "wrong-type: found no value; expected duration, 1s to 1h"),
        ("\"\"", "wrong-type: \"\" is not a whole number with a unit; expected duration, 1s to 1h"),
    ])
    func `a duration without unit, out of range or of another type is refused`(yaml: String, fault: String) throws {
        let result = try read(.duration(.seconds(1) ... .seconds(3600)), yaml)
        #expect(result.value == nil)
        #expect(result.fault == fault)
    }

    @Test(arguments: [("1B", 1), ("64KiB", 65536), ("4MiB", 4_194_304), ("1GiB", 1_073_741_824)])
    func `a size is a whole number with its unit`(yaml: String, size: Int) throws {
        #expect(try read(.size(1...1_073_741_824), yaml).value == size)
    }

    @Test(arguments: [
        ("64", "wrong-unit: \"64\" has no unit; expected a unit (B, KiB, MiB, GiB), as in 64KiB"),
        ("64KB", "wrong-unit: \"64KB\" has no unit that is known; expected a unit (B, KiB, MiB, GiB), as in 64KiB"),
        ("2MiB", "out-of-range: \"2MiB\" is out of range; expected size, 1KiB to 1MiB"),
    ])
    func `a size without unit or out of range is refused`(yaml: String, fault: String) throws {
        #expect(try read(.size(1024...1_048_576), yaml).fault == fault)
    }

    @Test(arguments: [
        ("0%", 0), ("2%", 0.02), ("0.5%", 0.005), ("12.25%", 0.1225), ("100%", 1), ("100.00%", 1), ("'2%'", 0.02),
    ])
    func `a percentage is a number with its sign`(yaml: String, share: Double) throws {
        #expect(try read(.percentage, yaml).value == share)
    }

    @Test(arguments: [
        ("2", "wrong-unit: \"2\" has no unit; expected a percentage, as in 2%"),
        ("0.02", "wrong-unit: \"0.02\" has no unit; expected a percentage, as in 2%"),
        ("two", "wrong-type: \"two\" is not a percentage; expected percentage, 0% to 100%"),
        ("100.01%", "out-of-range: \"100.01%\" is out of range; expected percentage, 0% to 100%"),
        ("-1%", "wrong-type: \"-1%\" is not a percentage with up to two decimals; expected percentage, 0% to 100%"),
        ("2 %", "wrong-type: \"2 %\" is not a percentage with up to two decimals; expected percentage, 0% to 100%"),
        ("1e1%", "wrong-type: \"1e1%\" is not a percentage with up to two decimals; expected percentage, 0% to 100%"),
        ("02%", "wrong-type: \"02%\" is not a percentage with up to two decimals; expected percentage, 0% to 100%"),
        (
            "0.125%",
            "wrong-type: \"0.125%\" is not a percentage with up to two decimals; expected percentage, 0% to 100%"
        ),
    ])
    func `a percentage without its sign, out of range or too fine is refused`(yaml: String, fault: String) throws {
        let result = try read(.percentage, yaml)
        #expect(result.value == nil)
        #expect(result.fault == fault)
    }

    @Test func `a range is written in the largest unit that keeps it whole`() {
        let durations: [Duration] = [
            .zero, .milliseconds(1500), .seconds(60), .seconds(90), .seconds(7200), .seconds(86400),
        ]
        #expect(durations.map(\.written) == ["0s", "1500ms", "1m", "90s", "2h", "1d"])
    }

    // MARK: Numbers, words, texts

    @Test(arguments: ["0", "+1", "01", "1_000", "1e1", "0x10", "1.0", "one", "17", "99999999999999999999"])
    func `what is not a whole number in range is refused`(yaml: String) throws {
        #expect(try read(.number(1...16), yaml).value == nil)
        #expect(try read(.number(1...16), yaml).fault.hasSuffix("; expected whole number, 1 to 16"))
    }

    @Test(arguments: ["yes", "no", "on", "True", "1", "~"])
    func `a switch is true or false and no other word`(yaml: String) throws {
        #expect(try read(.bool, "true").value == true)
        #expect(try read(.bool, "false").value == false)
        #expect(try read(.bool, yaml).fault.hasSuffix("; expected true or false"))
    }

    @Test func `a word that stands for absence is taken and others are not`() throws {
        let type = ValueType<Int>.number(1...9).or("none")
        #expect(try read(type, "none").value == .some(nil))
        #expect(try read(type, "9").value == 9)
        #expect(
            try read(type, "never").fault
                == "wrong-type: \"never\" is not a whole number; expected whole number, 1 to 9")
    }

    @Test(arguments: [
        ("2026-02-28", true), ("2024-02-29", true), ("2026-02-29", false), ("2026-2-28", false),
        ("20260228", false), ("2026-02-28T00:00:00Z", false), ("-026-02-28", false),
    ])
    func `a day is a real day in ISO form`(yaml: String, valid: Bool) throws {
        #expect(try (read(.date, yaml).value != nil) == valid)
    }

    @Test(arguments: [
        ("2026-10", true), ("2026-07", true), ("2026-11", false), ("2026", false), ("26-10", false), ("dev", false),
    ])
    func `a version of the API is the first month of a quarter`(yaml: String, valid: Bool) throws {
        #expect(try (read(.apiVersion, yaml).value != nil) == valid)
    }

    @Test func `a time zone is one of the database`() throws {
        #expect(try read(.timeZone, "America/Los_Angeles").value?.identifier == "America/Los_Angeles")
        #expect(
            try read(.timeZone, "America/Nowhere").fault.hasPrefix("out-of-range: the time zone \"America/Nowhere\""))
    }

    @Test(arguments: [
        ("a.pem", "/etc/sage/a.pem"), ("./a.pem", "/etc/sage/a.pem"), ("../a.pem", "/etc/sage/../a.pem"),
        ("/a.pem", "/a.pem"),
    ])
    func `a path is taken from the folder of the file`(yaml: String, path: String) throws {
        #expect(try read(.file, yaml).value == path)
    }

    @Test(arguments: ["''", "\"a\\0b\""])
    func `an empty path and one with a null character are refused`(yaml: String) throws {
        #expect(try read(.file, yaml).value == nil)
    }

    @Test func `a list has between its fewest and its most elements`() throws {
        let type = ValueType<Int>.number(1...9).list(minimum: 1, maximum: 2)
        #expect(try read(type, "[1, 2]").value == [1, 2])
        #expect(try read(type, "[]").fault == "out-of-range: a list of 0; expected 1 to 2")
        #expect(try read(type, "[1, 2, 3]").fault == "out-of-range: a list of 3; expected 1 to 2")
        #expect(
            try read(type, "1").fault == "wrong-type: found a single value; expected a list of whole number, 1 to 9")
        #expect(try read(type, "[0, x]").fault.split(separator: "\n").count == 2)
    }

    // MARK: Names

    @Test(arguments: [
        ("acme-monday-token", true), ("A.b_c-9", true), (String(repeating: "a", count: 64), true),
        (String(repeating: "a", count: 65), false), ("", false), (".", false), ("..", false), (".hidden", false),
        ("../token", false), ("a/b", false), ("a\\b", false), ("a\0", false), ("a\n", false), ("é", false),
        ("e\u{301}", false), ("a b", false),
    ])
    func `the name of a secret cannot lead out of its folder`(name: String, valid: Bool) {
        #expect(NameRule.secret.allows(name) == valid)
    }

    @Test(arguments: [("ABC", true), ("A1Z", true), ("123", true), ("AB", false), ("ABCD", false), ("abc", false)])
    func `a company has three capital letters or digits`(name: String, valid: Bool) {
        #expect(NameRule.company.allows(name) == valid)
    }

    @Test(arguments: [
        ("kye", "key"), ("evry", "every"), ("sever-name", "server-name"), ("Token", "token"), ("boards", nil),
        ("x", nil),
    ])
    func `the nearest name is suggested when it is near`(name: String, nearest: String?) {
        #expect(NearestName.of(name, among: ["key", "every", "server-name", "token"]) == nearest)
    }
}
