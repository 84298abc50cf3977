import BusinessObjects
import Foundation
import SimulatedSage
import Testing
import WireProtocol

struct CompanyFolderTests {
    private let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
    }

    private func contents() throws -> SimulatedCompany.Contents {
        try CompanyFolder(folder.url).contents()
    }

    @Test func `an empty folder is a company without records that shows the real time`() throws {
        let contents = try contents()
        #expect(SageTables.all.allSatisfy { contents.books.count($0.name) == 0 })
        #expect(contents.clock.source == .running(aheadMilliseconds: 0))
        #expect(contents.clock.zone.identifier == SageClock.usualZone)
    }

    @Test func `columns may stand in any order be missing or be unknown`() throws {
        try folder.write("VendorName,Colour,VendorNo,APDivisionNo\nAirway,red,AIRWAY,01\n", to: "AP_Vendor.csv")
        let vendor = try #require(try contents().books.record("AP_Vendor", key: ["01", "AIRWAY"]))
        #expect(vendor["VendorName"] == "Airway")
        #expect(vendor["City"] == "")
        #expect(vendor["LastCheckAmt"] == "")
        #expect(vendor["Colour"] == nil)
    }

    @Test(arguments: [
        ("12.5", "12.50"), ("-7", "-7.00"), ("+007.1", "7.10"), (".5", "0.50"), ("3.", "3.00"),
        ("-0.00", "0.00"), ("1.230", "1.23"), (" 4 ", "4.00"), ("12345678901234567890.12", "12345678901234567890.12"),
    ])
    func `numbers are brought to the scale of their column`(written: String, held: String) throws {
        try folder.write("APDivisionNo,VendorNo,LastCheckAmt\n00,A,\(written)\n", to: "AP_Vendor.csv")
        #expect(try contents().books.record("AP_Vendor", key: ["00", "A"])?["LastCheckAmt"] == held)
    }

    @Test(arguments: ["1.234", "1e3", "12x", "--1", "1,5", ".", "-", "0x1F", "1 2", "NaN"])
    func `what is not a number is refused with file line and column`(written: String) throws {
        let text = "APDivisionNo,VendorNo,VendorName,LastCheckAmt\n00,A,\"two\nlines\",0\n00,B,b,\"\(written)\"\n"
        try folder.write(text, to: "AP_Vendor.csv")
        let error = #expect(throws: CompanyFolderError.self) { try contents() }
        #expect(error?.file == "AP_Vendor.csv")
        #expect(error?.line == 4)
        #expect(error?.column == "LastCheckAmt")
    }

    @Test(arguments: [
        ("APDivisionNo,VendorNo\n00,A\n00,B\n00,A\n", 4, "the primary key of line 2 again"),
        ("APDivisionNo,VendorNo\n00,A\n00\n", 3, "1 fields instead of 2"),
        ("APDivisionNo,VendorNo,City,City\n", 1, "the heading stands there twice"),
        ("APDivisionNo,VendorName\n", 1, "the column of the key is missing"),
        ("APDivisionNo,VendorNo\n00,\"A\n", 2, "a quoted field that is never closed"),
        ("APDivisionNo,VendorNo\n00,A\"B\n", 2, "a quote inside a field that does not begin with one"),
        ("APDivisionNo,VendorNo\n\n00,\"A\"B\n", 3, "text behind the closing quote of a field"),
        ("APDivisionNo,VendorNo\n00,A\u{0}\n", 2, "a field with a NUL character"),
        ("APDivisionNo,VendorNo\n00,A\r00,B\n", 2, "a carriage return without a line feed"),
    ])
    func `a file that is not a table is refused with its line`(text: String, line: Int, reason: String) throws {
        try folder.write(text, to: "AP_Vendor.csv")
        let error = #expect(throws: CompanyFolderError.self) { try contents() }
        #expect(error?.file == "AP_Vendor.csv")
        #expect(error?.line == line)
        #expect(error?.reason == reason)
    }

    @Test func `bytes that are not UTF-8 are refused with their line`() throws {
        let bytes = Data("APDivisionNo,VendorNo\n00,A\n00,Caf".utf8) + [0xE9] + Data("\n".utf8)
        try bytes.write(to: folder.url.appending(path: "AP_Vendor.csv"))
        let error = #expect(throws: CompanyFolderError.self) { try contents() }
        #expect(error?.line == 3)
    }

    @Test func `a number that the file does not tell stays blank, also when it is saved and read again`() throws {
        try folder.write("APDivisionNo,VendorNo,InvoiceNo,InvoiceAmt\n00,A,1,\n00,A,2,7\n", to: "AP_OpenInvoice.csv")
        try CompanyFolder(folder.url).save(try contents())
        let books = try contents().books
        #expect(books.records("AP_OpenInvoice").map { $0["InvoiceAmt"] } == ["", "7.00"])
        #expect(books.records("AP_OpenInvoice").map { $0["Balance"] } == ["", ""])
    }

    @Test func `a byte order mark and lines that end in CRLF are taken`() throws {
        let text = "\u{FEFF}APDivisionNo,VendorNo,VendorName\r\n00,A,\"x\r\ny\"\r\n00,B,last\r\n"
        try folder.write(text, to: "AP_Vendor.csv")
        let books = try contents().books
        #expect(books.record("AP_Vendor", key: ["00", "A"])?["VendorName"] == "x\r\ny")
        #expect(books.record("AP_Vendor", key: ["00", "B"])?["VendorName"] == "last")
    }

    @Test func `keys that differ only in case blanks or spelling of a letter are different keys`() throws {
        let numbers = ["abc", "ABC", " ABC", "ABC ", "caf\u{E9}", "cafe\u{301}"]
        try folder.write(
            "APDivisionNo,VendorNo\n" + numbers.map { "00,\($0)\n" }.joined(), to: "AP_Vendor.csv")
        let books = try contents().books
        #expect(books.count("AP_Vendor") == numbers.count)
        for number in numbers {
            let found = try #require(books.record("AP_Vendor", key: ["00", number])?["VendorNo"])
            #expect(Array(found.utf8) == Array(number.utf8))
        }
    }

    @Test func `what is saved is loaded again to the letter`() throws {
        let nasty = [" lead", "trail ", "quote\"d", "a,b", "line\nfeed", "cr\r\nlf", "é€ß", "", "'", "\"", "\u{FEFF}x"]
        var text = "APDivisionNo,VendorNo,VendorName,LastCheckAmt\n"
        for (index, name) in nasty.enumerated() {
            text += "00,V\(index),\"\(name.replacing("\"", with: "\"\""))\",-\(index).5\n"
        }
        try folder.write(text, to: "AP_Vendor.csv")
        try folder.write(
            #"{"name":"Nasty & Sons","allowExternalAccess":false,"clock":{"now":"\#(noon)","zone":"Europe/Berlin"}}"#,
            to: "Company.json")
        let before = try contents()
        let copy = try ScratchFolder()
        try CompanyFolder(copy.url).save(before)
        let after = try CompanyFolder(copy.url).contents()
        #expect(after.books.records("AP_Vendor") == before.books.records("AP_Vendor"))
        #expect(after.books.records("AP_Vendor").map { $0["VendorName"] }.count == nasty.count)
        #expect(
            Set(after.books.records("AP_Vendor").map { Array(($0["VendorName"] ?? "").utf8) })
                == Set(nasty.map { Array($0.utf8) }))
        #expect(after.name == "Nasty & Sons")
        #expect(!after.allowsExternalAccess)
        #expect(after.clock.now == (try stamp()))
        #expect(after.clock.zone.identifier == "Europe/Berlin")
    }

    @Test(arguments: [#"{"clock":{"zone":"Atlantis/Centre"}}"#, #"{"clock":{"now":"yesterday"}}"#, "{"])
    func `settings that cannot be read are refused`(json: String) throws {
        try folder.write(json, to: "Company.json")
        let error = #expect(throws: CompanyFolderError.self) { try contents() }
        #expect(error?.file == "Company.json")
    }
}
