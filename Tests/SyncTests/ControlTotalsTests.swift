import Mapping
import Testing
import WireProtocol

@testable import Sync

struct ControlTotalsTests {
    private func mapping(without missing: Set<String> = []) throws -> BoardMapping {
        let layout = BoardLayout(kind: .apInvoice)
        let columns = layout.fields.filter { !missing.contains($0.name) }.map { field in
            var labels: [String: Int] = [:]
            if case .status(let names) = field.content {
                labels = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
            }
            return BoardDescription.Column(
                id: field.name, title: field.title, type: field.content.columnType, labels: labels)
        }
        return try BoardMapping(
            layout: layout,
            board: BoardDescription(
                id: "1", name: "b", state: "active", itemsCount: nil, itemsLimit: nil,
                groups: [.init(id: "g", title: "g")], columns: columns), group: nil, overrides: [:])
    }

    private func invoice(_ number: String, _ day: String?, _ amount: String?, _ balance: String?) -> AnyRecord {
        .apInvoice(
            APInvoice(
                division: "00", vendorNumber: "V", invoiceNumber: number, invoiceDate: day.flatMap(SageDate.init),
                amount: amount.flatMap(DecimalText.init), balance: balance.flatMap(DecimalText.init), status: .posted))
    }

    private func compare(_ sage: [AnyRecord], _ board: [[String: String]], without missing: Set<String> = []) throws
        -> ControlReport
    {
        let fields = ControlFields(kind: .apInvoice, mapping: try mapping(without: missing))
        var (left, right, unreadable) = (ControlTotals(), ControlTotals(), 0)
        for record in sage { fields.add(record, to: &left) }
        for item in board where !fields.add(ItemContent(name: "", fields: item), to: &right) { unreadable += 1 }
        return ControlReport(sage: left, board: right, outOfScope: 0, archived: 0, gone: 0, unreadable: unreadable)
    }

    private let sage = [("1", "20260301", "0.10"), ("2", "20260331", "0.20"), ("3", "20260401", "12345678.90")]
    private let board = [
        ["invoice-date": "2026-03-01", "amount": "0.1", "balance": "0"],
        ["invoice-date": "2026-03-31", "amount": "0.20", "balance": "0.00"],
        ["invoice-date": "2026-04-01", "amount": "12345678.9"],
    ]

    @Test func `equal sides are equal by month, to the last digit`() throws {
        let report = try compare(sage.map { invoice($0.0, $0.1, $0.2, "0.00") }, board)
        #expect(report.lines.map(\.period) == ["2026-03", "2026-04"] && report.differing.isEmpty)
        #expect(report.lines[0].sage.sums["amount"]?.text == "0.30")
        #expect(report.sum.sage.sums["amount"]?.text == "12345679.20" && report.sum.sage.count == 3)
    }

    @Test func `one cent in one month is shown with both figures`() throws {
        var items = board
        items[1]["amount"] = "0.21"
        let report = try compare(sage.map { invoice($0.0, $0.1, $0.2, "0.00") }, items)
        let line = try #require(report.differing.first)
        #expect(report.differing.count == 1 && line.period == "2026-03")
        #expect(line.sage.sums["amount"]?.text == "0.30" && line.board.sums["amount"]?.text == "0.31")
    }

    @Test func `an item that is missing shows as a count`() throws {
        let report = try compare(sage.map { invoice($0.0, $0.1, $0.2, "0.00") }, Array(board.dropLast()))
        #expect(report.differing.map(\.period) == ["2026-04"])
        #expect(report.differing.map { [$0.sage.count, $0.board.count] } == [[1, 0]])
    }

    @Test func `an amount that is no number is counted, and its sum differs`() throws {
        var items = board
        items[0]["amount"] = "a lot"
        let report = try compare(sage.map { invoice($0.0, $0.1, $0.2, "0.00") }, items)
        #expect(report.unreadable == 1 && report.differing.map(\.period) == ["2026-03"])
    }

    @Test func `what carries no date has a period of its own`() throws {
        let report = try compare([invoice("1", nil, "5", nil)], [["amount": "5.00"]])
        #expect(report.lines.map(\.period) == ["undated"] && report.differing.isEmpty)
    }

    @Test func `a board without a column for the date is held to the sum of all, and only to what it shows`() throws {
        let report = try compare(
            sage.map { invoice($0.0, $0.1, $0.2, "9.00") }, board.map { $0.filter { $0.key == "amount" } },
            without: ["invoice-date", "balance"])
        #expect(report.lines.map(\.period) == ["all"] && report.differing.isEmpty)
    }

    @Test(arguments: [
        ("2026-03-15", "2026-03"), ("1970-01-01", "1970-01"), ("2099-12-31", "2099-12"),
        ("1969-12-31", ControlTotals.farAway), ("2100-01-01", ControlTotals.farAway), ("2026-13-01", "undated"),
        ("soon", "undated"), ("", "undated"), ("0001-01-01", ControlTotals.farAway),
    ])
    func `a period is a month of the years anybody means`(day: String, period: String) {
        #expect(ControlTotals.period(of: day) == period)
    }
}
