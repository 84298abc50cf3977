import Foundation
import Monday
import Testing

/// The table of errors, as the code has it and as docs/errors.md shows it.
struct ErrorTableTests {
    private static let page = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../docs/errors.md")

    @Test func `the page shows the table that the code goes by, and nothing else`() throws {
        let text = try String(contentsOf: Self.page, encoding: .utf8)
        let lines = text.split(separator: "\n").map(String.init)
        let start = try #require(lines.firstIndex { $0.hasPrefix("| code, or words") })
        let shown = Array(lines[(start + 2)...].prefix { $0.hasPrefix("|") })
        #expect(shown == ErrorTable.rows.map(\.markdown))
        for action in ErrorAction.allCases { #expect(text.contains("\n| \(action.rawValue) | ")) }
    }

    @Test func `no code means two things, and every row says what to do`() {
        let codes = ErrorTable.rows.flatMap(\.codes).map { $0.lowercased().filter(\.isLetter) }
        #expect(Set(codes).count == codes.count)
        for row in ErrorTable.rows { #expect(row.markdown.hasSuffix(". |"), "\(row.markdown)") }
    }

    @Test(arguments: ErrorTable.rows.flatMap { row in row.codes.map { ($0, row.kind.action) } })
    func `every code leads to its row's action in the new form and in the old one, in any spelling`(
        code: String, action: ErrorAction
    ) async throws {
        for spelling in [code, code.lowercased(), code.uppercased(), code.replacing("_", with: " ")] {
            for body in [
                #"{"errors":[{"message":"m","extensions":{"code":"\#(spelling)"}}]}"#,
                #"{"error_code":"\#(spelling)","error_message":"m","errors":["m"],"account_id":1}"#,
            ] {
                let answer = try await FakeTransport(body).answer()
                let failure = try #require(answer.errors.first)
                #expect(failure.action == action, "\(body)")
                #expect(failure.description.contains("[\(spelling)]"))
            }
        }
    }

    @Test(arguments: ["SomethingNew", "SOMETHING_EVEN_NEWER", "E42"], [200, 409, 422])
    func `a code that nobody knows is safe: what it concerns is looked at before anything is sent again`(
        code: String, status: Int
    ) async throws {
        let body =
            #"{"data":{"c0":null,"c1":{"id":"7"}},"errors":[{"message":"m","path":["c0"],"#
            + #""extensions":{"code":"\#(code)"}}]}"#
        let answer = try await FakeTransport(status: status, body).answer()
        #expect(answer.errors.map(\.action) == [.retry])
        let outcomes = BatchOutcome.resolve(["c0", "c1"], from: answer)
        guard case .unknown = outcomes[0] else { throw Unexpected() }
        #expect(outcomes[1] == .done("7"))
    }

    private struct Unexpected: Error {}
}
