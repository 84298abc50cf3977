import BusinessObjects
import Synchronization
import WireProtocol

/// The names and codes that records refer to by key: formatted G/L accounts by AccountKey, names of vendors, of
/// segments and of account types.
///
/// They are remembered for one scan, at most ``capacity`` of each, so that a long scan asks Sage once for each and
/// memory stays flat.
final class References: Sendable {
    /// What was found, by key; a key that the table does not hold has a `nil`.
    typealias Values = [RecordKey: String?]

    /// How many entries each cache holds before it starts anew: about two megabytes.
    static let capacity = 10_000
    /// How many keys one question to Sage names.
    static let batch = 250

    private let caches = Mutex<[SageTable: Values]>([:])

    /// The formatted codes of accounts.
    ///
    /// - Parameters:
    ///   - keys: values of AccountKey columns; blank ones are passed over.
    ///   - session: Sage, for this turn.
    /// - Returns: code by key; a key that GL_Account does not hold has none.
    /// - Throws: as ``SageSession/each(_:_:_:)`` does.
    func accountCodes(_ keys: some Sequence<String>, _ session: SageSession) async throws -> AccountCodes {
        let keys = keys.filter { !$0.isEmpty }.map { RecordKey([$0]) }
        return AccountCodes(codes: try await values(keys, session, .accounts, "Account"))
    }

    /// The names of vendors, by division and number.
    func vendorNames(_ keys: some Sequence<RecordKey>, _ session: SageSession) async throws -> Values {
        try await values(keys, session, .vendors, "VendorName")
    }

    /// What the codes of segments are called, by number of the segment and code.
    func subAccountNames(_ keys: some Sequence<RecordKey>, _ session: SageSession) async throws -> Values {
        try await values(keys, session, .subAccounts, "SubAccountDesc")
    }

    /// What main accounts are called, by number of the segment and code.
    func mainAccountNames(_ keys: some Sequence<RecordKey>, _ session: SageSession) async throws -> Values {
        try await values(keys, session, .mainAccounts, "MainAccountDesc")
    }

    /// What account types are called.
    func accountTypes(_ keys: some Sequence<RecordKey>, _ session: SageSession) async throws -> Values {
        try await values(keys, session, .accountTypes, "AccountTypeDesc")
    }

    /// Adds what is not known yet: asks for the range from the first to the last key that is missing, and for those
    /// records of it whose last key field is a wanted one.
    private func values(
        _ keys: some Sequence<RecordKey>, _ session: SageSession, _ table: SageTable, _ column: String
    ) async throws -> Values {
        let wanted = Set(keys)
        var found = caches.withLock { caches in (caches[table] ?? [:]).filter { wanted.contains($0.key) } }
        let missing = wanted.filter { found[$0] == nil }.sorted()
        for start in stride(from: 0, to: missing.count, by: Self.batch) {
            let batch = missing[start..<min(start + Self.batch, missing.count)]
            let last = Set(batch.compactMap(\.parts.last)).sorted()
            let request = PageRequest(
                from: batch.first?.parts, through: batch.last?.parts,
                filter: .isOne(of: last, column: table.index[table.index.count - 1]))
            for key in batch { found[key] = .some(nil) }
            try await session.each(table, request) { row in
                let key = row.position
                if wanted.contains(key) { found[key] = .some(row.text(column)) }
            }
        }
        remember(found, of: table)
        return found
    }

    private func remember(_ found: Values, of table: SageTable) {
        caches.withLock { caches in
            var known = caches[table] ?? [:]
            if known.count + found.count > Self.capacity { known = [:] }
            caches[table] = known.merging(found) { $1 }
        }
    }
}

/// Formatted account codes by AccountKey.
struct AccountCodes: Sendable {
    fileprivate let codes: References.Values

    /// The formatted code of a row's account, or `nil` where the column is blank or names no account.
    func code(_ row: Row, _ column: String) -> String? {
        row.text(column).flatMap { codes[RecordKey([$0])] ?? nil }
    }
}
