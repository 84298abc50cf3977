import BusinessObjects
import WireProtocol

/// Reads A/P invoices: one walk for each table that begins, carries or ends an invoice's life.
///
/// A scan walks entries, receipts not yet posted, open invoices, history, and, when it looks for changes, posted
/// receipts. An invoice is told by one walk, its owner, as the tables are when the walk comes to it:
///
/// - posted (in AP_OpenInvoice or in the history): by the open invoice if that row passes the test for changes; else
///   by its history if one of those rows does; else by a posted receipt that does;
/// - else received (PO_ReceiptHeader with its number): by the receipts if one passes; else by the entry if it does;
/// - else entered: by the entry.
///
/// So each invoice is told once, and a change in any of its tables brings it. Posting moves an invoice to a table that
/// is walked later, so that a running scan meets it again there and tells its later form. Posting behind the walk of
/// the open invoices is caught by the history: a row of AP_OpenInvoice stamped since the scan started does not keep
/// the history from telling it. What even this misses is stamped after the scan's start, and the next one finds it.
struct InvoiceStage: ScanStage {
    /// The table that is walked.
    enum Walk: Character, Sendable, CaseIterable {
        case entries = "e"
        case receipts = "r"
        case open = "o"
        case history = "h"
        case receiptHistory = "t"
    }

    let walk: Walk
    var letter: Character { walk.rawValue }

    var table: SageTable {
        switch walk {
        case .entries: .entries
        case .receipts: .receipts
        case .open: .openInvoices
        case .history: .history
        case .receiptHistory: .receiptHistory
        }
    }

    func page(_ request: PageRequest, _ session: SageSession, _ context: ScanContext) async throws -> StagePage {
        let page: Page
        do {
            page = try await session.page(table, request)
        } catch let error as BusinessObjectError where error.code == .unknownObject && isOptional {
            return StagePage(items: [], next: nil)
        }
        let rows = page.records.map { Row(table, $0) }
            .filter { !$0.key("InvoiceNo").isEmpty && $0.isChanged(since: context.changedSince) }
        let keys = Set(rows.map(\.invoice))
        let reader = try await reader(rows, keys, session)
        let after = request.after.map { RecordKey($0) }
        let owned = keys.filter { owner(of: $0, reader.tables, context) == walk }
        var told: Set<RecordKey> = []
        let mine = rows.filter { row in
            owned.contains(row.invoice) && !isTold(row.invoice, before: after, reader.tables, context)
                && told.insert(row.invoice).inserted
        }
        let assembly = try await InvoiceAssembly(reader, mine.map(\.invoice), walk, context.references)
        return StagePage(items: mine.compactMap { Self.item($0.invoice, at: $0.position, assembly) }, next: page.next)
    }

    /// Reads one invoice by its key, from whatever tables hold it.
    ///
    /// In the order of an invoice's life, so that posting, which may happen meanwhile, cannot hide it.
    static func find(_ key: RecordKey, _ session: SageSession, _ context: ScanContext) async throws -> StagePage {
        var reader = InvoiceReader(session)
        try await reader.readEntries([key])
        try await reader.readReceipts([key])
        try await reader.readOpen([key])
        try await reader.readHistory([key], inOrder: false)
        let assembly = try await InvoiceAssembly(reader, [key], nil, context.references)
        return StagePage(items: [item(key, at: key, assembly)].compactMap(\.self), next: nil)
    }

    private static func item(
        _ key: RecordKey, at position: RecordKey, _ assembly: InvoiceAssembly
    ) -> StagePage.Item? {
        do throws(UnreadableField) {
            guard let invoice = try assembly.invoice(key) else { return nil }
            return StagePage.Item(position: position.parts, key: key, result: .success(.apInvoice(invoice)))
        } catch {
            return StagePage.Item(position: position.parts, key: key, result: .failure(error))
        }
    }

    /// Installations without Purchase Order have no receipts.
    private var isOptional: Bool {
        walk == .receipts || walk == .receiptHistory
    }

    /// Reads what decides who owns these invoices.
    private func reader(_ rows: [Row], _ keys: Set<RecordKey>, _ session: SageSession) async throws -> InvoiceReader {
        var reader = InvoiceReader(session)
        switch walk {
        case .entries:
            for row in rows { reader.tables.entries[row.invoice] = row }
            try await reader.readReceipts(keys)
        case .receipts:
            try await reader.readReceipts(keys)
        case .open:
            for row in rows { reader.tables.open[row.invoice] = row }
        case .history: break
        case .receiptHistory:
            try await reader.readReceiptHistory(keys)
        }
        if walk != .open { try await reader.readOpen(keys) }
        try await reader.readHistory(keys, inOrder: walk == .history)
        return reader
    }

    private func owner(of key: RecordKey, _ tables: InvoiceTables, _ context: ScanContext) -> Walk? {
        let isChanged = { (row: Row) in row.isChanged(since: context.changedSince) }
        if tables.isPosted(key) {
            if let open = tables.open[key], isChanged(open) {
                let isNew = walk == .history && open.isProvenChanged(since: context.startedAt)
                if !isNew { return .open }
            }
            return tables.history[key]?.contains(where: isChanged) == true ? .history : .receiptHistory
        }
        if tables.receipts[key]?.contains(where: isChanged) == true { return .receipts }
        return .entries
    }

    /// Whether an earlier page of this walk has told the invoice, by another of its rows.
    private func isTold(
        _ key: RecordKey, before after: RecordKey?, _ tables: InvoiceTables, _ context: ScanContext
    ) -> Bool {
        guard let after else { return false }
        let rows: [Row]? =
            switch walk {
            case .receipts: tables.receipts[key]
            case .history: tables.history[key]
            case .receiptHistory: tables.receiptHistory[key]
            case .entries, .open: nil
            }
        return rows?.contains { $0.position <= after && $0.isChanged(since: context.changedSince) } ?? false
    }
}
