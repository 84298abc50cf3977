import BusinessObjects
import WireProtocol

/// Reads the keys and stamps of AR_Customer; what a customer holds comes through Sage's SOAP service.
struct CustomerStage: ScanStage {
    let letter: Character = "c"
    let index = ["ARDivisionNo", "CustomerNo"]

    func page(_ request: PageRequest, _ session: SageSession, _ context: ScanContext) async throws -> StagePage {
        let page = try await session.page(.customers, request)
        let rows = page.records.map { Row(.customers, $0) }
        let items = items(rows, context, key: { RecordKey($0.key(index)) }) { row in
            .arCustomer(
                ARCustomer(
                    division: row.key("ARDivisionNo"), customerNumber: row.key("CustomerNo"), stamps: row.stamps))
        }
        return StagePage(items: items, next: page.next)
    }
}
