import BusinessObjects
import WireProtocol

extension Ledger {
    /// The tables that make a kind of record, in the order in which a scan walks them.
    func stages(of kind: RecordKind, _ query: ScanQuery) -> [any ScanStage] {
        switch kind {
        case .apVendor: [VendorStage()]
        case .arCustomer: [CustomerStage()]
        case .glAccount: [AccountStage()]
        case .purchaseOrder: [OrderStage()]
        case .apInvoice:
            InvoiceStage.Walk.allCases
                .filter { $0 != .receiptHistory || query.changedSince != nil }.map(InvoiceStage.init)
        }
    }

    /// Reads one record by its key.
    static func find(
        _ kind: RecordKind, _ key: RecordKey, _ session: SageSession, _ context: ScanContext
    ) async throws -> Result<AnyRecord, UnreadableField>? {
        let exact = PageRequest(from: key.parts, through: key.parts, limit: 1)
        let page =
            switch kind {
            case .apVendor: try await VendorStage().page(exact, session, context)
            case .arCustomer: try await CustomerStage().page(exact, session, context)
            case .purchaseOrder: try await OrderStage().page(exact, session, context)
            case .glAccount:
                // Accounts are walked by AccountKey, and asked for by their formatted code.
                try await AccountStage().page(
                    PageRequest(filter: .isOne(of: key.parts, column: "Account"), limit: 1), session, context)
            case .apInvoice: try await InvoiceStage.find(key, session, context)
            }
        return page.items.first { $0.key == key }?.result
    }
}
