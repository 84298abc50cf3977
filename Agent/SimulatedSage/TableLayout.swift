import BusinessObjects

/// The layout of one of Sage's tables: its columns, its indexes and the business objects that stand for it.
package struct TableLayout: Sendable {
    /// One field of an index.
    package struct KeyField: Hashable, Sendable {
        package let column: String
        /// Whether Sage keeps the value in capitals in this index (`KACCOUNT`).
        package let isUppercased: Bool

        init(_ column: String, isUppercased: Bool = false) {
            self.column = column
            self.isUppercased = isUppercased
        }
    }

    /// One index of a table.
    package struct Index: Hashable, Sendable {
        /// The name in the file layout, `KPRIMARY`.
        package let name: String
        package let fields: [KeyField]
    }

    /// Sage's name, `AP_Vendor`.
    package let name: String
    /// What Sage calls one record in its messages, `vendor`.
    package let noun: String
    package let layout: RecordLayout
    /// The primary index first; every other ends in the fields of the primary key, so that each of its keys is unique.
    package let indexes: [Index]
    /// The business objects that read and write this table, as Sage writes their names.
    package let writers: [String]
    /// The business objects that only read it.
    package let readers: [String]

    /// The fields of the primary key.
    package var primaryKey: [String] { indexes[0].fields.map(\.column) }
    /// Whether the table has the six audit fields; Sage's detail tables have none.
    package var isAudited: Bool { layout.position(of: "DateUpdated") != nil }

    /// A row without any value: blank texts, and zeros, as Sage's numbers are never blank.
    let blankRow: [String]

    /// A row of these values; every other column is blank or zero.
    func row(_ values: KeyValuePairs<String, String>) -> [String] {
        setting(values, in: blankRow)
    }

    /// A row with these values in place of its own; columns that the table does not have are passed over.
    func setting(_ values: some Sequence<(key: String, value: String)>, in row: [String]) -> [String] {
        var row = row
        for (column, value) in values {
            if let position = layout.position(of: column) { row[position] = value }
        }
        return row
    }

    /// Finds an index by its name; case does not matter.
    package func index(named name: String) -> Int? {
        indexes.firstIndex { $0.name == name.uppercased() }
    }
}

extension TableLayout {
    /// One column as the layouts below write it down.
    struct Field {
        let column: Column

        static func text(_ name: String, _ length: Int) -> Field {
            Field(column: Column(name, .text(length: length)))
        }

        static func date(_ name: String) -> Field { text(name, 8) }
        static func flag(_ name: String) -> Field { text(name, 1) }

        static func number(_ name: String, scale: Int) -> Field {
            Field(column: Column(name, .number(scale: scale)))
        }

        static func money(_ name: String) -> Field { number(name, scale: 2) }
        static func quantity(_ name: String) -> Field { number(name, scale: 6) }
    }

    /// The six audit fields, in Sage's order: dates of eight digits, times in decimal hours, keys of `SY_User`.
    static let auditFields: [Field] = ["Created", "Updated"].flatMap { kind in
        [Field.date("Date\(kind)"), .text("Time\(kind)", 8), .text("User\(kind)Key", 10)]
    }

    /// Declares a table.
    ///
    /// - Parameters:
    ///   - name: Sage's name.
    ///   - noun: what Sage calls one record.
    ///   - key: the columns of the primary key, in order.
    ///   - indexes: the further indexes; the primary key's fields that one does not name are put behind it.
    ///   - writers: the objects that read and write.
    ///   - readers: the objects that only read.
    ///   - audited: whether the six audit fields follow the others.
    ///   - fields: the columns in order.
    init(
        _ name: String, noun: String, key: [String], indexes: [(String, [KeyField])] = [], writers: [String] = [],
        readers: [String] = [], audited: Bool = true, fields: [Field]
    ) {
        self.name = name
        self.noun = noun
        layout = RecordLayout((fields + (audited ? Self.auditFields : [])).map(\.column))
        let primary = Index(name: "KPRIMARY", fields: key.map { KeyField($0) })
        self.indexes =
            [primary]
            + indexes.map { name, fields in
                let named = Set(fields.map(\.column))
                return Index(name: name, fields: fields + primary.fields.filter { !named.contains($0.column) })
            }
        blankRow = layout.columns.map { column in
            if case .number(let scale?) = column.content { FixedPoint.decimal(units: 0, scale: scale) } else { "" }
        }
        self.writers = writers
        self.readers = readers
    }
}
