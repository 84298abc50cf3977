import BusinessObjects
import WireProtocol

/// Makes a company out of a seed: the same seed and sizes give the same company to the letter.
///
/// It holds what makes Sage's data hard: keys that differ in case or in blanks at an end, quotes and letters beyond
/// ASCII (of Windows-1252, which is what Sage holds), credit memos, invoices over several orders, and stamps in every
/// form that occurs.
package struct CompanyGenerator: Sendable {
    /// How much of everything there is.
    package struct Sizes: Sendable {
        package var vendors: Int
        package var accounts: Int
        package var purchaseOrders: Int
        package var invoices: Int
        package var customers: Int

        package init(
            vendors: Int = 300, accounts: Int = 1200, purchaseOrders: Int = 500, invoices: Int = 2000,
            customers: Int = 100
        ) {
            self.vendors = vendors
            self.accounts = accounts
            self.purchaseOrders = purchaseOrders
            self.invoices = invoices
            self.customers = customers
        }
    }

    let sizes: Sizes
    let clock: SageClock
    var random: SplitMix
    /// The rows made so far by table; nothing is sorted before all are there.
    var rows: [String: [[String]]] = [:]
    var vendors: [GeneratedVendor] = []
    var accountKeys: [String] = []
    var lastReceipt = 0

    /// Sets a generator up.
    ///
    /// - Parameters:
    ///   - seed: any number.
    ///   - sizes: how much of everything there is.
    ///   - clock: Sage's clock; nothing is stamped later than it shows.
    package init(seed: UInt64, sizes: Sizes = Sizes(), clock: SageClock) {
        self.sizes = sizes
        self.clock = clock
        random = SplitMix(seed: seed)
    }

    /// Makes the company's contents.
    ///
    /// - Parameter name: the company's name.
    /// - Returns: the contents.
    package func generate(name: String = "ABC Distribution & Service Corp.") -> SimulatedCompany.Contents {
        var work = self
        work.makeChart()
        work.makeVendors()
        work.makeCustomers()
        work.makeInvoices(ordersUsed: work.makeOrders())
        work.makeReceivables()
        var books = Books(now: clock.now)
        for table in SageTables.all {
            // Every generated key carries a counter, so that no two rows of one table have the same.
            guard let loaded = try? Table(table, rows: work.rows[table.name] ?? []) else {
                preconditionFailure("two generated records of \(table.name) have one key")
            }
            books.load(loaded)
        }
        return SimulatedCompany.Contents(name: name, clock: clock, books: books)
    }

    /// Keeps a row with stamps of a day in the past.
    mutating func add(_ made: InvoiceRows.Made, daysAgo: Int) {
        guard let table = SageTables.table(made.table) else { return }
        guard table.isAudited else {
            rows[made.table, default: []].append(made.row)
            return
        }
        let created = moment(daysAgo: daysAgo)
        let updated = random.happens(onceIn: 3) ? moment(daysAgo: Int.random(in: 0...daysAgo, using: &random)) : created
        let style: StampStyle = random.pick([.sage, .sage, .sage, .sage, .sage, .sage, .padded, .blankTime, .none])
        let fields = style.fields("Created", at: created) + style.fields("Updated", at: max(created, updated))
        rows[made.table, default: []].append(table.setting(fields, in: made.row))
    }

    mutating func add(_ table: String, _ values: KeyValuePairs<String, String>, daysAgo: Int) {
        add((table, SageTables.table(table)?.row(values) ?? []), daysAgo: daysAgo)
    }

    /// Some time of the working day this many days ago, never later than Sage's clock.
    mutating func moment(daysAgo: Int) -> SageStamp {
        let now = clock.now
        let time = Int.random(in: 6 * 3_600_000..<20 * 3_600_000, using: &random)
        return min(now, now.startOfDay.advanced(milliseconds: time - daysAgo * 86_400_000))
    }

    /// The day this many days ago, eight digits.
    func day(_ daysAgo: Int) -> String {
        clock.now.advanced(milliseconds: -daysAgo * 86_400_000).date
    }
}

/// A vendor that invoices and orders refer to.
struct GeneratedVendor: Sendable {
    let division: String
    let number: String
    let name: String
}
