import Testing

@testable import SimulatedMonday

struct CSVReaderTests {
    private func records(_ text: String) throws -> [[String]] {
        var reader = CSVReader(Array(text.utf8))
        var records: [[String]] = []
        while let record = try reader.next() { records.append(record) }
        return records
    }

    @Test func `records end with either line end, and fields may be quoted`() throws {
        #expect(try records("a,b\r\nc,d\n") == [["a", "b"], ["c", "d"]])
        #expect(try records("\"a,\"\"1\"\"\r\n\",") == [["a,\"1\"\r\n", ""]])
        #expect(try records("a\n\nb") == [["a"], [""], ["b"]])
        #expect(try records("") == [])
        #expect(try records("é,\"ü\"") == [["é", "ü"]])
    }

    @Test(arguments: ["a\"b", "\"a\"b", "\"a", "a\rb"])
    func `what RFC 4180 does not allow is an error with its record`(text: String) {
        #expect {
            _ = try records("ok\n" + text)
        } throws: {
            ($0 as? CSVReader.Flaw)?.record == 2
        }
    }

    @Test func `bytes that are not UTF-8 are an error`() {
        var reader = CSVReader([0x61, 0xFF])
        #expect(throws: CSVReader.Flaw.self) { try reader.next() }
    }

    @Test func `the records that are left are counted without being passed`() throws {
        var reader = CSVReader(Array("h\na\n\"b\n\"\n".utf8))
        _ = try reader.next()
        #expect(try reader.countOfRest() == 2)
        #expect(try reader.next() == ["a"])
    }
}
