import BusinessObjects
import Foundation
import SimulatedSage
import Testing

@testable import SimulatedSageSOAP

/// `docs/simulators.md` names what there is.
struct DocumentationTests {
    private let page: String

    init() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        page = try String(contentsOf: root.appending(path: "docs/simulators.md"), encoding: .utf8)
    }

    @Test func `every table of the simulated Sage has its row, and its objects are named`() {
        for table in SageTables.all {
            let row = page.split(separator: "\n").first { line in
                line.hasPrefix("| ")
                    && line.dropFirst(2).prefix { $0 != "|" }.split(separator: ",").contains {
                        $0.filter { !$0.isWhitespace } == table.name
                    }
            }
            #expect(row != nil, "\(table.name)")
            #expect(row?.contains(table.primaryKey.joined(separator: ", ")) == true || table.name.hasSuffix("Detail"))
        }
    }

    @Test func `every kind of fault has its row`() {
        let section = page.split(separator: "## SimulatedSageSOAP\n").last?.split(separator: "\n## ").first ?? ""
        for kind in Fault.Kind.allCases { #expect(section.contains("| `\(kind.rawValue)` |"), "\(kind)") }
    }

    @Test func `every code that Sage may answer is named`() {
        for code in SOAPFault.Code.allCases {
            #expect(page.contains("\(code.rawValue)`"))
        }
    }
}
