import BusinessObjects

/// A table as a CSV file with Sage's field names as headings.
enum TableFile {
    /// Reads a table.
    ///
    /// Columns may stand in any order and be left out, but for those of the primary key; headings that the table does
    /// not have are passed over. Numbers are brought to the scale of their column; one that the file leaves blank, or has
    /// no column for, is not known and stays blank, since a zero would be a wrong amount.
    ///
    /// - Parameters:
    ///   - bytes: the file's content.
    ///   - table: the table's layout.
    ///   - file: the file's name, for errors.
    /// - Returns: the table.
    /// - Throws: ``CompanyFolderError`` with file, line and, where there is one, column.
    static func decode(_ bytes: [UInt8], _ table: TableLayout, file: String) throws(CompanyFolderError) -> Table {
        var reader = CSVReader(bytes)
        guard let heading = try next(&reader, file: file) else { return Table(table) }
        let positions = try positions(heading, table, file: file)
        var rows: [[String]] = []
        var lines: [Int] = []
        while let row = try next(&reader, file: file) {
            guard row.fields.count == positions.count else {
                throw CompanyFolderError(
                    "\(row.fields.count) fields instead of \(positions.count)", file: file, line: row.line)
            }
            var values = [String](repeating: "", count: table.layout.columns.count)
            for (position, text) in zip(positions, row.fields) {
                // Most numbers are zeros in the form that they have already.
                guard let position, values[position] != text else { continue }
                guard case .number(let scale?) = table.layout.columns[position].content, !text.isEmpty else {
                    values[position] = text
                    continue
                }
                guard let number = FixedPoint.normalize(text, scale: scale) else {
                    throw CompanyFolderError(
                        "not a number with at most \(scale) decimals", file: file, line: row.line,
                        column: table.layout.columns[position].name)
                }
                values[position] = number
            }
            rows.append(values)
            lines.append(row.line)
        }
        do throws(Table.DuplicateKey) {
            return try Table(table, rows: rows)
        } catch {
            throw CompanyFolderError(
                "the primary key of line \(lines[error.first]) again", file: file, line: lines[error.second],
                column: table.primaryKey.joined(separator: "+"))
        }
    }

    /// Writes a table with all its columns.
    static func encode(_ books: Books, _ table: TableLayout) -> [UInt8] {
        var writer = CSVWriter()
        writer.write(table.layout.columns.map(\.name))
        for row in books.rows(table) { writer.write(row) }
        return writer.bytes
    }

    /// Where the values under each heading go, `nil` for a heading that the table does not have.
    private static func positions(
        _ heading: CSVReader.Row, _ table: TableLayout, file: String
    ) throws(CompanyFolderError) -> [Int?] {
        var seen: Set<String> = []
        for name in heading.fields where !seen.insert(name).inserted {
            throw CompanyFolderError("the heading stands there twice", file: file, line: heading.line, column: name)
        }
        for column in table.primaryKey where !seen.contains(column) {
            throw CompanyFolderError("the column of the key is missing", file: file, line: heading.line, column: column)
        }
        return heading.fields.map { table.layout.position(of: $0) }
    }

    private static func next(_ reader: inout CSVReader, file: String) throws(CompanyFolderError) -> CSVReader.Row? {
        do throws(CSVReader.Fault) {
            return try reader.next()
        } catch {
            throw CompanyFolderError(error.reason, file: file, line: error.line)
        }
    }
}
