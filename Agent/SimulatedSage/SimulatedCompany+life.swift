import BusinessObjects
import WireProtocol

/// What ``SimulatedCompany/liveALittle(seed:poorStamps:)`` did.
package struct LifeReport: Hashable, Sendable, CustomStringConvertible {
    /// What can happen, in the order in which it does.
    package enum Event: String, Hashable, Sendable, CaseIterable {
        case entered = "invoices entered"
        case imported = "invoices imported without stamps"
        case dueDateChanged = "due dates changed"
        case held = "invoices held"
        case vendorChanged = "vendors changed with a blank time"
        case changedAtMidnight = "vendors changed at midnight"
        case deleted = "entered invoices deleted"
        case posted = "invoices posted without stamps"
        case paid = "invoices paid"
        case stampedLate = "of these stamped hours late"
        case stampedByDay = "of these stamped without a time"
        case unstamped = "of these not stamped"
        case customerChanged = "customers changed"
        case customerCreated = "customers created"
        case customerPosted = "balances of customers changed without stamps"
    }

    /// How often each thing happened.
    package private(set) var counts: [Event: Int] = [:]

    mutating func note(_ event: Event, _ happened: Bool = true) {
        if happened { counts[event, default: 0] += 1 }
    }

    package var description: String {
        Event.allCases.compactMap { event in counts[event].map { "\($0) \(event.rawValue)" } }.joined(separator: ", ")
    }
}

extension SimulatedCompany {
    /// Lets a morning pass, as ``Books/liveALittle(seed:poorStamps:)`` has it.
    package func liveALittle(seed: UInt64, poorStamps: Bool = false) -> LifeReport {
        change { $0.liveALittle(seed: seed, poorStamps: poorStamps) }
    }
}

extension Books {
    /// Lets a morning pass: invoices come in, are changed, deleted, posted and paid, also in the ways that leave no
    /// usable stamp; customers are changed, one is new, and some are posted to.
    ///
    /// - Parameters:
    ///   - seed: the same seed does the same to the same books.
    ///   - poorStamps: whether invoices that are entered, changed, held and paid may be stamped up to four hours late,
    ///     without a time, or not at all, as the seed has it, and not only as Sage does. Imports and posting leave no
    ///     stamp and changes of vendors the day alone in either case.
    /// - Returns: what happened.
    package mutating func liveALittle(seed: UInt64, poorStamps: Bool = false) -> LifeReport {
        var random = SplitMix(seed: seed)
        return liveALittle(&random, poorStamps)
    }

    private mutating func liveALittle(_ random: inout SplitMix, _ poorStamps: Bool) -> LifeReport {
        var report = LifeReport()
        var pen = poorStamps ? StampPen(seed: random.next()) : nil
        let before = records("AP_InvoiceHeader").map(\.invoice)
        // Invoices without a batch are many in a company that uses none; they stay where they are.
        let batch = records("AP_InvoiceHeader", index: "KBATCH").lazy.map { $0.text("BatchNo") }.first { !$0.isEmpty }
        enterInvoices(&random, &pen, &report)
        for invoice in some(3, of: before, &random) {
            let date = now.advanced(milliseconds: Int.random(in: 1...60, using: &random) * 86_400_000).date
            note(.dueDateChanged, &pen, &report) { books, stamp in
                books.changeDueDate(of: invoice, to: date, stamp: stamp)
            }
        }
        for invoice in some(1, of: before, &random) {
            note(.held, &pen, &report) { books, stamp in books.setHold(true, on: invoice, stamp: stamp) }
        }
        let vendors = records("AP_Vendor").map { ($0.text("APDivisionNo"), $0.text("VendorNo")) }
        for (division, vendor) in some(2, of: vendors, &random) {
            let values = ["TelephoneNo": "(555) 555-0\(Int.random(in: 100...199, using: &random))"]
            report.note(.vendorChanged, changeVendor(vendor, division: division, values, stamp: .blankTime))
        }
        let time = now
        now = time.startOfDay
        for (division, vendor) in some(1, of: vendors, &random) {
            report.note(.changedAtMidnight, changeVendor(vendor, division: division, ["TermsCode": "00"]))
        }
        now = time
        for invoice in some(1, of: before, &random) { report.note(.deleted, deleteEntry(invoice)) }
        for _ in batch.map({ post(batch: $0, stamp: .none) }) ?? [] { report.note(.posted) }
        let open = records("AP_OpenInvoice").filter { $0.cents("Balance") != 0 }.map(\.invoice)
        for invoice in some(3, of: open, &random) {
            note(.paid, &pen, &report) { books, stamp in
                books.pay(invoice, check: "0000020001", stamp: stamp)
            }
        }
        // Drawn behind all else, so that a seed does the same to invoices and vendors whatever happens to customers.
        serveCustomers(&random, &report)
        return report
    }

