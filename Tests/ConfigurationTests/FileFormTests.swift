import Configuration
import Foundation
import Testing

/// Faults in the form of a file, whatever its keys mean.
@Suite(.timeLimit(.minutes(1)))
struct FileFormTests {
    @Test func `a file that is not there is named with the system's reason`() throws {
        let folder = try ScratchFolder()
        let file = folder.path + "/none.yaml"
        let error = #expect(throws: ConfigurationError.self) { try AgentConfiguration(file: file) }
        #expect(error?.faults.map(\.code) == [.unreadable])
        #expect(error?.description.hasPrefix("\(file): the file cannot be read; the system says: ") == true)
    }

    @Test func `a folder in place of a file is refused`() throws {
        let folder = try ScratchFolder()
        let error = #expect(throws: ConfigurationError.self) { try AgentConfiguration(file: folder.path) }
        #expect(error?.faults.map(\.code) == [.unreadable])
    }

    @Test func `a file at the limit of size is read and one byte more is refused`() throws {
        let folder = try ScratchFolder()
        let room = ConfigurationLimits.fileBytes - agentYAML.utf8.count
        let full = Array((agentYAML + String(repeating: "#", count: room)).utf8)
        _ = try AgentConfiguration(file: try folder.write("full.yaml", full))
        let over = try folder.write("over.yaml", full + [UInt8(ascii: "#")])
        let error = #expect(throws: ConfigurationError.self) { try AgentConfiguration(file: over) }
        #expect(
            "\(error?.description ?? "")"
                == "\(over):1:1: the file is larger than 1048576 bytes; expected at most 1 MiB")
    }

    @Test(arguments: ["", "\n", "# nothing\n", "---\n", "---\n...\n", "\u{FEFF}"])
    func `an empty file is refused`(yaml: String) {
        #expect(agentFaults(yaml) == "a.yaml:1:1: the file is empty; expected settings")
    }

    @Test func `a file that is not UTF-8 is refused`() {
        let utf16: [UInt8] = [0xFF, 0xFE, 0x72, 0x00]
        let error = #expect(throws: ConfigurationError.self) { try AgentConfiguration(bytes: utf16, file: "a.yaml") }
        #expect(
            error?.description == "a.yaml:1:1: the file is not UTF-8 text; "
                + "expected UTF-8 (save the file as UTF-8, not as UTF-16 or in a Windows code page)")
    }

    @Test func `a byte order mark and Windows line ends are taken`() throws {
        let windows = "\u{FEFF}" + agentYAML.replacingOccurrences(of: "\n", with: "\r\n")
        let configuration = try AgentConfiguration(bytes: Array(windows.utf8), file: "a.yaml")
        #expect(configuration.sage.companies == ["ABC"])
    }

    @Test func `a second document is refused where it begins`() {
        #expect(
            agentFaults("log: {}\n---\nlog: {}\n")
                == "a.yaml:3:1: a second YAML document begins (after `---`); expected one document in a file")
    }

    @Test(arguments: [
        (
            "relay: [a\n",
            "a.yaml:2:1: not YAML: did not find expected ',' or ']' while parsing a flow sequence (line 1)"
        ),
        ("relay:\n\taddress: x\n", "a.yaml:2:1: a tab stands where YAML wants spaces"),
        (
            "log: \"\\q\"\n",
            "a.yaml:1:7: not YAML: found unknown escape character while parsing a quoted scalar (line 1)"
        ),
        ("log: {}\nx: a\u{1}b\n", "a.yaml:2:5: not YAML: control characters are not allowed"),
        ("log: *nowhere\n", "a.yaml:1:6: not YAML: found undefined alias"),
    ])
    func `what is not YAML is refused with its place and no part of the file`(yaml: String, fault: String) {
        #expect(agentFaults(yaml).components(separatedBy: "; ").first == fault)
    }

    @Test(arguments: [
        ("log: &a {}\n", "a.yaml:1:6: anchors and aliases are not used here"),
        ("a: &x 1\nb: *x\n", "a.yaml:1:4: anchors and aliases are not used here"),
        ("a: &x 1\n*x : 1\n", "a.yaml:1:4: anchors and aliases are not used here"),
        ("log: !!map {}\nrelay: !mine {}\n", "a.yaml:2:8: tags (`!name`) are not used here"),
        ("log: !!int 5\n", "a.yaml:1:6: tags (`!name`) are not used here"),
        ("log:\n  <<: { level: info }\n", "a.yaml:2:3: merge keys (`<<`) are not used here"),
    ])
    func `anchors, tags and merge keys are refused`(yaml: String, fault: String) {
        #expect(agentFaults(yaml) == fault + "; expected the value itself, written out")
    }

    @Test(arguments: ["? [a, b]\n: 1\n", "{{a: b}: 1}\n"])
    func `a key that is no name is refused`(yaml: String) {
        #expect(agentFaults(yaml).hasSuffix(": a key is a list or a mapping; expected a name as the key"))
    }

    @Test(arguments: ["- a\n", "text\n", "5\n"])
    func `a file that is no mapping is refused`(yaml: String) {
        #expect(agentFaults(yaml).hasPrefix("a.yaml:1:1: found "))
        #expect(agentFaults(yaml).hasSuffix("; expected a mapping of keys"))
    }

    // MARK: Duplicate keys

    @Test func `a key that stands twice is a fault with both lines, beside all other faults`() throws {
        let yaml = agentYAML + "log: { level: info }\nlgo: {}\nlog:\n  level: warn\n"
        #expect(
            agentFaults(yaml) == """
                a.yaml:13:1: the key "lgo" is not known; did you mean "log"?
                a.yaml:14:1: the key "log" stands twice; expected each key once; it stands in line 12 already
                """)
    }

    @Test func `keys that stand twice are found in every spelling and more than twice`() {
        let yaml = relayYAML + "timeouts:\n  ping: 1s\n  'ping': 2s\n  \"ping\": 3s\n  \"drain\": 1s\n  drain: 1s\n"
        #expect(
            relayFaults(yaml) == """
                r.yaml:23:3: the key "ping" stands twice; expected each key once; it stands in line 22 already
                r.yaml:24:3: the key "ping" stands twice; expected each key once; it stands in line 22 already
                r.yaml:26:3: the key "drain" stands twice; expected each key once; it stands in line 25 already
                """)
    }

    @Test func `one connection with one kind twice names both lines`() {
        let yaml = relayYAML + "      ap-invoices:\n        board: \"2\"\n"
        #expect(
            relayFaults(yaml).hasPrefix(
                "r.yaml:21:7: the key \"ap-invoices\" stands twice; expected each key once; it stands in line 19"))
    }

    @Test(arguments: ["{1: a, 1: b}\n", "{\"\": a, \"\": b}\n", "? [a]\n: 1\n? [a]\n: 2\n"])
    func `keys that cannot be told apart by a letter are refused all the same`(yaml: String) {
        #expect(agentFaults(yaml).hasSuffix("a key stands twice in one mapping; expected each key once"))
    }

    @Test func `more duplicates than passes over the file end in a fault`() {
        let yaml = (0..<100).map { "key\($0 % 30): 1\n" }.joined()
        #expect(agentFaults(yaml).hasSuffix("a key stands twice in one mapping; expected each key once"))
    }

    // MARK: Hostile files

    @Test func `a file cut off anywhere is read or refused with a place`() {
        for end in relayYAML.indices {
            let faults = relayFaults(String(relayYAML[..<end]))
            #expect(faults.isEmpty || faults.hasPrefix("r.yaml:"))
        }
    }

    @Test func `a file with any one character changed is read or refused with a place`() {
        var random = SplitMix(state: 7)
        let hostile = Array("\t\r\n \"'#&*!|>%@`{}[],?:-\u{0}\u{85}\u{2028}\u{FEFF}\u{E000}é")
        for index in relayYAML.indices {
            var text = relayYAML
            text.replaceSubrange(index...index, with: String(hostile[Int(random.next() % UInt64(hostile.count))]))
            let faults = relayFaults(text)
            #expect(faults.isEmpty || faults.hasPrefix("r.yaml:"))
        }
    }

    @Test(arguments: ["[", "{", "- ", "? ", "[{", "{a: ", "\"", "&a ", "!a "])
    func `deep nesting is refused`(opening: String) {
        let yaml = String(repeating: opening, count: 100_000)
        #expect(agentFaults("log: " + yaml).hasPrefix("a.yaml:1:"))
        #expect(agentFaults(yaml).hasPrefix("a.yaml:1:"))
    }

    @Test(arguments: ["[": "]", "{a: ": "}"])
    func `nesting below the parser's limit is read and refused by its meaning`(opening: String, closing: String) {
        let yaml = String(repeating: opening, count: 900) + String(repeating: closing, count: 900)
        #expect(!agentFaults("log: { level: \(yaml) }").isEmpty)
        #expect(!agentFaults("? \(yaml)\n: 1").isEmpty)
    }

    @Test func `aliases of aliases cost nothing`() {
        let bomb = "a0: &a0 [x, x, x]\n" + (1..<30).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]\n" }.joined()
        #expect(
            agentFaults(bomb) == "a.yaml:1:1: many aliases (`*name`) are not used here; "
                + "expected the value itself, written out")
    }

    @Test func `aliases of aliases as a key cost little up to the limit`() {
        let bomb =
            "a0: &a0 [x, x, x]\n" + (1...5).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1), *a\($0 - 1)]\n" }.joined()
        #expect(agentFaults(bomb + "? *a5\n: 1\n").contains("anchors and aliases are not used here"))
        #expect(agentFaults(bomb + "? *a5\n: *a5\n").hasPrefix("a.yaml:1:1: many aliases"))
    }

    @Test func `words with asterisks in a comment are no aliases`() {
        let comment = "# " + String(repeating: "*word* ", count: 100) + "\n"
        #expect(agentFaults(comment + agentYAML).isEmpty)
    }

    @Test func `a huge value is refused and not shown`() {
        let value = String(repeating: "x", count: 900_000)
        let shown = agentFaults("log: { level: \(value) }\n")
        #expect(shown.contains("a.yaml:1:15: a value of more than 4096 bytes; expected one of trace"))
        #expect(shown.utf8.count < 2000)
    }

    @Test func `a huge key is refused and shown in part`() {
        let shown = agentFaults("log: { \(String(repeating: "x", count: 1000)): 1 }\n")
        #expect(shown.contains("the key \"\(String(repeating: "x", count: 40))…\" is not known"))
    }

    @Test func `what disturbs a terminal is not shown`() {
        let shown = agentFaults("\"a\\e[31m\\u202E\": 1\n")
        #expect(shown.contains(#"the key "a\u{1b}[31m\u{202e}" is not known"#))
    }

    @Test func `of many faults the first fifty are shown and the rest is counted`() {
        let yaml = (0..<60).map { "key\($0): 1\n" }.joined()
        let lines = agentFaults(yaml).split(separator: "\n")
        #expect(lines.count == 51)
        // Besides the 60 keys: tls and sage are missing, and neither relay nor direct is there.
        #expect(lines.last == "and 13 more")
    }
}
