import CompanyAudit
import Foundation
import Testing

struct SageTableFileTests {
    private func rows(_ csv: String) -> [SageTableFile.Row] {
        SageTableFile(csv: Data(csv.utf8)).rows
    }

    @Test(arguments: [
        ("a", "a"), (" a ", " a "), ("\"a,b\"", "a,b"), ("\"a\"\"b\"", "a\"b"), ("\"\"\"\"", "\""), ("\"\"", ""),
        ("\"a\nb\"", "a\nb"), ("\u{E9}", "\u{E9}"), ("0001", "0001"),
    ])
    func `a field is read to the letter`(written: String, read: String) {
        let rows = rows("A,B\n\(written),x\n")
        #expect(rows.count == 1)
        #expect(rows.first?.raw("A") == read)
        #expect(rows.first?.raw("B") == "x")
    }

    @Test(arguments: ["A,B\r\n1,2\r\n", "\u{FEFF}A,B\n1,2", "A,B\n\n1,2\n\n"])
    func `line ends, a byte order mark and empty lines do not matter`(csv: String) {
        let rows = rows(csv)
        #expect(rows.count == 1)
        #expect(rows.first?.raw("A") == "1")
        #expect(rows.first?.raw("B") == "2")
    }

    @Test func `a file that is not there is an empty table`() throws {
        #expect(try SageTableFile(path: "/nowhere/AP_Vendor.csv").rows.isEmpty)
    }

    @Test(arguments: [
        ("20260228", "2026-02-28"), ("20240229", "2024-02-29"), ("20260229", nil), ("20261301", nil),
        ("20260100", nil), ("", nil), ("2026-1-1", nil), ("17530101", "1753-01-01"),
    ])
    func `a date that names no day is none`(written: String, read: String?) {
        #expect(SageTableFile.Row(["D": written]).date("D") == read)
    }
}
