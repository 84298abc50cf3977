import Configuration
import Foundation
import Testing

/// `docs/configuration.md` is held to what the readers accept.
struct DocumentationTests {
    private let text: String

    init() throws {
        let page = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/configuration.md")
        text = try String(contentsOf: page, encoding: .utf8)
    }

    @Test func `the agent's tables list exactly the keys it accepts`() throws {
        #expect(try table(of: "sage-agent.yaml") == lines(AgentConfiguration.keys))
    }

    @Test func `the relay's tables list exactly the keys it accepts`() throws {
        #expect(try table(of: "relay.yaml") == lines(RelayConfiguration.keys))
    }

    @Test func `every agent example is a configuration`() throws {
        let examples = examples(of: "agent")
        #expect(examples.count == 4)
        for example in examples { _ = try AgentConfiguration(bytes: Array(example.utf8), file: "/example.yaml") }
    }

    @Test func `every relay example is a configuration`() throws {
        let examples = examples(of: "relay")
        #expect(examples.count == 2)
        for example in examples { _ = try RelayConfiguration(bytes: Array(example.utf8), file: "/example.yaml") }
    }

    @Test func `the full examples name every key`() throws {
        // Either backend, and either place of secrets, has an example of its own.
        let agent = examples(of: "agent").joined(separator: "\n")
        // One of four ways to a key; the other program's examples have it.
        for key in AgentConfiguration.keys where !["folder", "environment"].contains(key.name) {
            #expect(agent.contains("\(key.name):"))
        }
        let relay = examples(of: "relay").joined(separator: "\n")
        let optional = ["token-prefix", "certificate-bundle", "command", "passphrase-file"]
        for key in RelayConfiguration.keys where !optional.contains(key.name) {
            #expect(relay.contains("\(key.name):"))
        }
    }

    private func lines(_ keys: [KeyDeclaration]) -> [String] {
        keys.map { "\($0.section) | \($0.name) | \($0.type) | \($0.defaultValue)" }.sorted()
    }

    /// The rows of the tables under a heading of the second level, without their meaning.
    private func table(of file: String) throws -> [String] {
        let start = try #require(text.range(of: "\n## \(file)\n"))
        let rest = text[start.upperBound...]
        let chapter = rest.range(of: "\n## ").map { rest[..<$0.lowerBound] } ?? rest
        var section = ""
        var rows: [String] = []
        for line in chapter.split(separator: "\n") {
            if line.hasPrefix("### ") {
                let name = line.dropFirst(4).filter { $0 != "`" }
                section = name == "Top level" ? "" : name
            } else if line.hasPrefix("| `") {
                let cells = line.split(separator: "|").map { cell in
                    cell.filter { $0 != "`" }.trimmingCharacters(in: .whitespaces)
                }
                try #require(cells.count == 5)
                #expect(cells[4] == "yes")
                rows.append("\(section) | \(cells[0]) | \(cells[1]) | \(cells[2])")
            }
        }
        return rows.sorted()
    }

    /// The blocks that are fenced as YAML of one executable.
    private func examples(of name: String) -> [String] {
        text.components(separatedBy: "```yaml \(name)\n").dropFirst().compactMap {
            $0.components(separatedBy: "\n```").first
        }
    }
}
