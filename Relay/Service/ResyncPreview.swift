import Configuration
import Store
import Sync
import WireProtocol

/// What a resync takes, as far as the ledger says: for a person, before it is asked for.
package struct ResyncPreview: Sendable {
    /// How many records are written again; those that the read finds new come to it.
    package let records: Int
    package let cost: PlanCost

    /// Looks into the ledger; beside a running relay too.
    ///
    /// - Parameters:
    ///   - request: which records.
    ///   - configuration: what the operator wrote.
    ///   - store: the relay's state; it is only read.
    /// - Throws: ``RelayError`` when the request cannot be met, or what SQLite throws.
    package init(_ request: ResyncRequest, _ configuration: RelayConfiguration, _ store: RelayStore) async throws {
        let (ref, selection) = try request.resolved()
        guard let (settings, limits) = configuration.board(ref) else {
            throw RelayError(.unknownBoard, "The configuration has no board \(ref).")
        }
        if let obstacle = try await Resync.obstacle(settings, store) { throw RelayError(.unavailable, obstacle) }
        let (board, tally) = try await store.read { (try $0.board(ref), try $0.tally(ref, selection)) }
        // A key that is named and not known may be a new record's.
        records = request.keys.isEmpty ? tally.all : request.keys.count
        let readsEverything =
            request.keys.isEmpty && (selection.range == nil || records > Resync.mostSingleReads)
        cost = PlanCost(
            discovers: readsEverything || board.needsDiscovery, creates: records - tally.withItem,
            changes: tally.withItem, batch: settings.batch, limits: limits, bulk: settings.bulk?.rules)
    }

    /// The records that a person may mean: a key as it stands, or the plain number of invoices.
    ///
    /// - Parameters:
    ///   - text: what the person wrote.
    ///   - board: the board's name.
    ///   - store: the relay's state; it is only read.
    /// - Returns: the keys in their text form: one, or several invoices of the same number.
    /// - Throws: ``RelayError`` when it is no key and no known number, or what SQLite throws.
    package static func keys(meant text: String, board: String, _ store: RelayStore) async throws -> [String] {
        let (ref, _) = try ResyncRequest(board: board).resolved()
        guard ref.kind == .apInvoice else { return [try ref.kind.key(text).text] }
        let key = RecordKey(text: text).flatMap { $0.parts.count == ref.kind.keyPartCount ? $0 : nil }
        let number = RecordSelection.Range(field: "invoice-number", first: text, last: text)
        let (isKnown, keys) = try await store.read { reader in
            (
                try key.map { try reader.record(ref, key: $0.text) != nil } ?? false,
                try reader.keys(ref, RecordSelection(range: number), after: nil, limit: Resync.mostSingleReads)
            )
        }
        if let key, isKnown || keys.isEmpty { return [key.text] }
        guard !keys.isEmpty else {
            throw RelayError(
                .badRequest,
                "\(ref) has no invoice of the number \(text). Name a new one by its key: division, vendor and invoice"
                    + " number, such as 00/AIRWAY/1234.")
        }
        return keys
    }
}

extension RelayConfiguration {
    /// How a board is kept, and its account's limits; `nil` when there is no such board.
    fileprivate func board(_ ref: BoardRef) -> (BoardSettings, RateGovernor.Limits)? {
        guard let connection = connections.first(where: { $0.name == ref.connection }),
            let board = connection.boards.first(where: { $0.kind == ref.kind }),
            let account = monday.first(where: { $0.name == connection.monday })
        else { return nil }
        return (BoardSettings(connection, board, account), account.governorLimits)
    }
}
