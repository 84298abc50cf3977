import BusinessObjects
import WireProtocol

/// A field of a record holds what it cannot hold.
struct UnreadableField: Error, Hashable {
    var table: SageTable
    var column: String
    var value: String

    /// The problem that tells a caller of it.
    var problem: Problem {
        Problem(
            .recordUnreadable,
            detail: "Column \(column) of \(table.rawValue) holds \"\(value.prefix(40))\", which is not a number. "
                + "Correct the record in Sage 100.")
    }
}

/// One record of a table, read field by field.
///
/// A column that the installed version of Sage does not have, and a blank one, are an absent field. So is a date that
/// is none: AP_OpenInvoice and AP_InvoiceHistoryHeader hold broken dates in practice, and an invoice without a due
/// date is more use to a reader than no invoice. A number that is none makes the record unreadable, since a wrong or
/// missing amount misleads.
struct Row: Sendable {
    let table: SageTable
    private let record: BusinessRecord

    init(_ table: SageTable, _ record: BusinessRecord) {
        self.table = table
        self.record = record
    }

    /// A key field, to the letter; empty where the column is missing.
    func key(_ column: String) -> String {
        record[column] ?? ""
    }

    /// The values of the fields of an index, in its order.
    func key(_ columns: [String]) -> [String] {
        columns.map(key)
    }

    /// Where the row stands in its table's primary index.
    var position: RecordKey {
        RecordKey(key(table.index))
    }

    /// A text, to the letter; `nil` when it is blank.
    func text(_ column: String) -> String? {
        record[column].flatMap { value in value.utf8.contains { $0 != UInt8(ascii: " ") } ? value : nil }
    }

    /// Whether a flag says `Y`.
    func flag(_ column: String) -> Bool {
        text(column) == "Y"
    }

    /// A date; `nil` when it is blank or none.
    func date(_ column: String) -> SageDate? {
        text(column).flatMap(SageDate.init)
    }

    /// A number.
    ///
    /// - Throws: ``UnreadableField`` when the column holds something else.
    func decimal(_ column: String) throws(UnreadableField) -> DecimalText? {
        guard let value = text(column) else { return nil }
        guard let number = DecimalText(sage: value) else {
            throw UnreadableField(table: table, column: column, value: value)
        }
        return number
    }

    /// The two audit stamps; a time that is blank or none counts as midnight.
    var stamps: AuditStamps {
        AuditStamps(
            dateLastUpdated: stamp("DateUpdated", "TimeUpdated").map(\.stamp),
            dateCreated: stamp("DateCreated", "TimeCreated").map(\.stamp))
    }

    /// Whether the record was created or changed at or after a moment, both stamps considered.
    ///
    /// A stamp without a time of day may mean any time of its day, so that the whole day of `moment` counts. A record
    /// without any stamp may have changed at any time, and always counts.
    func isChanged(since moment: SageStamp?) -> Bool {
        guard let moment else { return true }
        let found = [stamp("DateUpdated", "TimeUpdated"), stamp("DateCreated", "TimeCreated")].compactMap(\.self)
        return found.isEmpty
            || found.contains { $0.stamp >= ($0.isWholeDay ? moment.startOfDay : moment) }
    }

    /// Whether a stamp with a time of day shows a creation or change at or after a moment.
    func isProvenChanged(since moment: SageStamp) -> Bool {
        [stamp("DateUpdated", "TimeUpdated"), stamp("DateCreated", "TimeCreated")].contains {
            $0.map { !$0.isWholeDay && $0.stamp >= moment } ?? false
        }
    }

    private func stamp(_ date: String, _ time: String) -> (stamp: SageStamp, isWholeDay: Bool)? {
        guard let day = text(date) else { return nil }
        if let hours = text(time), let stamp = SageStamp(date: day, time: hours) { return (stamp, false) }
        return SageStamp(date: day, time: "").map { ($0, true) }
    }
}

extension DecimalText {
    /// Takes a number as Sage may write it and brings it into canonical form: blanks around it, zeros before it and a
    /// bare `.5` are understood; `nil` for anything that is not a plain decimal number.
    init?(sage text: String) {
        var digits = Array(text.utf8)
        digits = Array(digits.trimmingPrefix { $0 == UInt8(ascii: " ") })
        while digits.last == UInt8(ascii: " ") { digits.removeLast() }
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative { digits.removeFirst() }
        let isDigit = { (byte: UInt8) in UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }
        guard digits.contains(where: isDigit), digits.first != UInt8(ascii: "-") else { return nil }
        while digits.count > 1, digits[0] == UInt8(ascii: "0"), digits[1] != UInt8(ascii: ".") { digits.removeFirst() }
        if digits.first == UInt8(ascii: ".") { digits.insert(UInt8(ascii: "0"), at: 0) }
        if digits.last == UInt8(ascii: ".") { digits.removeLast() }
        guard let magnitude = DecimalText(String(decoding: digits, as: UTF8.self)) else { return nil }
        self = isNegative ? magnitude.negated : magnitude
    }
}

extension AuditStamps {
    /// The later of each stamp, for a record that several tables make.
    ///
    /// Of `dateCreated` too: an invoice is created a second time when it is posted, and that is a change to tell.
    func latest(with other: AuditStamps) -> AuditStamps {
        AuditStamps(
            dateLastUpdated: [dateLastUpdated, other.dateLastUpdated].compactMap(\.self).max(),
            dateCreated: [dateCreated, other.dateCreated].compactMap(\.self).max())
    }
}
