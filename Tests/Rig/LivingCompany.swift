import BusinessObjects
import Foundation
import SimulatedSage
import WireProtocol

/// A company whose tables lie in a folder, and that lives: what happens in it is saved for the agent to read.
package final class LivingCompany: Sendable {
    package let folder: CompanyFolder
    private let company: SimulatedCompany

    /// Makes a company up and saves it.
    ///
    /// - Parameters:
    ///   - sizes: how much of everything there is.
    ///   - path: the folder for its tables.
    /// - Throws: `CompanyFolderError` when it cannot be saved.
    package init(_ sizes: CompanyGenerator.Sizes, in path: String) throws {
        let clock = SageStamp(date: "20261123", time: "12").map { SageClock.standing($0, zone: .gmt) }
        let contents = CompanyGenerator(seed: 7, sizes: sizes, clock: clock ?? SageClock(zone: .gmt)).generate()
        folder = CompanyFolder(URL(filePath: path, directoryHint: .isDirectory))
        company = SimulatedCompany(code: "ABC", contents: contents)
        try folder.save(contents)
    }

    /// Lets people and programs work with Sage for a while, stamping what they do in every way there is, or not at all,
    /// and saves the tables.
    ///
    /// - Parameters:
    ///   - seed: the same seed does the same to the same books.
    ///   - time: how far Sage's clock goes on.
    /// - Throws: `CompanyFolderError` when the tables cannot be saved.
    package func live(seed: UInt64, passing time: Duration = .seconds(600)) throws {
        company.advance(by: time)
        _ = company.liveALittle(seed: seed)
        company.change { books in
            var random = SplitMix(seed: seed)
            for stamp in StampStyle.allCases { books.touch(stamp, &random) }
        }
        try folder.save(company.contents)
    }

    /// Has one thing happen in the company, and saves the tables.
    ///
    /// - Parameters:
    ///   - time: how far Sage's clock goes on first.
    ///   - body: what happens.
    /// - Throws: `CompanyFolderError` when the tables cannot be saved.
    package func change(passing time: Duration = .seconds(600), _ body: (inout Books) -> Void) throws {
        company.advance(by: time)
        company.change { body(&$0) }
        try folder.save(company.contents)
    }
}

extension Books {
    /// Has something happen to every kind of record, stamped in one way.
    fileprivate mutating func touch(_ stamp: StampStyle, _ random: inout SplitMix) {
        let number = "N" + String(random.next() % 0xFFFF_FFFF, radix: 16, uppercase: true)
        addVendor(number, name: "New \(number)", stamp: stamp)
        if let vendor = records("AP_Vendor").randomElement(using: &random) {
            changeVendor(
                vendor["VendorNo"] ?? "", division: vendor["APDivisionNo"] ?? "", ["VendorName": "Renamed \(number)"],
                stamp: stamp)
        }
        if let invoice = records("AP_InvoiceHeader").randomElement(using: &random) {
            let date = now.advanced(milliseconds: Int.random(in: 1...90, using: &random) * 86_400_000).date
            changeDueDate(of: invoice.invoice, to: date, stamp: stamp)
        }
        if let customer = records("AR_Customer").randomElement(using: &random) {
            let name = CustomerName(
                division: customer["ARDivisionNo"] ?? "", number: customer["CustomerNo"] ?? "")
            changeCustomer(name, ["CustomerName": "Renamed \(number)"], stamp: stamp)
        }
        let accounts = records("GL_Account").filter { $0["Status"] == "A" }
        // Most stay active, so that invoices can still be entered.
        if accounts.count > 5, let account = accounts.randomElement(using: &random) {
            inactivateAccount(key: account["AccountKey"] ?? "", stamp: stamp)
        }
        if let order = records("PO_PurchaseOrderHeader").randomElement(using: &random) {
            let number = order["PurchaseOrderNo"] ?? ""
            if Bool.random(using: &random) {
                receiveGoods(number, stamp: stamp)
            } else {
                complete(number, stamp: stamp)
            }
        }
    }
}
