import Foundation

/// One CSV file of a company folder: the rows of one of Sage's tables, field by field, as they stand.
///
/// A reader of its own, so that a fault in the product's cannot hide here.
package struct SageTableFile: Sendable {
    /// One row; a field that the file has no column for is absent.
    package struct Row: Sendable {
        let fields: [String: String]

        /// Takes fields by their column.
        package init(_ fields: [String: String]) {
            self.fields = fields
        }

        /// A field to the letter; empty where there is no such column.
        package func raw(_ column: String) -> String { fields[column] ?? "" }

        /// A field that holds something that can be seen, to the letter.
        func text(_ column: String) -> String? {
            fields[column].flatMap { $0.utf8.allSatisfy { $0 == UInt8(ascii: " ") } ? nil : $0 }
        }

        /// A date of eight digits as `YYYY-MM-DD`; `nil` when it is blank or names no day.
        package func date(_ column: String) -> String? {
            guard let day = text(column)?.wholeMatch(of: #/([0-9]{4})([0-9]{2})([0-9]{2})/#)?.output,
                let year = Int(day.1), let month = Int(day.2), let number = Int(day.3), 1...12 ~= month
            else { return nil }
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            return 1...lengths[month - 1] ~= number ? "\(day.1)-\(day.2)-\(day.3)" : nil
        }

        /// A number; `nil` where the field is blank or there is no such column: it is not known, and no zero.
        func amount(_ column: String) -> Decimal? {
            text(column).flatMap { field in
                let digits = field.trimmingCharacters(in: .whitespaces)
                return Decimal(string: digits, locale: Locale(identifier: "en_US_POSIX"))
            }
        }
    }

    package let rows: [Row]

    /// Takes rows as they are.
    package init(rows: [Row]) {
        self.rows = rows
    }

    /// Reads a file; one that is not there is an empty table.
    ///
    /// - Parameter path: the file.
    /// - Throws: Foundation's error when it cannot be read.
    package init(path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else {
            self.init(rows: [])
            return
        }
        self.init(csv: try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    /// Reads comma separated values: quotes as in RFC 4180, lines of any ending, the first one naming the columns.
    ///
    /// - Parameter csv: a whole file in UTF-8.
    package init(csv: Data) {
        var lines: [[String]] = []
        var fields: [String] = []
        var field: [UInt8] = []
        var isQuoted = false
        var wasQuoted = false
        func endField() {
            fields.append(String(decoding: field, as: UTF8.self))
            field = []
            wasQuoted = false
        }
        func endLine() {
            endField()
            if fields != [""] { lines.append(fields) }
            fields = []
        }
        let bytes = csv.starts(with: [0xEF, 0xBB, 0xBF]) ? csv.dropFirst(3) : csv
        for byte in bytes {
            switch byte {
            // A doubled quote closes and opens again, and stands for one.
            case UInt8(ascii: "\""):
                if wasQuoted, !isQuoted { field.append(byte) }
                isQuoted.toggle()
                wasQuoted = true
            case UInt8(ascii: ",") where !isQuoted: endField()
            case UInt8(ascii: "\n") where !isQuoted: endLine()
            case UInt8(ascii: "\r") where !isQuoted: break
            default: field.append(byte)
            }
        }
        if !field.isEmpty || !fields.isEmpty { endLine() }
        let columns = lines.first ?? []
        rows = lines.dropFirst().map { line in
            Row(Dictionary(zip(columns, line), uniquingKeysWith: { first, _ in first }))
        }
    }
}
