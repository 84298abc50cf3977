import Foundation
import Logging
import Observability
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1)))
struct LogOutputTests {
    @Test func `a text line is time, level, program, message and the fields in order of name`() {
        let line = written(.text, ["b": "2", "a": "1"]).joined()
        #expect(line.contains(#/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z notice sage: Connected a=1 b=2\n$/#))
    }

    @Test(arguments: [
        ("plain", "plain"), ("", #""""#), ("two words", #""two words""#), ("a=b", #""a=b""#), (" ", #"" ""#),
        (#"say "hi""#, #""say \"hi\"""#), (#"C:\Sage"#, #""C:\\Sage""#), (#"end\"#, #""end\\""#),
        (#"x\" level=error y=\"z"#, #""x\\\" level=error y=\\\"z""#), (#"\u{a}"#, #""\\u{a}""#),
        ("a\nb", #""a\u{a}b""#), ("\r\n", #""\u{d}\u{a}""#), ("\u{85}", #""\u{85}""#), ("\u{2028}", #""\u{2028}""#),
        ("\u{1B}[2J", #""\u{1b}[2J""#), ("\u{9B}2J", #""\u{9b}2J""#), ("\u{0}\u{7F}", #""\u{0}\u{7f}""#),
        ("\"\u{301} x=1", "\"\\\"\u{301} x=1\""), ("É 😀", "\"É 😀\""),
    ])
    func `a value in a text line is one field, whatever it holds`(value: String, field: String) {
        let lines = written(.text, ["value": "\(value)"])
        #expect(lines.count == 1)
        #expect(lines.joined().hasSuffix("Connected value=" + field + "\n"))
    }

    @Test func `a line feed in a message does not end the line`() {
        let lines = written(.text, [:], message: "Connected\nFAKE error sage: Forged\u{9B}2J")
        #expect(lines.count == 1)
        #expect(lines.joined().hasSuffix(#"Connected\u{a}FAKE error sage: Forged\u{9b}2J"# + "\n"))
    }

    @Test func `values in lists and dictionaries forge nothing either`() {
        let line = written(.text, ["list": ["a\n", "b\" c=\"d"], "map": ["k": "v\n"]]).joined()
        #expect(line.filter { $0 == "\n" }.count == 1)
        #expect(!line.contains(" c=\"d"))
    }

    @Test(arguments: ["a\nb", #"","level":"error"#, "\u{1B}", #"\"#, "\r\n", "\u{0}"])
    func `a JSON line is one object, whatever a value holds`(value: String) throws {
        let lines = written(.json, ["value": "\(value)"])
        #expect(lines.count == 1 && lines.joined().filter { $0.isNewline } == "\n")
        var object = try #require(JSONSerialization.jsonObject(with: Data(lines.joined().utf8)) as? [String: String])
        let time = object.removeValue(forKey: "time")
        #expect(time?.contains(#/^\d{4}-.*\.\d{3}Z$/#) == true)
        #expect(object == ["level": "notice", "program": "sage", "message": "Connected", "value": value])
    }

    @Test func `a field cannot take the place of the level, program, message or time`() throws {
        let lines = written(.json, ["level": "x", "program": "x", "message": "x", "time": "x"])
        let object = try JSONDecoder().decode([String: String].self, from: Data(lines.joined().utf8))
        #expect(object["level"] == "notice" && object["program"] == "sage" && object["message"] == "Connected")
        #expect(object["time"] != "x")
    }

    @Test(arguments: [LogOutput.Format.text, .json])
    func `fields of the line stand over those of the logger`(format: LogOutput.Format) {
        let line = written(format, ["a": "line"], own: ["a": "logger", "b": "kept"]).joined()
        #expect(!line.contains("logger") && line.contains("line") && line.contains("kept"))
    }

    @Test func `fields are kept and taken away by name`() {
        var output = LogOutput(label: "sage", level: .info, format: .text) { _ in }
        output[metadataKey: "agent"] = "bench"
        #expect(output[metadataKey: "agent"] == "bench" && output.metadata == ["agent": "bench"])
        output[metadataKey: "agent"] = nil
        #expect(output.metadata.isEmpty)
    }

    @Test(arguments: Logger.Level.allCases)
    func `what is less severe than the level is not written`(level: Logger.Level) {
        let lines = Lines()
        let logger = Logger(label: "sage") { _ in
            LogOutput(label: "sage", level: level, format: .text) { lines.add($0) }
        }
        for each in Logger.Level.allCases { logger.log(level: each, "Connected") }
        #expect(lines.all.count == Logger.Level.allCases.filter { $0 >= level }.count)
    }

    @Test func `a full disk behind standard error does not end the program`() async {
        await #expect(processExitsWith: .success) {
            dup2(open("/dev/full", O_WRONLY), STDERR_FILENO)
            let output = LogOutput(label: "sage", level: .info, format: .text)
            Logger(label: "sage") { _ in output }.info("Connected")
        }
    }

    private func written(
        _ format: LogOutput.Format, _ fields: Logger.Metadata, message: Logger.Message = "Connected",
        own: Logger.Metadata = [:]
    ) -> [String] {
        let lines = Lines()
        var logger = Logger(label: "other") { _ in
            LogOutput(label: "sage", level: .info, format: format) { lines.add($0) }
        }
        for (key, value) in own { logger[metadataKey: key] = value }
        logger.notice(message, metadata: fields)
        return lines.all
    }
}

/// What was written, one entry a call.
private final class Lines: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    func add(_ line: String) { lines.withLock { $0.append(line) } }
}
