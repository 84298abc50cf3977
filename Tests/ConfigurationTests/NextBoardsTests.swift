import Configuration
import Foundation
import Testing

/// Boards on which records go on.
struct NextBoardsTests {
    private func yaml(_ lines: String) throws -> String {
        try relayYAML.replacing(line: "        board: \"1\"", with: "        board: \"1\"\n        " + lines)
    }

    @Test func `each next board is kept as the first one is, under a name of its own`() throws {
        let text = try yaml(
            "next-boards: [{ board: 2, group: top }, { board: new, columns: { amount: n1 } }]\n        every: 1h")
        let connection = try RelayConfiguration(bytes: Array(text.utf8), file: "r.yaml").connections[0]
        #expect(
            connection.boards.map { $0.name(in: "acme") } == [
                "acme/ap-invoices", "acme/ap-invoices/2", "acme/ap-invoices/3",
            ])
        #expect(connection.boards.map(\.board) == ["1", "2", "new"])
        #expect(connection.boards.map(\.group) == [nil, "top", nil])
        #expect(connection.boards.map(\.columns) == [[:], [:], ["amount": "n1"]])
        #expect(Set(connection.boards.map(\.every)).count == 1 && connection.boards[1].nextAt == 95)
    }

    @Test(arguments: [
        (
            "next-boards: [{ board: 1 }]",
            "the board 1 is used twice; expected one kind of records on a board; line 19 uses it already"
        ),
        ("next-at: 90%", "there is no next board; expected it beside next-boards only"),
        ("next-boards: []", "the list is empty; expected a list with at least one section"),
        (
            "next-boards: [{ board: 2 }]\n        next-at: 100%",
            "expected percentage, 50% to 99%"
        ),
        (
            "grouping: status\n        next-boards: [{ board: 2, group: a }]",
            "one group stands beside a grouping; "
                + "expected one of the two: a grouping chooses each item's group itself"
        ),
        (
            "relations: true\n      purchase-orders: { board: 2, next-boards: [{ board: 3 }] }",
            "invoices lead to purchase-orders, and these are on several boards; "
                + "expected relations or next-boards: a column leads to items of one board"
        ),
    ])
    func `what cannot be is told`(lines: String, fault: String) throws {
        #expect(relayFaults(try yaml(lines)).hasSuffix(fault))
    }

    @Test func `nine next boards are taken and ten are not`() throws {
        func list(_ count: Int) -> String {
            "next-boards: [" + (0..<count).map { "{ board: \($0 + 2) }" }.joined(separator: ", ") + "]"
        }
        #expect(try relayFaults(yaml(list(9))) == "")
        #expect(
            try relayFaults(yaml(list(10))).contains("10 sections stand here; expected at most 9: every board reads"))
    }

    @Test func `the id of a next board is written where it stands`() throws {
        let folder = try ScratchFolder()
        let text = try yaml("next-boards: [{ board: 2 }, { board: new }]")
        let path = try folder.write("r.yaml", Array(text.utf8))
        let edit = BoardIDEdit(file: path, configuration: try RelayConfiguration(file: path))
        #expect(try edit.write(["acme/ap-invoices/3": "33"]) == ["acme/ap-invoices/3"])
        #expect(
            try String(contentsOfFile: path, encoding: .utf8)
                == text.replacingOccurrences(of: "board: new", with: "board: \"33\""))
    }
}
