import BusinessObjects
import Synchronization
import WireProtocol

/// The names and codes that records refer to by key: formatted G/L accounts by AccountKey, and names of vendors.
///
/// Both are remembered for one scan, at most ``capacity`` of each, so that a long scan asks Sage once for each and
/// memory stays flat.
final class References: Sendable {
    /// How many entries each cache holds before it starts anew: about two megabytes.
    static let capacity = 10_000
    /// How many keys one question to Sage names.
    static let batch = 250

    private struct Caches {
        var accounts: [RecordKey: String?] = [:]
        var vendors: [RecordKey: String?] = [:]
    }

    private let caches = Mutex(Caches())

    /// The formatted codes of accounts.
    ///
    /// - Parameters:
    ///   - keys: values of AccountKey columns; blank ones are passed over.
    ///   - session: Sage, for this turn.
    /// - Returns: code by key; a key that GL_Account does not hold has none.
    /// - Throws: as ``SageSession/each(_:_:_:)`` does.
    func accountCodes(_ keys: some Sequence<String>, _ session: SageSession) async throws -> AccountCodes {
        let wanted = Set(keys.filter { !$0.isEmpty }.map { RecordKey([$0]) })
        let known = caches.withLock { $0.accounts.filter { wanted.contains($0.key) } }
        let found = try await complete(wanted, known, session, .accounts, ["AccountKey"], value: "Account")
        caches.withLock { $0.accounts.remember(found) }
        return AccountCodes(codes: found)
    }

    /// The names of vendors.
    ///
    /// - Parameters:
    ///   - keys: division and number of each.
    ///   - session: Sage, for this turn.
    /// - Returns: name by key; a vendor that AP_Vendor does not hold has none.
    /// - Throws: as ``SageSession/each(_:_:_:)`` does.
    func vendorNames(_ keys: some Sequence<RecordKey>, _ session: SageSession) async throws -> [RecordKey: String?] {
        let wanted = Set(keys)
        let known = caches.withLock { $0.vendors.filter { wanted.contains($0.key) } }
        let index = ["APDivisionNo", "VendorNo"]
        let found = try await complete(wanted, known, session, .vendors, index, value: "VendorName")
        caches.withLock { $0.vendors.remember(found) }
        return found
    }

    /// Adds what is not known yet: asks for the range from the first to the last key that is missing, and for those
    /// records of it whose last key field is a wanted one.
    private func complete(
        _ wanted: Set<RecordKey>, _ known: [RecordKey: String?], _ session: SageSession, _ table: SageTable,
        _ index: [String], value: String
    ) async throws -> [RecordKey: String?] {
        var found = known
        let missing = wanted.filter { known[$0] == nil }.sorted()
        for start in stride(from: 0, to: missing.count, by: Self.batch) {
            let batch = missing[start..<min(start + Self.batch, missing.count)]
            let request = PageRequest(
                from: batch.first?.parts, through: batch.last?.parts,
                filter: .isOne(of: batch.compactMap(\.parts.last), column: index[index.count - 1]))
            for key in batch { found[key] = .some(nil) }
            try await session.each(table, request) { row in
                let key = RecordKey(row.key(index))
                if wanted.contains(key) { found[key] = .some(row.text(value)) }
            }
        }
        return found
    }
}

/// Formatted account codes by AccountKey.
struct AccountCodes: Sendable {
    fileprivate let codes: [RecordKey: String?]

    /// The formatted code of a row's account, or `nil` where the column is blank or names no account.
    func code(_ row: Row, _ column: String) -> String? {
        row.text(column).flatMap { codes[RecordKey([$0])] ?? nil }
    }
}

extension [RecordKey: String?] {
    fileprivate mutating func remember(_ found: Self) {
        if count + found.count > References.capacity { removeAll() }
        merge(found) { _, new in new }
    }
}
