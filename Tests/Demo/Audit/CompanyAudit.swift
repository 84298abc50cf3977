/// Compares boards with a company: key by key and column by column.
///
/// It shares no code with what it judges. What a board must show is derived from the raw tables here once more; what
/// it does show is read from the simulator's own store. A record that an earlier audit saw and that is gone from the
/// tables must still have its item, unchanged but for the status `Gone`.
package struct CompanyAudit: Sendable {
    private let owner: String
    private var seen: [AuditedKind: [String: Seen]] = [:]

    /// What is known of a record that was there.
    private struct Seen {
        /// What its item may show: as the last audit found the record, and as it was at any time since then.
        var versions: [ExpectedItem]
        /// Whether an audit found it there, so that it must have an item; else it may have come and gone unread.
        var isAudited: Bool
    }

    /// Takes what all keys begin with.
    ///
    /// - Parameters:
    ///   - connection: the connection's name.
    ///   - company: Sage's company code.
    package init(connection: String, company: String) {
        owner = "\(connection)/\(company)/"
    }

    /// Compares one board, and remembers the company's records for the next audit.
    ///
    /// - Parameters:
    ///   - kind: what the board shows.
    ///   - tables: the company as it is now.
    ///   - board: the board as it is now.
    /// - Returns: what was compared, and what differs.
    package mutating func audit(_ kind: AuditedKind, _ tables: CompanyTables, _ board: BoardSnapshot) -> BoardAudit {
        let current = Dictionary(
            tables.expected(kind).map { (owner + $0.key, $0) }, uniquingKeysWith: { first, _ in first })
        let gone = (seen[kind] ?? [:]).filter { current[$0.key] == nil }
        seen[kind] = gone.merging(current.mapValues { Seen(versions: [$0], isAudited: true) }) { first, _ in first }
        let expected = gone.mapValues { $0.versions.map(\.gone) }.merging(current.mapValues { [$0] }) { _, now in now }

        var audit = BoardAudit(kind: kind)
        (audit.records, audit.gone, audit.items) = (current.count, gone.count, board.items.count)
        let items = Dictionary(grouping: board.items) { $0.columns[BoardSnapshot.keyTitle] ?? "" }
        for (key, versions) in expected.sorted(by: { $0.key < $1.key }) {
            guard let found = items[key] else {
                if gone[key]?.isAudited ?? true { audit.findings.append(.missing(key: key)) }
                continue
            }
            if found.count > 1 { audit.findings.append(.duplicate(key: key, items: found.map(\.id))) }
            for shown in found { audit.compare(key, versions, shown) }
        }
        for (key, found) in items.sorted(by: { $0.key < $1.key }) where expected[key] == nil {
            audit.findings += found.map { .surplus(key: key, item: $0.id) }
        }
        return audit
    }

    /// Remembers the company's records as they are now, without comparing: between two audits a record may change
    /// several times and go, and its item shows it as it was when it was read last.
    ///
    /// - Parameters:
    ///   - kind: which records.
    ///   - tables: the company as it is now.
    package mutating func remember(_ kind: AuditedKind, _ tables: CompanyTables) {
        for item in tables.expected(kind) {
            let key = owner + item.key
            let versions = seen[kind]?[key]?.versions ?? []
            guard !versions.contains(item) else { continue }
            seen[kind, default: [:]][key, default: Seen(versions: [], isAudited: false)].versions.append(item)
        }
    }
}

extension BoardAudit {
    /// Compares an item with every version it may show; where none is right, with the latest.
    fileprivate mutating func compare(_ key: String, _ versions: [ExpectedItem], _ shown: BoardSnapshot.Item) {
        let isRight = versions.contains { version in
            version.columns.allSatisfy { column, value in shown.columns[column].map(value.matches) ?? false }
        }
        guard let latest = versions.last else { return }
        if isRight { values += latest.columns.count } else { compare(key, latest, shown) }
    }

    private mutating func compare(_ key: String, _ item: ExpectedItem, _ shown: BoardSnapshot.Item) {
        values += item.columns.count
        for (column, expected) in item.columns.sorted(by: { $0.key < $1.key }) {
            guard let found = shown.columns[column] else {
                findings.append(.differing(key: key, column: column, expected: expected.shown, found: "no such column"))
                continue
            }
            guard !expected.matches(found) else { continue }
            findings.append(.differing(key: key, column: column, expected: expected.shown, found: found))
        }
    }
}
