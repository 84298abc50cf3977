import SageSOAP
import Testing
import WireProtocol

/// Amounts, dates and the like, as services write them.
struct SchemaTextTests {
    @Test(
        arguments: [
            ("1234.50", "1234.50"), (" 1234.50\n", "1234.50"), ("-0.00", "0.00"), ("+7", "7"), ("007", "7"),
            (".5", "0.5"), ("5.", "5"), ("123456789012345678.123456", "123456789012345678.123456"), ("0", "0"),
        ])
    func `an amount is its canonical text to the last digit`(text: String, expected: String) async throws {
        let customer = try await read("<a:CreditLimit>\(text)</a:CreditLimit>")
        #expect(try customer.creditLimit?.text == expected)
    }

    @Test(
        arguments: [
            "12,50", "1 000", "1e3", "INF", "NaN", "--1", "0x10", "one", "1.2.3", "٣",
            "1" + String(repeating: "0", count: 40),
        ])
    func `what is no decimal makes the answer invalid`(text: String) async throws {
        let error = await failure { _ = try await read("<a:CreditLimit>\(text)</a:CreditLimit>") }
        #expect(error?.code == .answerInvalid)
        #expect(error?.message == "The answer to GetCustomer has a CreditLimit that is no decimal.")
    }

    @Test(
        arguments: [
            ("1.5E3", "1500"), ("1.5E+3", "1500"), ("15e-1", "1.5"), ("-1E-2", "-0.01"), ("1.25", "1.25"),
            ("0E10", "0"), ("1.2345E2", "123.45"),
        ])
    func `a double with an exponent is the exact number`(text: String, expected: String) async throws {
        let service = FakeService([
            .body(
                "<o:Answer xmlns:o='urn:other'><result><CustomerNo>7</CustomerNo><CreditLimit>\(text)</CreditLimit>"
                    + "</result></o:Answer>")
        ])
        let customer = try await client(service, of: .unqualified).customer(division: "", number: "7", at: target())
        #expect(try customer?.creditLimit?.text == expected)
    }

    @Test(arguments: ["INF", "-INF", "NaN"])
    func `a double that is no number is refused where it is asked for`(text: String) async throws {
        let service = FakeService([
            .body(
                "<o:Answer xmlns:o='urn:other'><result><CustomerNo>7</CustomerNo><CreditLimit>\(text)</CreditLimit>"
                    + "</result></o:Answer>")
        ])
        let customer = try await client(service, of: .unqualified).customer(division: "", number: "7", at: target())
        #expect(throws: SageSOAPError.self) { try customer?.creditLimit }
    }

    @Test(
        arguments: [
            ("2026-03-01T09:30:15", "20260301T09:30:15.000"), ("2026-03-01T09:30:15.1239", "20260301T09:30:15.123"),
            ("2026-03-01T09:30:15.5Z", "20260301T09:30:15.500"), ("2026-03-01T09:30:15-05:00", "20260301T09:30:15.000"),
            (" 2026-03-01T00:00:00 ", "20260301T00:00:00.000"), ("2026-03-01", "20260301T00:00:00.000"),
        ])
    func `a moment is what is written, cut to milliseconds`(text: String, expected: String) async throws {
        let customer = try await read("<a:DateTimeUpdated>\(text)</a:DateTimeUpdated>")
        #expect(try customer.updated?.text == expected)
        #expect(try customer.date("DateTimeUpdated")?.text == "20260301")
    }

    @Test(arguments: ["1753-01-01T00:00:00", "0001-01-01T00:00:00", ""])
    func `the service's null date and .NET's are none`(text: String) async throws {
        let customer = try await read("<a:DateTimeUpdated>\(text)</a:DateTimeUpdated>")
        #expect(try customer.updated == nil)
    }

    @Test(arguments: ["2026-02-30T00:00:00", "2026-13-01", "01.03.2026", "2026-03-01T24:00:00", "2026-3-1", "today"])
    func `what is no date makes the answer invalid`(text: String) async throws {
        let error = await failure { _ = try await read("<a:DateTimeUpdated>\(text)</a:DateTimeUpdated>") }
        #expect(error?.code == .answerInvalid)
    }

    @Test(arguments: [("Y", true), ("N", false), ("true", true), ("0", false)])
    func `a yes is Sage's or the schema's`(text: String, expected: Bool) async throws {
        #expect(try await read("<a:CreditHold>\(text)</a:CreditHold>").creditHold == expected)
    }

    private func read(_ more: String) async throws -> SOAPCustomer {
        let found = try await client(FakeService([.customer(more: more)])).customer(
            division: "01", number: "0001234", at: target())
        return try #require(found)
    }
}
