import Testing
import WireProtocol

@testable import Mapping

struct DerivedFieldsTests {
    private static let all = DerivedFields(Set(DerivedField.allCases))

    private static func content(due: String? = "2026-03-01", status: String = "Posted") -> ItemContent {
        var fields = ["amount": "1.00", "status": status]
        fields["due-date"] = due
        return ItemContent(name: "Inv", fields: fields)
    }

    private static func derived(_ content: ItemContent, _ day: String) throws -> (String?, String?) {
        let applied = all.applied(to: content, on: try #require(SageDate(day)))
        return (applied.fields["aging"], applied.fields["days-past-due"])
    }

    @Test(arguments: [
        ("20250228", "Current", "0"), ("20260228", "Current", "0"), ("20260301", "Current", "0"),
        ("20260302", "1-30", "1"), ("20260331", "1-30", "30"), ("20260401", "31-60", "31"),
        ("20260430", "31-60", "60"), ("20260501", "61-90", "61"), ("20260530", "61-90", "90"),
        ("20260531", "Over 90", "91"), ("20280229", "Over 90", "730"),
    ])
    func `an open invoice is reckoned by days since it is due`(day: String, aging: String, days: String) throws {
        let derived = try Self.derived(Self.content(), day)
        #expect(derived.0 == aging && derived.1 == days)
    }

    @Test(arguments: [("Paid", "2026-03-01" as String?), ("Gone", "2026-03-01"), ("Posted", nil), ("Posted", "soon")])
    func `what is paid, gone or without a day has nothing of it`(status: String, due: String?) throws {
        let derived = try Self.derived(Self.content(due: due, status: status), "20260601")
        #expect(derived.0 == nil && derived.1 == nil)
    }

    @Test func `only what is asked for is reckoned, and what no longer is goes away`() throws {
        let day = try #require(SageDate("20260601"))
        let both = Self.all.applied(to: Self.content(), on: day)
        #expect(DerivedFields([.aging]).applied(to: both, on: day).fields["days-past-due"] == nil)
        #expect(DerivedFields([.aging]).applied(to: both, on: day).fields["aging"] == "Over 90")
        #expect(DerivedFields().applied(to: both, on: day) == Self.content())
        #expect(both.withoutDerived == Self.content())
    }

    @Test func `what is gone no longer ages`() throws {
        let day = try #require(SageDate("20260601"))
        let gone = Self.all.applied(to: Self.content(), on: day).gone
        #expect(gone == Self.content(status: "Gone"))
    }

    @Test func `days are counted over leap years and centuries`() throws {
        for (due, day, days) in [
            ("2024-02-28", "20240301", "2"), ("2023-02-28", "20230301", "1"), ("2000-02-28", "20000301", "2"),
            ("2026-12-31", "20270101", "1"), ("1999-12-31", "20261128", "9829"),
        ] {
            #expect(try Self.derived(Self.content(due: due), day).1 == days)
        }
    }

    @Test func `the fields are of invoices alone, before the key, and not needed`() {
        let layout = BoardLayout(kind: .apInvoice, derived: Self.all)
        #expect(layout.fields.suffix(3).map(\.name) == ["aging", "days-past-due", "sage-key"])
        #expect(layout.field(named: "aging")?.isRequired == false)
        #expect(BoardLayout(kind: .apInvoice).field(named: "aging") == nil)
        #expect(BoardLayout(kind: .apVendor, derived: Self.all) == BoardLayout(kind: .apVendor))
    }

    @Test func `every label is one that monday takes`() {
        for bucket in AgingBucket.allCases { #expect((1...30).contains(bucket.rawValue.utf16.count)) }
    }
}
