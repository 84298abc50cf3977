import BusinessObjects
import WireProtocol

/// Reads the keys and stamps of AR_Customer; what a customer holds comes through Sage's SOAP service.
struct CustomerStage: ScanStage {
    let letter: Character = "c"
    let table = SageTable.customers

    func page(_ request: PageRequest, _ session: SageSession, _ context: ScanContext) async throws -> StagePage {
        let page = try await session.page(table, request)
        let rows = page.records.map { Row(table, $0) }
        let items = items(rows, context, key: \.position) { row in
            .arCustomer(
                ARCustomer(
                    division: row.key("ARDivisionNo"), customerNumber: row.key("CustomerNo"), stamps: row.stamps))
        }
        return StagePage(items: items, next: page.next)
    }
}
