import Sync
import WireProtocol

/// What `sage-relay resync` asks for: records that are written to their board again, whatever it shows.
package struct ResyncRequest: RelayVerb, Hashable {
    package static let name = "resync"

    /// The board's name, `acme/ap-invoices`.
    package var board: String
    /// Records' keys in their text form; at most ``Resync/mostSingleReads``.
    package var keys: [String]
    /// The first day, `YYYY-MM-DD`, of the dates of documents that are meant; with ``through``, or `nil`.
    package var from: String?
    /// The last day.
    package var through: String?

    package init(board: String, keys: [String] = [], from: String? = nil, through: String? = nil) {
        self.board = board
        self.keys = keys
        self.from = from
        self.through = through
    }

    package func perform(in service: RelayService) async throws -> ResyncReport {
        try await service.resync(self)
    }

    /// The board, when it is one that can be resynced so.
    ///
    /// - Returns: the board and the records meant.
    /// - Throws: ``RelayError`` with what is wrong.
    func resolved() throws -> (ref: BoardRef, selection: RecordSelection) {
        guard let ref = BoardRef(text: board) else {
            throw RelayError(.unknownBoard, "\(board) is not a board's name, such as acme/ap-invoices.")
        }
        var selection = RecordSelection(states: [.queued, .done, .retryAt, .blocked])
        if !keys.isEmpty {
            guard keys.count <= Resync.mostSingleReads else {
                throw RelayError(
                    .badRequest,
                    "At most \(Resync.mostSingleReads) keys can be named; a range of dates, or the whole board, takes more."
                )
            }
            selection.keys = keys
            // A record that is named by itself goes out though it was set aside.
            selection.states?.insert(.dropped)
        }
        guard from != nil || through != nil else { return (ref, selection) }
        guard let field = ref.kind.dateField else {
            throw RelayError(
                .badRequest,
                "Records of \(ref) have no date. Name them with --key, or leave the range out for the whole board.")
        }
        selection.range = RecordSelection.Range(
            field: field, first: from ?? "0000-01-01", last: through ?? "9999-12-31")
        return (ref, selection)
    }
}

/// What came of it.
package struct ResyncReport: Codable, Hashable, Sendable {
    /// How many records of the ledger were written again, or are to be.
    package var records: Int
    /// As a sync's: what was read from Sage and what was written.
    package var row: SyncReport.Row

    package init(records: Int, row: SyncReport.Row) {
        self.records = records
        self.row = row
    }

    /// Whether everything that was asked for is done.
    package var isClean: Bool { row.isDone && row.failed == 0 }
}

extension RecordKind {
    /// The field that holds a document's date; `nil` for what is no document.
    var dateField: String? {
        switch self {
        case .apInvoice: "invoice-date"
        case .purchaseOrder: "order-date"
        case .apVendor, .glAccount, .arCustomer: nil
        }
    }
}
