import Foundation
import Testing

@testable import Configuration

/// Ids of new boards, put into the file that an operator wrote.
struct BoardIDEditTests {
    private let head = """
        state: ./relay.sqlite
        secrets: { folder: ./secrets }
        agents: { listen: "127.0.0.1:0", certificate: a.pem, key: a.key, trust: [ca.pem], trust-domain: b.example }
        monday: [{ name: m, plan: pro, token: { secret: token } }]
        connections:
          - name: acme
            agent: hq
            company: ABC
            monday: m
            boards:

        """

    private func file(_ boards: String) throws -> String {
        let path = FileManager.default.temporaryDirectory.appending(path: "relay-\(UUID().uuidString).yaml").path
        try (head + boards).write(toFile: path, atomically: false, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        return path
    }

    private func write(_ boards: String, _ ids: [String: String]) throws -> (text: String, written: [String]) {
        let path = try file(boards)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let edit = BoardIDEdit(file: path, configuration: try RelayConfiguration(file: path))
        let written = try edit.write(ids)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o640)
        return (String(try String(contentsOfFile: path, encoding: .utf8).dropFirst(head.count)), written)
    }

    @Test(arguments: [
        (
            "      ap-vendors: { board: new, every: 1h }   # ours",
            "      ap-vendors: { board: \"12\", every: 1h }   # ours"
        ),
        ("      ap-vendors: {every: 1h, board:   \"new\"}", "      ap-vendors: {every: 1h, board:   \"12\"}"),
        (
            "      ap-vendors:\n        # new\n        board: new\n        every: 1h\n",
            "      ap-vendors:\n        # new\n        board: \"12\"\n        every: 1h\n"
        ),
        ("      ap-vendors: { \"board\": 'new' }", "      ap-vendors: { \"board\": \"12\" }"),
    ])
    func `the word is replaced where it stands and nothing else is touched`(old: String, new: String) throws {
        let (text, written) = try write(old, ["acme/ap-vendors": "12"])
        #expect(text == new && written == ["acme/ap-vendors"])
    }

    @Test func `two boards on one line each get their own id`() throws {
        let (text, written) = try write(
            "      { ap-vendors: { board: new }, gl-accounts: { board: new } }",
            ["acme/ap-vendors": "12", "acme/gl-accounts": "13"])
        #expect(text == "      { ap-vendors: { board: \"12\" }, gl-accounts: { board: \"13\" } }")
        #expect(written.count == 2)
    }

    @Test func `a board that has an id, and one of no new id, stay as they are`() throws {
        let boards = "      ap-vendors: { board: \"7\" }\n      gl-accounts: { board: new }\n"
        let (text, written) = try write(boards, ["acme/ap-vendors": "12"])
        #expect(text == boards && written.isEmpty)
    }

    @Test func `what is not written in the usual way is left to a person`() throws {
        let boards = "      ap-vendors:\n        board:\n          new\n"
        let (text, written) = try write(boards, ["acme/ap-vendors": "12"])
        #expect(text == boards && written.isEmpty)
    }

    @Test(arguments: [
        ("ap-vendors: { board: \"1\", relations: true }", "\"relations\" has no meaning"),
        ("ap-vendors: { board: \"1\", lines: text }", "\"lines\" has no meaning"),
        ("gl-accounts: { board: \"1\", most-subitems: 5 }", "\"most-subitems\" has no meaning"),
        ("ap-invoices: { board: \"1\", most-subitems: 5 }", "there are no subitems"),
        ("ap-invoices: { board: \"1\", lines: subitems, most-subitems: 501 }", "out of range"),
        ("ap-invoices: { board: \"1\", lines: items }", "is not known"),
        ("ap-vendors: { board: \"1\", grouping: period }", "no date"),
        ("ap-vendors: { board: \"1\", grouping: status, group: topics }", "beside a grouping"),
        ("ap-vendors: { board: \"1\", rollover: { archive: inactive, older-than: 400d } }", "never done with"),
        ("ap-invoices: { board: \"1\", rollover: { archive: posted, older-than: 400d } }", "not done with"),
        ("ap-invoices: { board: \"1\", rollover: { archive: paid } }", "older-than"),
        ("ap-invoices: { board: \"1\", rollover: { archive: paid, older-than: 29d } }", "younger than a month"),
        ("ap-invoices: { board: \"1\", rollover: { archive: paid, older-than: 30d, at: 49% } }", "out of range"),
        ("ap-invoices: { board: news }", "is not allowed"),
    ])
    func `settings of boards that make no sense are refused`(board: String, fault: String) throws {
        let error = #expect(throws: ConfigurationError.self) {
            try RelayConfiguration(bytes: Array((head + "      " + board).utf8), file: "/relay.yaml")
        }
        #expect(error.map { "\($0)".contains(fault) } == true, "\(error.map { "\($0)" } ?? "")")
    }

    @Test func `two boards that are still to be made are not one board`() throws {
        let boards = "      ap-vendors: { board: new }\n      gl-accounts: { board: new }\n"
        let read = try RelayConfiguration(bytes: Array((head + boards).utf8), file: "/relay.yaml")
        #expect(read.connections[0].boards.map(\.board) == ["new", "new"])
    }

    @Test func `lines are text by default, and a hundred subitems where they are subitems`() throws {
        func read(_ settings: String) throws -> RelayConfiguration.Board {
            let board = "      purchase-orders: { board: \"1\"\(settings) }"
            let read = try RelayConfiguration(bytes: Array((head + board).utf8), file: "/relay.yaml")
            return read.connections[0].boards[0]
        }
        #expect(try read("").lines == .text)
        let both = try read(", lines: both")
        #expect(both.lines == .both && both.mostSubitems == 100)
        #expect(try read(", lines: subitems, most-subitems: 500").mostSubitems == 500)
    }

    @Test func `a rollover is read with its defaults`() throws {
        let board = "      ap-invoices: { board: \"1\", rollover: { archive: paid, older-than: 30d }, relations: true }"
        let read = try RelayConfiguration(bytes: Array((head + board).utf8), file: "/relay.yaml").connections[0].boards[
            0]
        #expect(read.rollover?.at == 90 && read.rollover?.mostPerDay == 500 && read.relations)
        #expect(read.rollover?.olderThan == .seconds(30 * 86_400))
    }
}
