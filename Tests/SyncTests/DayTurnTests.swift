import Foundation
import Store
import Synchronization
import Testing
import Timetable
import WireProtocol

@testable import Mapping
@testable import Sync

/// A company of invoices, all due on one day.
private final class InvoiceCompany: RecordSource {
    let invoices: Mutex<[String: APInvoice]>

    init(_ count: Int, due: String, status: APInvoice.Status = .posted) {
        invoices = Mutex(
            Dictionary(
                uniqueKeysWithValues: (1...count).map {
                    let number = String(1000 + $0)
                    return (number, InvoiceCompany.invoice(number, due: due, status: status))
                }))
    }

    static func invoice(_ number: String, due: String, status: APInvoice.Status) -> APInvoice {
        APInvoice(
            division: "00", vendorNumber: "V", vendorName: "Vendor", invoiceNumber: number,
            invoiceDate: SageDate("20260901"), dueDate: SageDate(due), amount: DecimalText("10.00"),
            balance: DecimalText("10.00"), status: status)
    }

    func change(_ number: String, _ body: (inout APInvoice) -> Void) {
        invoices.withLock { all in
            guard var copy = all[number] else { return }
            body(&copy)
            all[number] = copy
        }
    }

    func info() async throws -> AgentInfo {
        AgentInfo(
            version: "1", protocolVersions: [1], backend: "fake", mayWrite: false,
            companies: [AgentInfo.Company(code: "ABC", segments: [])],
            clock: AgentInfo.Clock(now: try #require(SageStamp(date: "20261123", time: "12")), zone: "UTC"))
    }

    func record(_ kind: RecordKind, _ key: RecordKey) async throws -> AnyRecord? {
        invoices.withLock { $0[key.parts[2]].map(AnyRecord.apInvoice) }
    }

    func scan(_ kind: RecordKind, _ query: ScanQuery) async throws -> any AsyncSequence<ScannedLine, any Error> {
        let all = invoices.withLock { $0.values.sorted { $0.invoiceNumber < $1.invoiceNumber } }
        var lines: [ScanLine] = []
        for invoice in all where invoice.invoiceNumber > query.after ?? "" {
            let record = AnyRecord.apInvoice(invoice)
            lines.append(
                .record(
                    RecordLine(
                        key: record.key, digest: String(decoding: try record.digestedJSON(), as: UTF8.self),
                        cursor: invoice.invoiceNumber, stamps: invoice.stamps,
                        record: query.view == .full ? record : nil)))
        }
        lines.append(
            .end(
                EndLine(
                    records: lines.count, problems: 0, highWater: nil, next: nil,
                    startedAt: try #require(SageStamp(date: "20261123", time: "12")))))
        return AsyncThrowingStream { continuation in
            for line in lines { continuation.yield(ScannedLine(line)) }
            continuation.finish()
        }
    }
}

@Suite(.timeLimit(.minutes(5)))
struct DayTurnTests {
    private static let day: Int64 = 86_400_000
    private static let columns: [BoardDescription.Column] = {
        let layout = BoardLayout(kind: .apInvoice, derived: DerivedFields(Set(DerivedField.allCases)))
        return layout.fields.enumerated().map { index, field in
            var labels: [String: Int] = [:]
            if case .status(let names) = field.content {
                labels = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
            }
            return BoardDescription.Column(
                id: field == .key ? BoardField.keyColumnID : "c\(index)", title: field.title,
                type: field.content.columnType, labels: labels)
        }
    }()

    private var engine: Engine
    private let company: InvoiceCompany

    /// The engine's clock begins on 15 January 2027, 08:00 UTC.
    init() throws { try self.init(count: 60, due: "20270114") }

    private init(count: Int, due: String, fields: Set<DerivedField> = [.aging, .daysPastDue]) throws {
        engine = try Engine()
        engine.settings.ref = BoardRef(connection: "acme", kind: .apInvoice)
        engine.settings.derived = DerivedFields(fields)
        engine.board.state.withLock { $0.columns = Self.columns }
        company = InvoiceCompany(count, due: due)
    }

    private var turner: DayTurner { DayTurner(settings: engine.settings, store: engine.store, time: engine.time) }

    private func scan(_ mode: ScanRow.Mode) async throws -> RunRow {
        try await BoardScanner(settings: engine.settings, store: engine.store, source: company, time: engine.time)
            .run(mode)
    }

    private func record(_ number: String) async throws -> RecordRow {
        let ref = engine.settings.ref
        return try #require(
            try await engine.store.read { try $0.record(ref, key: RecordKey(["00", "V", number]).text) })
    }

    private func fill() async throws {
        _ = try await turner.turn()
        _ = try await scan(.full)
        try await engine.drain()
        #expect(try await engine.counts() == [.done: 60])
    }

    @Test func `the first read shows the day, and the same day makes no call`() async throws {
        try await fill()
        #expect(try await record("1001").confirmed?.fields["aging"] == "1-30")
        #expect(try await record("1001").confirmed?.fields["days-past-due"] == "1")
        let sent = engine.sent
        #expect(try await turner.turn() == 0)
        _ = try await scan(.full)
        try await engine.drain()
        #expect(engine.sent == sent)
    }

    @Test mutating func `a new day goes out behind live changes, and holds nothing`() async throws {
        try await fill()
        engine.settings.changes = ChangeGuard(share: 1)
        try await engine.time.sleep(until: engine.time.now + Self.day)
        company.change("1060") { $0.comment = "Live" }
        #expect(try await turner.turn() == 60)
        let run = try await scan(.full)
        #expect(run.changed == 1)
        #expect(try await engine.boardRow().hold == nil)
        let ref = engine.settings.ref
        let now = engine.time.now
        let first = try await engine.store.read { try $0.due(ref, now: now, limit: 1) }
        #expect(first.first?.key.hasSuffix("1060") == true)
        try await engine.drain()
        #expect(try await engine.counts() == [.done: 60])
        #expect(try await record("1001").confirmed?.fields["days-past-due"] == "2")
        #expect(try await record("1060").confirmed?.fields["comment"] == "Live")
    }

    @Test mutating func `a bucket changes on few days, and on the others nothing is sent`() async throws {
        engine.settings.derived = DerivedFields([.aging])
        try await fill()
        let sent = engine.sent
        for _ in 0..<29 {
            try await engine.time.sleep(until: engine.time.now + Self.day)
            #expect(try await turner.turn() == 0)
        }
        try await engine.drain()
        #expect(engine.sent == sent)
        try await engine.time.sleep(until: engine.time.now + Self.day)
        #expect(try await turner.turn() == 60)
        #expect(try await record("1001").desired.fields["aging"] == "31-60")
    }

    @Test mutating func `a read of everything on a new day holds nothing, also before the day was begun`() async throws
    {
        // A state of an earlier version: it has no day, and reads go by the clock.
        _ = try await scan(.full)
        try await engine.drain()
        engine.settings.changes = ChangeGuard(share: 1)
        try await engine.time.sleep(until: engine.time.now + Self.day)
        #expect(try await scan(.full).changed == 60)
        #expect(try await engine.boardRow().hold == nil)
        #expect(try await engine.counts() == [.queued: 60])
    }

    @Test mutating func `what Sage changes is guarded on a new day too`() async throws {
        try await fill()
        engine.settings.changes = ChangeGuard(share: 1)
        try await engine.time.sleep(until: engine.time.now + Self.day)
        for number in 1001...1060 { company.change(String(number)) { $0.comment = "Mass change" } }
        _ = try await turner.turn()
        _ = try await scan(.full)
        #expect(try await engine.boardRow().hold != nil)
        #expect(try await engine.counts() == [.held: 60])
        // Another day: what is held is reckoned anew, and goes on waiting.
        try await engine.time.sleep(until: engine.time.now + Self.day)
        #expect(try await turner.turn() == 60)
        #expect(try await engine.counts() == [.held: 60])
        // Sage takes it back: what is left is the day alone, which waits for nobody.
        for number in 1001...1060 { company.change(String(number)) { $0.comment = nil } }
        _ = try await scan(.full)
        #expect(try await engine.boardRow().hold == nil)
        try await engine.drain()
        #expect(try await engine.counts() == [.done: 60])
        #expect(try await record("1001").confirmed?.fields["days-past-due"] == "3")
    }

    @Test func `an invoice that is paid is emptied, and is not looked at again`() async throws {
        try await fill()
        company.change("1001") {
            $0.status = .paid
            $0.balance = .zero
        }
        _ = try await scan(.full)
        try await engine.drain()
        let paid = try await record("1001")
        #expect(paid.confirmed?.fields["aging"] == nil && paid.confirmed?.fields["days-past-due"] == nil)
        try await engine.time.sleep(until: engine.time.now + Self.day)
        #expect(try await turner.turn() == 59)
    }

    @Test(arguments: [RecordRow.State.blocked, .dropped, .retryAt, .sending, .inDoubt, .held, .skipped])
    func `what waits for a person, a time or an answer goes on waiting`(state: RecordRow.State) {
        let old = ItemContent(name: "a", fields: ["aging": "Current"])
        let new = ItemContent(name: "a", fields: ["aging": "1-30"])
        var row = RecordRow(
            board: engine.settings.ref, key: "00/V/1", state: state, desired: old, confirmed: old, itemID: "7",
            isGone: false, failures: 2, dueAt: 99, problem: "p", isHeld: state == .held)
        let isNews = row.turn(to: new)
        #expect(isNews && row.desired == new && row.state == state && row.dueAt == 99 && row.failures == 2)
    }

    @Test func `a turn that is broken off goes on where it stood`() async throws {
        try await fill()
        let ref = engine.settings.ref
        try await engine.time.sleep(until: engine.time.now + Self.day)
        // As a process leaves it that died behind the record 1030.
        let today = engine.settings.day(at: engine.time.now)
        try await engine.store.write { transaction in
            try transaction.save(
                DayTurn(
                    board: ref, day: today, fields: ["aging", "days-past-due"],
                    after: RecordKey(["00", "V", "1030"]).text))
        }
        #expect(try await turner.turn() == 30)
        #expect(try await turner.turn() == 0)
    }

    @Test func `whatever is read while a turn goes on is reckoned for the new day`() async throws {
        try await fill()
        try await engine.time.sleep(until: engine.time.now + Self.day)
        let (ref, today) = (engine.settings.ref, engine.settings.day(at: engine.time.now + Self.day))
        // A turn has begun for a day that this clock has not come to: the store decides.
        try await engine.store.write { transaction in
            try transaction.save(DayTurn(board: ref, day: today, fields: ["aging", "days-past-due"]))
        }
        company.change("1001") { $0.comment = "x" }
        _ = try await scan(.full)
        #expect(try await record("1001").desired.fields["days-past-due"] == "3")
    }

    @Test func `fields that are no longer wanted are taken away once, without a call`() async throws {
        try await fill()
        var without = self
        without.engine.settings.derived = DerivedFields()
        let sent = engine.sent
        #expect(try await without.turner.turn() == 60)
        #expect(try await without.turner.turn() == 0)
        try await without.engine.time.sleep(until: engine.time.now + Self.day)
        #expect(try await without.turner.turn() == 0)
        try await without.engine.drain(without.engine.deliverer)
        #expect(engine.sent == sent)
        #expect(try await record("1001").state == .done)
    }

    @Test(arguments: [
        ("UTC", 1_800_000_000_000, "20270115", 1_800_057_600_000),
        ("America/Los_Angeles", 1_800_000_000_000, "20270115", 1_800_086_400_000),
        ("Pacific/Auckland", 1_800_000_000_000, "20270115", 1_800_010_800_000),
        // The clock is set forward in the night: the day has 23 hours.
        ("America/New_York", 1_772_947_800_000, "20260308", 1_773_028_800_000),
        // The day begins at 01:00, since midnight is skipped.
        ("America/Havana", 1_772_900_000_000, "20260307", 1_772_946_000_000),
    ])
    func `a day is that of the connection's zone`(zone: String, now: Int64, day: String, next: Int64) throws {
        var settings = engine.settings
        settings.clock = WallClock(zone: try #require(TimeZone(identifier: zone)))
        #expect(settings.day(at: now).text == day)
        #expect(settings.nextDay(after: now) == next)
        #expect(settings.day(at: next - 1).text == day)
        #expect(settings.day(at: next).text > day)
    }
}
