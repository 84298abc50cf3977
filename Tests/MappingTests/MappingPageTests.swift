import Foundation
import Testing
import WireProtocol

@testable import Mapping

/// `docs/mapping.md` is held to what the layouts are.
struct MappingPageTests {
    private let text: String

    init() throws {
        let page = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/mapping.md")
        text = try String(contentsOf: page, encoding: .utf8)
    }

    /// The rows of the table of fields in the chapter whose heading names a kind.
    private func rows(of kind: RecordKind) throws -> [String] {
        let heading = try #require(text.range(of: "(`\(kind.collection)`)\n"))
        let rest = text[heading.upperBound...]
        let chapter = rest.range(of: "\n## ").map { rest[..<$0.lowerBound] } ?? rest
        return chapter.split(separator: "\n").filter { $0.hasPrefix("| `") }.map { line in
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().map {
                $0.filter { $0 != "`" }.trimmingCharacters(in: .whitespaces)
            }
            return cells.prefix(4).joined(separator: " | ")
        }
    }

    @Test(arguments: RecordKind.allCases)
    func `the page lists exactly the fields of a kind, with title, type and need`(kind: RecordKind) throws {
        let segment = AgentInfo.SegmentDefinition(number: "01", name: "the segment's name", length: 4)
        let layout = BoardLayout(
            kind: kind, segments: kind == .glAccount ? [segment] : [],
            derived: DerivedFields(Set(DerivedField.allCases)))
        let expected = layout.fields.map { field in
            let name = field.name == "segment-01" ? "segment-01, …" : field.name
            return "\(name) | \(field.title) | \(field.content.columnType) | \(field.isRequired ? "yes" : "")"
        }
        #expect(try rows(of: kind) == expected)
    }

    @Test func `the page names every label of a status column`() throws {
        for kind in RecordKind.allCases {
            let layout = BoardLayout(kind: kind, derived: DerivedFields(Set(DerivedField.allCases)))
            for case .status(let labels) in layout.fields.map(\.content) {
                #expect(text.contains("| \(labels.joined(separator: ", "))"), "\(labels)")
            }
        }
    }

    @Test func `the page's table of types has every type that is written`() {
        for type in ["text", "numbers", "date", "status", "long_text"] { #expect(text.contains("\n| `\(type)` |")) }
    }
}