    private mutating func serveCustomers(_ random: inout SplitMix, _ report: inout LifeReport) {
        let customers = records("AR_Customer").map {
            CustomerName(division: $0.text("ARDivisionNo"), number: $0.text("CustomerNo"))
        }
        for customer in some(2, of: customers, &random) {
            let values = ["TelephoneNo": "(555) 555-0\(Int.random(in: 100...199, using: &random))"]
            report.note(.customerChanged, changeCustomer(customer, values))
        }
        for customer in some(3, of: customers, &random) {
            let cents = Int.random(in: -50_000...200_000, using: &random)
            report.note(.customerPosted, postBalance(of: customer, cents: cents))
        }
        guard let model = customers.first.flatMap({ record("AR_Customer", key: $0.key) }),
            let number = takeCustomerNumber()
        else { return }
        let name = CustomerName(division: model.text("ARDivisionNo"), number: number)
        let values = [
            "CustomerName": "Customer of \(now.date)", "TermsCode": model.text("TermsCode"),
            "SalespersonDivisionNo": model.text("SalespersonDivisionNo"),
            "SalespersonNo": model.text("SalespersonNo"),
        ]
        report.note(.customerCreated, addCustomer(name, values))
    }

    /// Lets one thing happen with the stamp that the pen draws, or, without a pen, as Sage stamps it.
    private mutating func note(
        _ event: LifeReport.Event, _ pen: inout StampPen?, _ report: inout LifeReport,
        _ body: (inout Books, StampStyle) -> Bool
    ) {
        let drawn = pen?.next() ?? StampPen.Drawn(style: .sage)
        let time = now
        now = time.advanced(milliseconds: -drawn.late)
        let happened = body(&self, drawn.style)
        now = time
        report.note(event, happened)
        if let kind = drawn.event { report.note(kind, happened) }
    }

    private mutating func enterInvoices(
        _ random: inout SplitMix, _ pen: inout StampPen?, _ report: inout LifeReport
    ) {
        let vendors = records("AP_Vendor").filter { $0.text("VendorStatus") == "A" }
        let accounts = records("GL_Account").filter { $0.text("Status") == "A" }
        guard !vendors.isEmpty, !accounts.isEmpty else { return }
        for place in 0..<6 {
            let vendor = random.pick(vendors)
            let number = "L" + String(random.next() % 0xFFFF_FFFF, radix: 16, uppercase: true)
            let line = InvoiceEntry.Line(
                account: random.pick(accounts).text("AccountKey"), comment: "Entered \(now.date)",
                cents: Int.random(in: 100...500_000, using: &random))
            let entry = InvoiceEntry(
                InvoiceName(division: vendor.text("APDivisionNo"), vendor: vendor.text("VendorNo"), number: number),
                date: now.date, dueDate: now.advanced(milliseconds: 30 * 86_400_000).date, batch: "00099",
                lines: [line])
            let isImport = place == 5
            guard !isImport else {
                report.note(.imported, enter(entry, stamp: .none))
                continue
            }
            note(.entered, &pen, &report) { books, stamp in books.enter(entry, stamp: stamp) }
        }
    }

    private func some<Element>(_ count: Int, of elements: [Element], _ random: inout SplitMix) -> [Element] {
        elements.isEmpty ? [] : (0..<count).map { _ in random.pick(elements) }
    }
}
