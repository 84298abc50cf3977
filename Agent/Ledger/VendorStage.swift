import BusinessObjects
import WireProtocol

/// Reads AP_Vendor.
struct VendorStage: ScanStage {
    let letter: Character = "v"
    let table = SageTable.vendors

    func page(_ request: PageRequest, _ session: SageSession, _ context: ScanContext) async throws -> StagePage {
        let page = try await session.page(table, request)
        let rows = page.records.map { Row(table, $0) }
        let codes = try await context.references.accountCodes(rows.map { $0.key("AccountKey") }, session)
        let items = items(rows, context, key: \.position) { row in
            .apVendor(APVendor(row, codes))
        }
        return StagePage(items: items, next: page.next)
    }
}

extension APVendor {
    fileprivate init(_ row: Row, _ codes: AccountCodes) {
        let status: Status =
            switch row.text("VendorStatus") {
            case "I": .inactive
            case "T": .temporary
            default: .active
            }
        self.init(
            division: row.key("APDivisionNo"), vendorNumber: row.key("VendorNo"), name: row.text("VendorName"),
            addressLines: ["AddressLine1", "AddressLine2", "AddressLine3"].compactMap(row.text),
            city: row.text("City"), state: row.text("State"), zipCode: row.text("ZipCode"),
            country: row.text("CountryCode"), telephone: row.text("TelephoneNo"), email: row.text("EmailAddress"),
            termsCode: row.text("TermsCode"), status: status, holdPayment: row.flag("HoldPayment"),
            defaultAccountCode: codes.code(row, "AccountKey"), stamps: row.stamps)
    }
}
