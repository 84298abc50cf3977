import Foundation
import WireProtocol

/// A field of an open invoice that is reckoned from the day: it changes although the record does not.
package enum DerivedField: String, Sendable, CaseIterable, Codable {
    /// How long the invoice is overdue, in the usual steps.
    case aging
    /// By how many days the invoice is overdue; 0 until it is due.
    case daysPastDue = "days-past-due"

    var boardField: BoardField {
        switch self {
        case .aging:
            BoardField(
                rawValue, "Aging", .status(labels: AgingBucket.allCases.map(\.rawValue)), isRequired: false)
        case .daysPastDue: BoardField(rawValue, "Days Past Due", .number, isRequired: false)
        }
    }
}

/// The steps of an aging report, by the due date.
enum AgingBucket: String, CaseIterable {
    case current = "Current"
    case month = "1-30"
    case twoMonths = "31-60"
    case threeMonths = "61-90"
    case older = "Over 90"

    init(daysPastDue days: Int) {
        self =
            switch days {
            case ...0: .current
            case ...30: .month
            case ...60: .twoMonths
            case ...90: .threeMonths
            default: .older
            }
    }
}

/// The derived fields that a board shows.
package struct DerivedFields: Hashable, Sendable {
    package var fields: Set<DerivedField>

    package init(_ fields: Set<DerivedField> = []) {
        self.fields = fields
    }

    package var isEmpty: Bool { fields.isEmpty }

    /// The fields' names in a fixed order.
    package var names: [String] { fields.map(\.rawValue).sorted() }

    /// What an item shows on a day.
    ///
    /// Reckoned from what else it shows, so that a record needs not be read again for it: an invoice that is open and has
    /// a due date has the fields, and no other has.
    ///
    /// - Parameters:
    ///   - content: what the item shows, with the fields of any day or without.
    ///   - day: the day, in the zone of the board's connection.
    /// - Returns: the same with the fields of the day.
    package func applied(to content: ItemContent, on day: SageDate) -> ItemContent {
        guard !isEmpty || content.hasDerived else { return content }
        var content = content.withoutDerived
        guard let due = content.fields["due-date"], !content.isSettled, let days = day.days(since: due) else {
            return content
        }
        for field in fields {
            switch field {
            case .aging: content.fields[field.rawValue] = AgingBucket(daysPastDue: days).rawValue
            case .daysPastDue: content.fields[field.rawValue] = String(max(0, days))
            }
        }
        return content
    }
}

extension ItemContent {
    /// The same without what is reckoned from the day.
    package var withoutDerived: ItemContent {
        guard hasDerived else { return self }
        var copy = self
        for field in DerivedField.allCases { copy.fields[field.rawValue] = nil }
        return copy
    }

    fileprivate var hasDerived: Bool { DerivedField.allCases.contains { fields[$0.rawValue] != nil } }

    /// Whether there is nothing to wait for: the invoice is paid, or its record is gone.
    fileprivate var isSettled: Bool {
        isMarkedGone || fields[BoardField.statusName] == StatusLabel.label(APInvoice.Status.paid)
    }
}

extension SageDate {
    /// The days from another day to this one; `nil` for what is no day.
    fileprivate func days(since iso: String) -> Int? {
        guard let other = SageDate(iso.filter { $0 != "-" }) else { return nil }
        return dayNumber - other.dayNumber
    }

    /// The number of the day in the Gregorian calendar, counted from 1 March of the year 0 (Howard Hinnant, "chrono-
    /// Compatible Low-Level Date Algorithms", `days_from_civil`): whole numbers only, and no zone takes part.
    private var dayNumber: Int {
        let digits = text.utf8.map { Int($0) - 48 }
        let month = digits[4] * 10 + digits[5]
        let year = digits[..<4].reduce(0) { $0 * 10 + $1 } - (month <= 2 ? 1 : 0)
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + digits[6] * 10 + digits[7] - 1
        return year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear
    }
}
