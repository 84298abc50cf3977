import BusinessObjects
import SimulatedSage
import SimulatorServer
import Testing
import XML

@testable import SimulatedSageSOAP

/// What is passed over without a word, as WCF's serializer does.
struct ReadingTests {
    private let test: TestService

    init() throws {
        test = try TestService()
    }

    private func update(_ members: String) async -> String? {
        let answer = await test.call(.updateCustomer, "<customer>\(members)</customer>")
        #expect(answer.status == 200, "\(answer.text)")
        return test.company.books.record("AR_Customer", key: ["01", "C000001"])?["City"]
    }

    private let division = "<d:ARDivisionNo>01</d:ARDivisionNo>"
    private let number = "<d:CustomerNo>C000001</d:CustomerNo>"

    @Test func `members in order are taken`() async {
        #expect(await update(division + "<d:City>Irvine X</d:City>" + number) == "Irvine X")
    }

    @Test func `a member behind its place is ignored`() async {
        let before = test.company.books.record("AR_Customer", key: ["01", "C000001"])?["City"]
        #expect(await update(division + number + "<d:City>Lost</d:City>") == before)
    }

    @Test func `a member of another namespace is ignored`() async {
        let before = test.company.books.record("AR_Customer", key: ["01", "C000001"])?["City"]
        #expect(await update(division + "<City>Lost</City>" + number) == before)
        #expect(await update(division + "<City xmlns=''>Lost</City>" + number) == before)
    }

    @Test func `a member that nobody knows is ignored, and of two the first counts`() async {
        #expect(
            await update(division + "<d:Blah>x</d:Blah><d:City>First</d:City><d:City>Second</d:City>" + number)
                == "First")
    }

    @Test func `a key behind its place is no key`() async {
        let answer = await test.call(.updateCustomer, "<customer>\(number)\(division)</customer>")
        // Without its division the customer is looked for in 00.
        #expect(answer.fault?.code == "CI_NoKey")
    }

    @Test func `parameters out of order and of another namespace are ignored`() async {
        let late = await test.call(.getCustomer, "<customerNo>C000001</customerNo><arDivisionNo>01</arDivisionNo>")
        #expect(late.fault?.code == "CI_NoKey")
        let foreign = await test.call(
            .getCustomer, "<arDivisionNo>01</arDivisionNo><d:customerNo>C000001</d:customerNo>")
        #expect(foreign.fault?.code == "CI_NoKey")
    }

    @Test func `a name in front of its password is no logon`() async {
        // Username stands behind Password in ordinal order; in front of it, the password comes too late.
        let logon = "<logon><d:Username>bridge</d:Username><d:Password>s3cret &lt;&amp;&gt;</d:Password></logon>"
        let answer = await test.call(.getNextCustomerNo, logon: logon + "<companyCode>ABC</companyCode>")
        #expect(answer.fault?.code == "WS_LogonFailed")
    }

    @Test(arguments: ["12,50", "abc", "1e3", "NaN", "INF", "", "1.2.3", "1 2", "\u{A0}1"])
    func `what is no decimal is no request`(text: String) async {
        let answer = await test.call(
            .updateCustomer, "<customer>\(division)<d:CreditLimit>\(text)</d:CreditLimit>\(number)</customer>")
        #expect(answer.status == 500)
        #expect(answer.fault?.code == "DeserializationFailed")
    }

    @Test(arguments: [" 12.5", "12.5 ", "\n\t12.5\r\n"])
    func `white space around a decimal does not count`(text: String) async {
        _ = await update(division + "<d:CreditLimit>\(text)</d:CreditLimit>" + number)
        #expect(test.company.books.record("AR_Customer", key: ["01", "C000001"])?["CreditLimit"] == "12.50")
    }

    @Test(arguments: ["2026-02-30T00:00:00", "2026-03-10", "20260310", "", "2026-03-10T24:00:00"])
    func `what is no moment is no request`(text: String) async {
        let answer = await test.call(
            .updateCustomer, "<customer>\(division)\(number)<d:DateEstablished>\(text)</d:DateEstablished></customer>")
        #expect(answer.fault?.code == "DeserializationFailed")
    }

    @Test(arguments: ["2026-03-09T00:00:00", "2026-03-09T23:59:59.9999999Z", " 2026-03-09T00:00:00+02:00 "])
    func `of a moment the day is kept`(text: String) async {
        _ = await update(division + number + "<d:DateEstablished>\(text)</d:DateEstablished>")
        #expect(test.company.books.record("AR_Customer", key: ["01", "C000001"])?["DateEstablished"] == "20260309")
    }

    @Test func `contract and data may have one namespace`() async throws {
        let test = try TestService { $0.names.data = $0.names.service }
        let answer = await test.customer("C000001")
        #expect(answer["CustomerNo"] == "C000001")
        #expect(answer.result?.name.namespace == answer.result?.children.first?.name.namespace)
    }
}
