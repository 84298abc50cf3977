import Observability
import Testing

struct TextTableTests {
    @Test func `columns are as wide as their widest cell, numbers at the right, no blanks at the end`() {
        var table = TextTable([("Board", .left), ("Items", .right), ("Note", .left)])
        table.add(["acme/ap-vendors", "7", ""])
        table.add(["b", "12345678", "full"])
        #expect(
            table.text == """
                Board               Items  Note
                acme/ap-vendors         7
                b                12345678  full

                """)
    }

    @Test func `a table without rows is its titles`() {
        #expect(TextTable([("A", .left), ("B", .right)]).text == "A  B\n")
    }

    @Test(arguments: ["\n", "\r\n", "\t", "\u{1B}", "\u{0}", "\u{7F}", "\u{85}", "\u{9B}", "\u{2028}", "\u{2029}"])
    func `control characters become blanks, so that a row stays a row`(character: String) {
        var table = TextTable([("A", .left), ("B", .left)])
        table.add(["x\(character)y", "z"])
        let blanks = String(repeating: " ", count: character.unicodeScalars.count)
        #expect(table.text.split(separator: "\n").last == "x\(blanks)y  z")
        #expect(table.text.filter(\.isNewline).count == 2)
    }

    @Test func `letters count as people see them`() {
        var table = TextTable([("A", .left), ("B", .left)])
        table.add(["e\u{301}é", "1"])
        table.add(["abc", "2"])
        #expect(table.text == "A    B\ne\u{301}é   1\nabc  2\n")
    }
}
