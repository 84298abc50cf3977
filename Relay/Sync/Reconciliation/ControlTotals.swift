import Mapping
import WireProtocol

/// Counts and sums of money by period: what one side holds, added up exactly.
package struct ControlTotals: Codable, Hashable, Sendable {
    /// The figures of one period.
    package struct Figures: Codable, Hashable, Sendable {
        package var count = 0
        /// Sums by field: `amount`, `balance`, `total`.
        package var sums: [String: DecimalText] = [:]

        package init(count: Int = 0, sums: [String: DecimalText] = [:]) {
            self.count = count
            self.sums = sums
        }

        fileprivate mutating func add(_ other: Figures) {
            count += other.count
            sums.merge(other.sums) { $0 + $1 }
        }
    }

    /// The period of what carries no date.
    package static let undated = "undated"
    /// The period of boards that show no date, and of kinds without one.
    package static let every = "all"
    /// The period of dates that nobody means.
    ///
    /// A typing error makes no more periods than a page can show.
    package static let farAway = "before 1970 or after 2099"

    /// By month, `2026-03`, or one of the names above.
    package private(set) var periods: [String: Figures] = [:]

    package init() {}

    mutating func add(period: String, _ amounts: [String: DecimalText]) {
        periods[period, default: Figures()].add(Figures(count: 1, sums: amounts))
    }

    /// The month of a day in ISO 8601's extended form.
    static func period(of day: String?) -> String {
        guard let day, !day.isEmpty else { return undated }
        let parts = day.split(separator: "-")
        guard parts.count >= 2, parts[0].count == 4, parts[1].count == 2, let year = Int(parts[0]),
            let month = Int(parts[1]), 1...12 ~= month
        else { return undated }
        return 1970...2099 ~= year ? "\(parts[0])-\(parts[1])" : farAway
    }
}

/// What a kind's boards are added up by.
///
/// Written out here, and not taken from the mapping, so that a fault of the mapping shows as a difference.
struct ControlFields: Sendable {
    /// The field that gives the period; `nil` for one period of all.
    let day: String?
    let amounts: [String]

    /// The fields that a board can be held to: those it has a column for.
    init(kind: RecordKind, mapping: BoardMapping) {
        let (day, amounts): (String?, [String]) =
            switch kind {
            case .apInvoice: ("invoice-date", ["amount", "balance"])
            case .purchaseOrder: ("order-date", ["total"])
            case .apVendor, .glAccount, .arCustomer: (nil, [])
            }
        self.day = day.flatMap { mapping.targets[$0] == nil ? nil : $0 }
        self.amounts = amounts.filter { mapping.targets[$0] != nil }
    }

    /// Adds a record as the agent sent it.
    func add(_ record: AnyRecord, to totals: inout ControlTotals) {
        let (date, figures): (SageDate?, [String: DecimalText?]) =
            switch record {
            case .apInvoice(let invoice): (invoice.invoiceDate, ["amount": invoice.amount, "balance": invoice.balance])
            case .purchaseOrder(let order): (order.orderDate, ["total": order.total])
            case .apVendor, .glAccount, .arCustomer: (nil, [:])
            }
        let sums = figures.compactMapValues(\.self).filter { amounts.contains($0.key) }
        totals.add(period: day == nil ? ControlTotals.every : ControlTotals.period(of: date?.iso), sums)
    }

    /// Adds an item as the board shows it.
    ///
    /// - Returns: whether every amount was a number; one that is none is left out of the sum.
    func add(_ content: ItemContent, to totals: inout ControlTotals) -> Bool {
        var sums: [String: DecimalText] = [:]
        var isReadable = true
        for field in amounts {
            guard let text = content.fields[field] else { continue }
            if let amount = DecimalText.reading(text) { sums[field] = amount } else { isReadable = false }
        }
        totals.add(period: day.map { ControlTotals.period(of: content.fields[$0]) } ?? ControlTotals.every, sums)
        return isReadable
    }
}

/// Both sides' totals beside each other.
package struct ControlReport: Codable, Hashable, Sendable {
    /// One period.
    package struct Line: Codable, Hashable, Sendable {
        package var period: String
        package var sage: ControlTotals.Figures
        package var board: ControlTotals.Figures

        /// Whether both sides hold the same count and the same sums, to the last digit.
        package var isEqual: Bool {
            sage.count == board.count
                && Set(sage.sums.keys).union(board.sums.keys).allSatisfy { field in
                    (sage.sums[field] ?? .zero).isSameNumber(as: board.sums[field] ?? .zero)
                }
        }
    }

    /// In order of period.
    package var lines: [Line]
    /// Records out of the board's scope that have no item.
    package var outOfScope: Int
    /// Records whose item somebody archived.
    package var archived: Int
    /// Items that say their record is gone from Sage.
    package var gone: Int
    /// Records that could not be read, and items with an amount that is no number.
    package var unreadable: Int
    /// Records that are on another board of these records, or go there; `nil` where there is no other.
    package var onOtherBoards: Int?

    init(
        sage: ControlTotals, board: ControlTotals, outOfScope: Int, archived: Int, gone: Int, unreadable: Int,
        onOtherBoards: Int? = nil
    ) {
        lines = Set(sage.periods.keys).union(board.periods.keys).sorted().map { period in
            Line(
                period: period, sage: sage.periods[period] ?? ControlTotals.Figures(),
                board: board.periods[period] ?? ControlTotals.Figures())
        }
        self.outOfScope = outOfScope
        self.archived = archived
        self.gone = gone
        self.unreadable = unreadable
        self.onOtherBoards = onOtherBoards
    }

    /// The periods whose figures differ.
    package var differing: [Line] { lines.filter { !$0.isEqual } }

    /// The figures of all periods together.
    package var sum: Line {
        var sum = Line(period: ControlTotals.every, sage: ControlTotals.Figures(), board: ControlTotals.Figures())
        for line in lines {
            sum.sage.add(line.sage)
            sum.board.add(line.board)
        }
        return sum
    }
}
