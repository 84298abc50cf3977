import Foundation
import Mapping
import Store
import Sync
import Synchronization
import WireProtocol

/// A board of invoices, whose records are put into the store as a scan would.
extension Engine {
    static let vendors = BoardRef(connection: "acme", kind: .apVendor)

    /// An engine of a board of invoices.
    ///
    /// - Parameters:
    ///   - scratch: where its state goes.
    ///   - change: what its settings are besides.
    /// - Returns: the engine.
    /// - Throws: what the file system or the store throws.
    static func invoices(
        in scratch: URL = FileManager.default.temporaryDirectory, _ change: (inout BoardSettings) -> Void = { _ in }
    ) throws -> Engine {
        var engine = try Engine(in: scratch)
        engine.settings.ref = BoardRef(connection: "acme", kind: .apInvoice)
        change(&engine.settings)
        let (links, hasSubitems) = (engine.settings.links, engine.settings.lines.hasSubitems)
        engine.board.state.withLock { state in
            state.columns = BoardLayout(kind: .apInvoice).fields.map { field in
                var labels: [String: Int] = [:]
                if case .status(let names) = field.content {
                    labels = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
                }
                return BoardDescription.Column(
                    id: field.ownColumnID, title: field.title, type: field.content.columnType, labels: labels)
            }
            for relation in BoardRelation.of(.apInvoice) {
                guard let link = links[relation.name] else { continue }
                state.columns.append(
                    BoardDescription.Column(
                        id: relation.ownColumnID, title: relation.title, type: BoardRelation.columnType,
                        linkedBoards: [link.boardID]))
            }
            if hasSubitems {
                state.columns.append(
                    BoardDescription.Column(
                        id: SubitemsColumn.ownID, title: SubitemsColumn.title, type: SubitemsColumn.type,
                        linkedBoards: [state.lines.boardID]))
            }
        }
        return engine
    }

    /// Takes an invoice in as a scan would.
    ///
    /// - Parameters:
    ///   - invoice: what was read.
    ///   - isInScope: whether the board is to show it.
    ///   - isGuarded: whether a change of it waits for a judgement.
    ///   - other: another store than the engine's own.
    /// - Throws: what the store throws.
    func take(
        _ invoice: APInvoice, isInScope: Bool = true, isGuarded: Bool = false, store other: (any SyncStore)? = nil
    ) async throws {
        let (ref, record) = (settings.ref, AnyRecord.apInvoice(invoice))
        let content = settings.mapper.content(of: record)
        let links = BoardRelation.links(of: record).filter { settings.links[$0.key] != nil }
        try await (other ?? store).write { transaction in
            let key = record.key.text
            if let known = try transaction.record(ref, key: key) {
                var row = known
                _ = row.observe(desired: content, isInScope: isInScope, isGuarded: isGuarded)
                try transaction.save(row)
                try transaction.openLines(of: row, was: known, isBackfill: false)
            } else {
                let row = RecordRow(board: ref, key: key, desired: content, isInScope: isInScope)
                try transaction.save(row)
                try transaction.openLines(of: row, was: nil, isBackfill: false)
            }
            try transaction.keep(links: links, ref, key: key)
        }
    }

    /// Gives a vendor an item, as the board of vendors would.
    func putVendor(_ number: String, item: String?) async throws {
        try await store.write { transaction in
            let content = ItemContent(name: number, fields: [:])
            try transaction.save(
                RecordRow(
                    board: Self.vendors, key: RecordKey(["00", number]).text, state: .done, desired: content,
                    confirmed: content, itemID: item, isGone: false, failures: 0, dueAt: 0, problem: nil))
        }
    }

    /// The one invoice of these numbers, with its vendor.
    static func invoice(
        _ number: String, vendor: String = "AIRWAY", orders: [String] = [], status: APInvoice.Status = .posted,
        date: String = "20261101", lines: [APInvoice.Line] = []
    ) -> APInvoice {
        APInvoice(
            division: "00", vendorNumber: vendor, invoiceNumber: number, invoiceDate: SageDate(date),
            purchaseOrders: orders, status: status, lines: lines)
    }

    func invoiceRow(_ number: String, vendor: String = "AIRWAY") async throws -> RecordRow? {
        let ref = settings.ref
        return try await store.read { try $0.record(ref, key: RecordKey(["00", vendor, number]).text) }
    }
}
