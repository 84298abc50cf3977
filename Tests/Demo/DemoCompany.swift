import BusinessObjects
import Foundation
import SimulatedSage
import WireProtocol

/// The company that the demonstration shows: made up from a seed, or copied from a folder of CSV files.
struct DemoCompany: Sendable {
    /// The same company for everyone.
    private static let seed: UInt64 = 1
    /// When the made-up company is looked at first, on its own clock.
    private static let firstDay = "20260316T16:30:00.000"

    private let folder: CompanyFolder
    /// What the company holds, in one line.
    let summary: String
    /// How many records the fullest board will have at the start.
    let largestKind: Int

    /// Makes a company up and saves it.
    ///
    /// - Parameters:
    ///   - sizes: how much of everything there is.
    ///   - path: the folder for its tables.
    /// - Throws: `CompanyFolderError` when it cannot be saved.
    init(_ sizes: CompanyGenerator.Sizes, in path: String) throws {
        let clock = SageStamp(Self.firstDay).map { SageClock.standing($0) } ?? SageClock(zone: .gmt)
        let contents = CompanyGenerator(seed: Self.seed, sizes: sizes, clock: clock).generate()
        self.init(contents, in: path)
        try folder.save(contents)
    }

    /// Copies a company; the folder it comes from is only read.
    ///
    /// - Parameters:
    ///   - source: a folder of CSV files named after Sage's tables.
    ///   - path: the folder for the copy.
    /// - Throws: `CompanyFolderError` when a file cannot be read, with its line; ``DemoError`` when there is none.
    init(copyOf source: String, in path: String) throws {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: source)) ?? []
        guard files.contains(where: { $0.hasSuffix(".csv") }) else {
            throw DemoError("\(source) holds no CSV files named after Sage's tables, such as AP_Vendor.csv.")
        }
        // To the byte: what is read first, and audited, is what was given.
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for file in files where file.hasSuffix(".csv") || file == "Company.json" {
            try FileManager.default.copyItem(atPath: "\(source)/\(file)", toPath: "\(path)/\(file)")
        }
        self.init(try CompanyFolder(URL(fileURLWithPath: path, isDirectory: true)).contents(), in: path)
    }

    private init(_ contents: SimulatedCompany.Contents, in path: String) {
        folder = CompanyFolder(URL(fileURLWithPath: path, isDirectory: true))
        let books = contents.books
        let invoices = Set(
            ["AP_InvoiceHeader", "PO_ReceiptHeader", "AP_OpenInvoice", "AP_InvoiceHistoryHeader"].flatMap { table in
                books.records(table).map(\.invoice)
            })
        largestKind = max(
            invoices.count, books.count("AP_Vendor"), books.count("GL_Account"), books.count("PO_PurchaseOrderHeader"),
            books.count("AR_Customer"))
        summary =
            "\(books.count("AP_Vendor").counted) vendors, \(books.count("GL_Account").counted) G/L accounts, "
            + "\(books.count("PO_PurchaseOrderHeader").counted) purchase orders, \(invoices.count.counted) invoices, "
            + "\(books.count("AR_Customer").counted) customers"
    }

    /// Lets a day pass in which people and programs work with Sage: with what the tables hold by now.
    ///
    /// - Returns: what happened, a line each.
    /// - Throws: `CompanyFolderError` when the tables cannot be read or saved.
    func liveADay() throws -> [String] {
        let report = try folder.changeContents { contents in
            // From now on its clock moves only when the demonstration lets time pass.
            contents.clock = .standing(contents.clock.now, zone: contents.clock.zone)
            contents.clock.advance(by: .seconds(17 * 3600))
            return contents.change { books in
                books.fillOneBatch()
                return books.liveALittle(seed: Self.seed)
            }
        }
        return LifeReport.Event.allCases.compactMap { event in
            report.counts[event].map {
                String(repeating: " ", count: max(0, 4 - "\($0)".count)) + "\($0)  \(event.rawValue)"
            }
        }
    }
}

extension Books {
    /// Puts some entered invoices into a batch, where a company has none that could be posted.
    fileprivate mutating func fillOneBatch() {
        let entered = records("AP_InvoiceHeader")
        guard !entered.contains(where: { $0["BatchNo"]?.isEmpty == false }) else { return }
        for invoice in entered.prefix(40) {
            garble("BatchNo", with: "00001", in: "AP_InvoiceHeader", key: invoice.invoice.key)
        }
    }
}

extension Int {
    /// With commas between thousands, whatever the machine's language.
    var counted: String {
        formatted(.number.locale(Locale(identifier: "en_US")))
    }
}
