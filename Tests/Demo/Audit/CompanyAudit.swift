/// Compares boards with a company: key by key and column by column.
///
/// It shares no code with what it judges. What a board must show is derived from the raw tables here once more; what
/// it does show is read from the simulator's own store. A record that an earlier audit saw and that is gone from the
/// tables must still have its item, unchanged but for the status `Gone`.
package struct CompanyAudit: Sendable {
    private let owner: String
    private var seen: [AuditedKind: [String: ExpectedItem]] = [:]

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
        let gone = (seen[kind] ?? [:]).filter { current[$0.key] == nil }.mapValues(\.gone)
        let expected = current.merging(gone) { first, _ in first }
        seen[kind] = expected

        var audit = BoardAudit(kind: kind)
        (audit.records, audit.gone, audit.items) = (current.count, gone.count, board.items.count)
        let items = Dictionary(grouping: board.items) { $0.columns[BoardSnapshot.keyTitle] ?? "" }
        for (key, item) in expected.sorted(by: { $0.key < $1.key }) {
            guard let found = items[key] else {
                audit.findings.append(.missing(key: key))
                continue
            }
            if found.count > 1 { audit.findings.append(.duplicate(key: key, items: found.map(\.id))) }
            for shown in found { audit.compare(key, item, shown) }
        }
        for (key, found) in items.sorted(by: { $0.key < $1.key }) where expected[key] == nil {
            audit.findings += found.map { .surplus(key: key, item: $0.id) }
        }
        return audit
    }
}

extension BoardAudit {
    fileprivate mutating func compare(_ key: String, _ item: ExpectedItem, _ shown: BoardSnapshot.Item) {
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
