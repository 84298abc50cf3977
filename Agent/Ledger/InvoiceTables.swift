import BusinessObjects
import WireProtocol

/// What Sage's tables hold of the invoices of one page.
struct InvoiceTables: Sendable {
    /// AP_InvoiceHeader.
    var entries: [RecordKey: Row] = [:]
    /// PO_ReceiptHeader, in order of its index.
    var receipts: [RecordKey: [Row]] = [:]
    /// AP_OpenInvoice.
    var open: [RecordKey: Row] = [:]
    /// AP_InvoiceHistoryHeader, in order of its index.
    var history: [RecordKey: [Row]] = [:]
    /// PO_ReceiptHistoryHeader, in order of its index.
    var receiptHistory: [RecordKey: [Row]] = [:]
    /// Lines by the key of the header they belong to.
    var lines: [SageTable: [RecordKey: [Row]]] = [:]

    /// Whether the invoice was posted: it is open, or in the history.
    func isPosted(_ key: RecordKey) -> Bool {
        open[key] != nil || history[key] != nil
    }

    /// The lines of one header.
    func lines(_ table: SageTable, of header: Row) -> [Row] {
        lines[table]?[header.position] ?? []
    }
}

extension Row {
    /// The key of the invoice that a row of any of the invoice tables belongs to.
    var invoice: RecordKey {
        RecordKey(key(["APDivisionNo", "VendorNo", "InvoiceNo"]))
    }
}

/// Reads the invoice tables for the invoices of one page.
///
/// A table whose order is that of the walk is read in one range from the first to the last key of the page. The others
/// are asked by key, one invoice after the other: the history is kept for years, and its index begins with the invoice
/// number. The receipts have no index by invoice, so that Sage filters them, once for each page.
struct InvoiceReader: Sendable {
    let session: SageSession
    var tables = InvoiceTables()

    init(_ session: SageSession) {
        self.session = session
    }

    mutating func readEntries(_ keys: Set<RecordKey>) async throws {
        for key in keys.sorted() {
            try await session.each(.entries, .covering(key)) { tables.entries[key] = $0 }
        }
    }

    mutating func readOpen(_ keys: Set<RecordKey>) async throws {
        for key in keys.sorted() {
            try await session.each(.openInvoices, .covering(key)) { tables.open[key] = $0 }
        }
    }

    /// Reads the history headers of these invoices; of vendors that share an invoice number, each has its own.
    mutating func readHistory(_ keys: Set<RecordKey>, inOrder: Bool) async throws {
        for request in Self.requests(.history, Set(keys.map(\.invoiceNumber)), inOrder: inOrder) {
            try await session.each(.history, request) { row in
                if keys.contains(row.invoice) { tables.history[row.invoice, default: []].append(row) }
            }
        }
    }

    mutating func readReceipts(_ keys: Set<RecordKey>) async throws {
        tables.receipts = try await filtered(.receipts, keys)
    }

    mutating func readReceiptHistory(_ keys: Set<RecordKey>) async throws {
        tables.receiptHistory = try await filtered(.receiptHistory, keys)
    }

    /// Reads the lines of headers; `sharing` is how many leading key fields tell the headers apart.
    mutating func readLines(
        _ table: SageTable, of headers: some Sequence<Row>, sharing fields: Int, inOrder: Bool
    ) async throws {
        let keys = Set(headers.map { RecordKey(Array($0.position.parts.prefix(fields))) })
        for request in Self.requests(table, keys, inOrder: inOrder) {
            try await session.each(table, request) { row in
                let header = RecordKey(Array(row.position.parts.dropLast()))
                tables.lines[table, default: [:]][header, default: []].append(row)
            }
        }
    }

    /// Reads the lines of purchase orders.
    mutating func readOrderLines(_ orders: Set<String>) async throws {
        for order in orders.map({ RecordKey([$0]) }).sorted() {
            try await session.each(.orderLines, .covering(order)) { row in
                tables.lines[.orderLines, default: [:]][order, default: []].append(row)
            }
        }
    }

    /// One request for each key, or, where the keys lie close together, one for each range of ``References/batch``.
    private static func requests(_ table: SageTable, _ keys: Set<RecordKey>, inOrder: Bool) -> [PageRequest] {
        let keys = keys.sorted()
        guard inOrder, let column = keys.first.map({ table.index[$0.parts.count - 1] }) else {
            return keys.map(PageRequest.covering)
        }
        return stride(from: 0, to: keys.count, by: References.batch).map { start in
            let batch = keys[start..<min(start + References.batch, keys.count)]
            let last = Set(batch.map { RecordKey(Array($0.parts.suffix(1))) }).sorted().map { $0.parts[0] }
            return PageRequest(
                from: batch.first?.parts, through: batch.last?.parts, filter: .isOne(of: last, column: column))
        }
    }

    private func filtered(_ table: SageTable, _ keys: Set<RecordKey>) async throws -> [RecordKey: [Row]] {
        var found: [RecordKey: [Row]] = [:]
        let numbers = Set(keys.map(\.invoiceNumber)).sorted().compactMap(\.parts.first).filter { !$0.isEmpty }
        for start in stride(from: 0, to: numbers.count, by: References.batch) {
            let batch = Array(numbers[start..<min(start + References.batch, numbers.count)])
            try await session.each(table, PageRequest(filter: .isOne(of: batch, column: "InvoiceNo"))) { row in
                if keys.contains(row.invoice) { found[row.invoice, default: []].append(row) }
            }
        }
        return found
    }
}

extension RecordKey {
    /// The last part of an invoice's key, as a key of its own: compared byte by byte.
    fileprivate var invoiceNumber: RecordKey { RecordKey(Array(parts.suffix(1))) }
}

extension PageRequest {
    /// All records of a key, or below a leading part of one.
    static func covering(_ key: RecordKey) -> PageRequest {
        PageRequest(from: key.parts, through: key.parts)
    }
}
