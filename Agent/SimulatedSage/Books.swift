import BusinessObjects
import WireProtocol

/// Everything that a company holds: its tables, and Sage's clock for the stamps of what changes.
///
/// The events that change books as Sage would stand in extensions; ``SimulatedCompany/change(_:)`` runs them.
package struct Books: Sendable {
    /// What the clock of Sage shows while books are changed.
    package internal(set) var now: SageStamp
    private var tables: [String: Table]

    /// Makes empty books.
    ///
    /// - Parameter now: what Sage's clock shows.
    package init(now: SageStamp) {
        self.now = now
        tables = Dictionary(uniqueKeysWithValues: SageTables.all.map { ($0.name, Table($0)) })
    }

    /// Puts a loaded table in the place of the one of its name.
    mutating func load(_ table: Table) {
        tables[table.layout.name] = table
    }

    /// How many records a table has.
    package func count(_ table: String) -> Int {
        tables[table]?.count ?? 0
    }

    /// The record with a primary key in full, or `nil`.
    package func record(_ table: String, key: [String]) -> BusinessRecord? {
        guard let table = tables[table] else { return nil }
        return table.row(key: key).map { BusinessRecord(layout: table.layout.layout, values: $0) }
    }

    /// The records whose key begins with some values.
    ///
    /// - Parameters:
    ///   - table: Sage's name of the table.
    ///   - index: an index of the table; an unknown one finds nothing.
    ///   - key: the leading values of the key; none for all records.
    /// - Returns: the records in the order of the index.
    package func records(_ table: String, index: String = "KPRIMARY", under key: [String] = []) -> [BusinessRecord] {
        guard let table = tables[table], let index = table.layout.index(named: index) else { return [] }
        return table.rows(index: index, under: key).map { BusinessRecord(layout: table.layout.layout, values: $0) }
    }

    /// Puts any text into a field, even into a number: a record that cannot be read.
    ///
    /// - Parameters:
    ///   - column: a column that is not part of a key.
    ///   - text: the text.
    ///   - table: Sage's name of the table.
    ///   - key: the primary key in full.
    /// - Returns: whether there is such a record.
    @discardableResult
    package mutating func garble(_ column: String, with text: String, in table: String, key: [String]) -> Bool {
        update(table, key: key, [column: text], stamp: .none)
    }

    /// Reads a page of a table, as if the records with some primary keys were not there.
    func page(
        _ table: TableLayout, _ request: PageRequest, without hidden: Set<[String]> = []
    ) throws(BusinessObjectError) -> Page {
        try (tables[table.name] ?? Table(table)).page(request, without: hidden)
    }

    /// Every row of a table in the order of its primary key.
    func rows(_ table: TableLayout) -> some Sequence<[String]> {
        (tables[table.name] ?? Table(table)).all
    }

    /// Puts a new record in and stamps it as created and updated.
    ///
    /// - Parameters:
    ///   - table: Sage's name of the table.
    ///   - values: the record's values; every other column is blank or zero.
    ///   - stamp: how it is stamped.
    /// - Returns: `false`, and nothing is done, when there is a record with this key.
    @discardableResult
    mutating func insert(_ table: String, _ values: KeyValuePairs<String, String>, stamp: StampStyle) -> Bool {
        guard let layout = SageTables.table(table) else { return false }
        let stamps = stamp.fields("Created", at: now) + stamp.fields("Updated", at: now)
        return tables[table]?.insert(layout.setting(stamps, in: layout.row(values))) ?? false
    }

    /// Puts a row in as it is.
    mutating func insert(_ table: TableLayout, row: [String]) -> Bool {
        tables[table.name]?.insert(row) ?? false
    }

    /// Puts a row in the place of the one with its primary key.
    mutating func replace(_ table: TableLayout, row: [String]) -> Bool {
        tables[table.name]?.replace(row) ?? false
    }

    /// Changes fields of a record and stamps it as updated.
    ///
    /// - Parameters:
    ///   - table: Sage's name of the table.
    ///   - key: the primary key in full.
    ///   - values: the new values, none of them of the primary key.
    ///   - stamp: how the record is stamped.
    /// - Returns: whether there is such a record.
    @discardableResult
    mutating func update(_ table: String, key: [String], _ values: [String: String], stamp: StampStyle) -> Bool {
        guard let row = tables[table]?.row(key: key), let layout = SageTables.table(table) else { return false }
        let changed = layout.setting(stamp.fields("Updated", at: now), in: layout.setting(values, in: row))
        return tables[table]?.replace(changed) ?? false
    }

    /// Takes a record out.
    @discardableResult
    mutating func remove(_ table: String, key: [String]) -> Bool {
        tables[table]?.remove(key: key) != nil
    }

    /// Takes out all records whose primary key begins with these values.
    mutating func removeAll(_ table: String, under key: [String]) {
        guard let layout = SageTables.table(table) else { return }
        let order = KeyOrder(layout.indexes[0], in: layout.layout)
        for row in tables[table]?.rows(under: key) ?? [] {
            tables[table]?.remove(key: order.values(of: row))
        }
    }
}
