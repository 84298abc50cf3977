import BusinessObjects
import Ledger
import Testing
import WireProtocol

@Suite(.timeLimit(.minutes(5)))
struct ScanTests {
    let sage = FakeSage()

    init() { sage.prepare() }

    /// Invoices in every table, one number shared by two vendors, several headers and receipts of one invoice.
    private func fill() {
        for number in 1...3 { sage.enter(TestInvoice(number: "E\(number)")) }
        for number in 1...2 {
            sage.receive(TestInvoice(number: "R", order: "001000\(number)"), receipt: "00000\(number)")
        }
        sage.receive(TestInvoice(number: "R2", order: "0010009"), receipt: "000003")
        for number in 1...4 { sage.post(TestInvoice(number: "P\(number)", order: "0010001")) }
        var other = TestInvoice(number: "P1")
        other.vendor = "BRICK"
        sage.post(other, header: "000002")
        for number in ["H1", "H2"] {
            let invoice = TestInvoice(number: number)
            sage.post(invoice)
            sage.writeHistory(invoice, header: "000004")
            sage.purge(invoice)
        }
        other.number = "H1"
        sage.writeHistory(other, header: "000002")
    }

    @Test(arguments: [nil, SageStamp("20260501T09:00:00.000")])
    func `a scan resumed at any cursor gives exactly the rest`(since: SageStamp?) async throws {
        fill()
        let ledger = Ledger.over(sage)
        let whole = try await ledger.collect(.apInvoice, ScanQuery(changedSince: since))
        #expect(whole.records.count == 13)
        #expect(Set(whole.keys).count == 13)
        for (index, item) in whole.items.enumerated() {
            #expect(item.cursor.utf8.count <= WireLimits.cursorBytes)
            let rest = try await ledger.collect(.apInvoice, ScanQuery(changedSince: since, after: item.cursor))
            #expect(rest.items == Array(whole.items.dropFirst(index + 1)))
            #expect(rest.end?.next == nil)
        }
    }

    @Test(arguments: 1...14)
    func `scans of a limit, one behind the other, give the whole`(limit: Int) async throws {
        fill()
        let ledger = Ledger.over(sage)
        let whole = try await ledger.collect(.apInvoice)
        var items: [ScanItem] = []
        var after: String?
        repeat {
            let part = try await ledger.collect(.apInvoice, ScanQuery(after: after, limit: limit))
            #expect(part.records.count <= limit)
            items += part.items
            after = try #require(part.end).next
        } while after != nil
        #expect(items == whole.items)
    }

    @Test func `a limit of all records ends without a next cursor`() async throws {
        sage.enter(TestInvoice(number: "A"))
        let scan = try await Ledger.over(sage).collect(.apVendor, ScanQuery(limit: 2))
        #expect(scan.end?.records == 2)
        #expect(scan.end?.next == nil)
    }

    @Test func `an empty company ends at once`() async throws {
        let scan = try await Ledger.over(sage).collect(.apInvoice)
        #expect(
            scan.end
                == EndLine(
                    records: 0, problems: 0, highWater: nil, next: nil,
                    startedAt: try #require(SageStamp("20260601T12:00:00.000"))))
    }

    @Test func `the high-water stamp is the latest of what was sent`() async throws {
        sage.enter(TestInvoice(number: "A", day: "20260503", time: "8"))
        sage.enter(TestInvoice(number: "B", day: "20260502", time: "23.99"))
        let scan = try await Ledger.over(sage).collect(.apInvoice)
        #expect(scan.end?.highWater == SageStamp("20260503T08:00:00.000"))
    }

    @Test(
        arguments: ["", "A", "!!!!", "dmUAAA", "aXgAATE", "aWUAAjAwAAZBSVJXQVkA", "aWUAAjAwAAZBSVJXQVkAAUE=", "AAAA"])
    func `a malformed cursor is refused`(cursor: String) async throws {
        await #expect(throws: Problem.self) {
            try await Ledger.over(sage).scan(company: "ABC", kind: .apInvoice, ScanQuery(after: cursor))
        }
    }

    @Test func `a cursor of another kind is refused`() async throws {
        let cursor = try #require(try await Ledger.over(sage).collect(.apVendor).items.first?.cursor)
        for kind in RecordKind.allCases where kind != .apVendor {
            await #expect {
                try await Ledger.over(sage).scan(company: "ABC", kind: kind, ScanQuery(after: cursor))
            } throws: { ($0 as? Problem)?.code == .badCursor }
        }
    }

    @Test func `a key of any length up to the wire's limit makes a cursor that works`() async throws {
        let long = String(repeating: "x", count: 250)
        sage.add(
            "AR_Customer", index: ["ARDivisionNo", "CustomerNo"],
            [
                ["ARDivisionNo": long, "CustomerNo": long], ["ARDivisionNo": long, "CustomerNo": long + "y"],
            ])
        let scan = try await Ledger.over(sage).collect(.arCustomer)
        let rest = try await Ledger.over(sage).collect(.arCustomer, ScanQuery(after: scan.items[0].cursor))
        #expect(rest.keys == [scan.items[1].key.text])
    }

    @Test func `a key beyond it ends the scan with a fault`() async throws {
        sage.add(
            "AR_Customer", index: ["ARDivisionNo", "CustomerNo"],
            [
                ["ARDivisionNo": "00", "CustomerNo": "1"],
                ["ARDivisionNo": "01", "CustomerNo": String(repeating: "x", count: 1024)],
            ])
        let scan = try await Ledger.over(sage).collect(.arCustomer)
        #expect(scan.keys == ["00/1"])
        #expect(scan.fault?.problem.code == .internalError)
        #expect(scan.fault?.cursor == scan.items.first?.cursor)
    }

    @Test func `a company that is not served is refused with those that are`() async throws {
        await #expect {
            try await Ledger.over(sage, companies: ["ABC", "XYZ"]).scan(
                company: "QQQ", kind: .apVendor, ScanQuery())
        } throws: {
            let problem = $0 as? Problem
            return problem?.code == .companyNotServed && problem?.detail.contains("ABC, XYZ") == true
        }
    }

    @Test func `nothing is read ahead, and memory holds a page whatever the size`() async throws {
        let invoices = (0..<20_000).map { TestInvoice(number: String(100_000 + $0)) }
        for (number, invoice) in invoices.enumerated() {
            switch number % 4 {
            case 0: sage.enter(invoice)
            case 1: sage.writeHistory(invoice)
            default: sage.writePosted(invoice)
            }
        }
        var scan = try await Ledger.over(sage).scan(company: "ABC", kind: .apInvoice, ScanQuery())
        #expect(sage.with { $0.pages.count } == 0)
        var records = 0
        var ending: ScanPage.Ending?
        while ending == nil {
            let page = try await scan.nextPage()
            #expect(page.items.count <= 250)
            #expect(sage.with { $0.held.filter { $0.layout != nil }.map(\.records).reduce(0, +) } == 0)
            records += page.items.count
            ending = page.ending
        }
        #expect(records == 20_000)
        #expect(sage.with(\.mostHeld) <= 4 * 250)
    }
}
