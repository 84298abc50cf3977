import BusinessObjects
import Ledger
import Synchronization
import Testing
import WireProtocol

/// Sage goes on working while a scan reads it.
@Suite(.timeLimit(.minutes(5)))
struct MovingInvoiceTests {
    let sage = FakeSage()

    init() { sage.prepare() }

    private func status(_ scan: Collected, _ number: String) -> [APInvoice.Status] {
        scan.records.compactMap {
            if case .apInvoice(let found) = $0, found.invoiceNumber == number { found.status } else { nil }
        }
    }

    /// Runs something once, before the first page of a table is read behind a key.
    private func when(
        _ table: String, behind number: String, _ action: @escaping @Sendable (FakeSage) -> Void
    ) {
        let isDone = Mutex(false)
        sage.with { state in
            state.beforeRequest = { sage, name, request in
                guard name == table, request.after?.last == number else { return }
                let isFirst = isDone.withLock { done in
                    defer { done = true }
                    return !done
                }
                if isFirst { action(sage) }
            }
        }
    }

    private func fill(_ numbers: ClosedRange<Int>, _ make: (TestInvoice) -> Void) {
        for number in numbers { make(TestInvoice(number: "\(number)")) }
    }

    @Test func `an invoice posted before the entries come to it is told posted only`() async throws {
        fill(1000...1299, { sage.enter($0) })
        when("AP_InvoiceHeader", behind: "1249") { $0.post(TestInvoice(number: "1280", day: "20260601", time: "13")) }
        let scan = try await Ledger.over(sage).collect(.apInvoice)
        #expect(Set(status(scan, "1280")) == [.posted])
        #expect(Set(scan.keys).count == 300)
    }

    @Test func `an invoice posted after it was told is told again, and posted last`() async throws {
        fill(1000...1299, { sage.enter($0) })
        when("AP_InvoiceHeader", behind: "1249") { $0.post(TestInvoice(number: "1010", day: "20260601", time: "13")) }
        let scan = try await Ledger.over(sage).collect(.apInvoice)
        #expect(status(scan, "1010").first == .entered)
        #expect(status(scan, "1010").last == .posted)
        #expect(Set(scan.keys).count == 300)
    }

    @Test func `an invoice posted behind the walk of the open invoices is told by the history`() async throws {
        sage.enter(TestInvoice(number: "0001"))
        fill(1000...1299, { sage.post($0) })
        when("AP_OpenInvoice", behind: "1249") { $0.post(TestInvoice(number: "0001", day: "20260601", time: "13")) }
        let scan = try await Ledger.over(sage).collect(.apInvoice)
        #expect(status(scan, "0001") == [.entered, .posted])
    }

    @Test func `an invoice entered and posted behind both walks is told by the history`() async throws {
        fill(1000...1299, { sage.post($0) })
        when("AP_OpenInvoice", behind: "1249") { $0.post(TestInvoice(number: "0001", day: "20260601", time: "13")) }
        let scan = try await Ledger.over(sage).collect(.apInvoice)
        #expect(status(scan, "0001") == [.posted])
    }

    @Test func `an invoice purged before the open invoices come to it is told by the history`() async throws {
        fill(1000...1299, { sage.post($0) })
        when("AP_OpenInvoice", behind: "1249") { $0.purge(TestInvoice(number: "1280")) }
        let scan = try await Ledger.over(sage).collect(.apInvoice)
        #expect(status(scan, "1280") == [.paid])
        #expect(scan.keys.count == 300)
    }

    @Test func `a lost session is opened anew, and the scan goes on where it was`() async throws {
        fill(1000...1599, { sage.enter($0) })
        let losses = Mutex(2)
        sage.with { state in
            state.failure = { name, request in
                guard name == "AP_InvoiceHeader", request.after?.last == "1249" else { return nil }
                return losses.withLock { left in
                    left -= 1
                    return left >= 0 ? BusinessObjectError(.sessionLost, "Sage went away.") : nil
                }
            }
        }
        let scan = try await Ledger.over(sage).collect(.apInvoice)
        #expect(scan.keys.count == 600)
        #expect(Set(scan.keys).count == 600)
        #expect(scan.end?.records == 600)
        #expect(sage.with(\.sessions) == 3)
        #expect(sage.with(\.openSessions) == 1)
    }

    @Test func `a session lost again and again is a fault with the last cursor`() async throws {
        fill(1000...1599, { sage.enter($0) })
        sage.with { state in
            state.failure = { name, request in
                guard name == "AP_InvoiceHeader", request.after?.last == "1249" else { return nil }
                return BusinessObjectError(.sessionLost, "Sage went away.", sageText: "Error 13")
            }
        }
        let scan = try await Ledger.over(sage).collect(.apInvoice)
        #expect(scan.keys.count == 250)
        #expect(scan.fault?.problem.code == .sageUnavailable)
        #expect(scan.fault?.problem.sageText == "Error 13")
        #expect(scan.fault?.cursor == scan.items.last?.cursor)
        sage.with { $0.failure = nil }
        let rest = try await Ledger.over(sage).collect(.apInvoice, ScanQuery(after: scan.fault?.cursor))
        #expect(rest.keys.count == 350)
    }

    @Test func `a locked record is tried again without a new session`() async throws {
        fill(1000...1001, { sage.enter($0) })
        let locks = Mutex(5)
        sage.with { state in
            state.failure = { name, _ in
                guard name == "AP_OpenInvoice" else { return nil }
                return locks.withLock { left in
                    left -= 1
                    return left >= 0 ? BusinessObjectError(.recordLocked, "Locked by Ann.") : nil
                }
            }
        }
        let scan = try await Ledger.over(sage).collect(.apInvoice)
        #expect(scan.keys.count == 2)
        #expect(sage.with(\.sessions) == 1)
    }

    @Test(arguments: [
        (BusinessObjectError.Code.logonFailed, ProblemCode.sageRefused), (.companyRefused, .sageRefused),
        (.unavailable, .sageUnavailable),
    ])
    func `a refused log-on is a problem before the first line`(
        code: BusinessObjectError.Code, problem: ProblemCode
    ) async throws {
        sage.with { $0.refusal = BusinessObjectError(code, "No.", sageText: "Logon failed") }
        await #expect {
            try await Ledger.over(sage).scan(company: "ABC", kind: .apVendor, ScanQuery())
        } throws: { ($0 as? Problem)?.code == problem && ($0 as? Problem)?.sageText == "Logon failed" }
    }

    @Test func `a missing Purchase Order module leaves an invoice without it`() async throws {
        sage.enter(TestInvoice(number: "A"))
        sage.post(TestInvoice(number: "B"))
        sage.with { state in
            for name in state.tables.keys where name.hasPrefix("PO_") { state.tables[name] = nil }
        }
        let scan = try await Ledger.over(sage).collect(
            .apInvoice, ScanQuery(changedSince: SageStamp("20260101T00:00:00.000")))
        #expect(scan.keys == ["00/AIRWAY/A", "00/AIRWAY/B"])
    }
}
