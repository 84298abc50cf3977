import Foundation
import Store
import Sync
import Synchronization
import Testing
import WireProtocol

@testable import Mapping

/// Agents that answer otherwise than ours does, and companies that change while they are read.
@Suite(.timeLimit(.minutes(5)))
struct AnswerTests {
    private static let live = "20261123T11:30:00.000"

    private func engine(vendors: Int) throws -> Engine {
        let engine = try Engine()
        for number in 0..<vendors { engine.company.put("V\(1000 + number)", at: "20261123T11:00:00.000") }
        return engine
    }

    @Test(arguments: [ScanRow.Mode.poll, .sweep, .full])
    func `an agent that answers with everything, always, changes nothing`(mode: ScanRow.Mode) async throws {
        let engine = try engine(vendors: 450)
        engine.company.state.withLock {
            $0.obeysLimit = false
            $0.obeysSince = false
        }
        _ = try await engine.sync()
        let (sent, keys) = (engine.sent, engine.board.keys)
        let scanner = engine.scanner(answerSize: 10)
        let run = try await scanner.run(mode)
        #expect(run.unchanged == 450 && run.changed == 0)
        try await engine.drain()
        #expect(engine.sent == sent && engine.board.keys == keys)
    }

    @Test func `the order of records does not count`() async throws {
        let engine = try engine(vendors: 450)
        engine.company.state.withLock { state in
            state.transform = { $0.dropLast().shuffled() + $0.suffix(1) }
        }
        _ = try await engine.sync()
        #expect(engine.board.keys.count == 450)
        let sent = engine.sent
        _ = try await engine.sync(.sweep)
        #expect(engine.sent == sent)
    }

    @Test(arguments: [1, 200])
    func `of two lines on one record the later counts, near or far`(distance: Int) async throws {
        let engine = try engine(vendors: 450)
        _ = try await engine.sync()
        let posted = APVendor(
            division: "00", vendorNumber: "V1100", name: "Posted",
            stamps: AuditStamps(dateLastUpdated: SageStamp(Self.live)))
        engine.company.put("V1100", name: "Entered", at: Self.live)
        engine.company.state.withLock { state in
            state.transform = { lines in
                var lines = lines
                guard let first = lines.firstIndex(where: { $0.number == "V1100" }),
                    case .record(var line) = lines[first],
                    case .end(var end)? = lines.last, line.record != nil
                else { return lines }
                line.record = .apVendor(posted)
                line.digest = "posted"
                end.records += 1
                lines[lines.count - 1] = .end(end)
                lines.insert(.record(line), at: min(first + distance, lines.count - 1))
                return lines
            }
        }
        let run = try await engine.sync(.poll)
        #expect(run.outcome == .done)
        #expect(try await engine.record("V1100")?.desired.name == "Posted")
        #expect(engine.board.keys.count == 450)
    }

    @Test func `a cursor that does not move ends the scan, and the next begins anew`() async throws {
        let engine = try engine(vendors: 30)
        engine.company.state.withLock { state in
            state.transform = { lines in
                guard case .end(var end)? = lines.last else { return lines }
                end.next = "V1009"
                return lines.dropLast() + [.end(end)]
            }
        }
        let error = await #expect(throws: SourceError.self) {
            try await engine.scanner(answerSize: 10).run(.full)
        }
        #expect(error?.cause == .cursor)
        #expect(try await engine.store.read { try $0.scan(engine.settings.ref, .deep) } == nil)
        engine.company.state.withLock { $0.transform = nil }
        #expect(try await engine.sync(.full).outcome == .done)
        #expect(engine.board.keys.count == 30)
    }

    @Test(arguments: [-1, 1])
    func `an answer of a backfill that counts otherwise is read again, and only that`(lie: Int) async throws {
        let engine = try engine(vendors: 30)
        engine.company.state.withLock { state in
            state.during = { company, query in company.state.withLock { $0.lie = 0 } }
            state.transform = { lines in
                guard case .end(var end)? = lines.last, lines.contains(where: { $0.number == "V1010" }) else {
                    return lines
                }
                end.records += lie
                return lines.dropLast() + [.end(end)]
            }
        }
        await #expect(throws: SourceError.self) { try await engine.scanner(answerSize: 10).run(.full) }
        engine.company.state.withLock { $0.transform = nil }
        #expect(try await engine.scanner(answerSize: 10).run(.full).read == 20)
        #expect(engine.company.state.withLock { $0.scans.last { $0.after == "V1009" } } != nil)
        try await engine.drain()
        #expect(engine.board.keys.count == 30)
    }

    // MARK: While it is read

    @Test func `a change behind the reader's back is found by the next poll`() async throws {
        let engine = try engine(vendors: 30)
        engine.company.state.withLock { state in
            state.during = { company, query in
                guard query.after == "V1019" else { return }
                company.put("V1001", name: "Changed", at: "20261123T12:00:01.000")
                company.put("V0001", name: "Added", at: "20261123T12:00:01.000")
            }
        }
        _ = try await engine.scanner(answerSize: 10).run(.full)
        engine.company.state.withLock { $0.during = nil }
        let poll = try await engine.sync()
        #expect(poll.changed == 1 && poll.new == 1)
        let sent = engine.sent
        #expect(try await engine.sync().changed == 0 && engine.sent == sent)
    }

    @Test func `a record that is saved between a sweep's line and its fetch is read again`() async throws {
        let engine = try engine(vendors: 3)
        _ = try await engine.sync()
        engine.company.put("V1001", name: "First", at: "20261123T11:40:00.000")
        engine.company.state.withLock { state in
            state.beforeRecord = { $0.put("V1001", name: "Second", at: "20261123T11:50:00.000") }
        }
        _ = try await engine.sync(.sweep)
        #expect(try await engine.record("V1001")?.desired.name == "Second")
        // And back again: its digest is the one the sweep saw, and what was fetched then is not.
        engine.company.state.withLock { $0.beforeRecord = nil }
        engine.company.put("V1001", name: "First", at: "20261123T11:40:00.000")
        _ = try await engine.sync(.sweep)
        #expect(try await engine.record("V1001")?.desired.name == "First")
    }

    @Test func `equal stamps on both sides of a page are all found`() async throws {
        let engine = try engine(vendors: 450)
        _ = try await engine.sync()
        for number in 0..<450 { engine.company.put("V\(1000 + number)", name: "Equal", at: "20261123T11:00:00.000") }
        var settings = engine.settings
        settings.changes.share = nil
        let scanner = BoardScanner(settings: settings, store: engine.store, source: engine.company, time: engine.time)
        #expect(try await scanner.run(.poll).changed == 450)
        #expect(try await scanner.run(.poll).changed == 0)
    }

    // MARK: Clocks

    @Test(arguments: [0, 4_000_000_000_000])
    func `the relay's own clock says nothing about what is new in Sage`(now: Int64) async throws {
        let engine = try engine(vendors: 2)
        let time = ManualTime(now: now)
        let scanner = BoardScanner(settings: engine.settings, store: engine.store, source: engine.company, time: time)
        _ = try await scanner.run(.poll)
        #expect(try await engine.boardRow().watermark?.text == "20261123T11:00:00.000")
        engine.company.put("V1000", name: "Changed", at: "20261123T11:00:00.001")
        #expect(try await scanner.run(.poll).changed == 1)
    }

    @Test func `a record that was stamped before the last read and saved after it is found in the overlap`()
        async throws
    {
        let engine = try engine(vendors: 2)
        _ = try await engine.sync()
        engine.company.put("V1000", name: "Late", at: "20261123T09:00:00.000")
        engine.company.put("V1001", name: "Later", at: "20261123T08:59:59.999")
        #expect(try await engine.sync().changed == 1)
        #expect(try await engine.record("V1000")?.desired.name == "Late")
    }

    @Test(arguments: 0..<60)
    func `no change in the hour that comes twice is missed`(minute: Int) async throws {
        var engine = try Engine()
        engine.settings.overlap = 3_600_000
        // 01:00 to 02:00 comes twice: minutes from 00:30 on, the clock put back by an hour after 90 of them.
        let midnight = try #require(SageStamp("20261101T00:00:00.000"))
        let clock = { (passed: Int) in
            midnight.advanced(milliseconds: (30 + passed - (passed >= 90 ? 60 : 0)) * 60_000)
        }
        var last = 0
        for passed in stride(from: 0, through: 200, by: 20) {
            if passed >= 90 + minute, last < 90 + minute {
                engine.company.put("V2", name: "Second", at: clock(90 + minute).text)
            }
            engine.company.put("V1", name: "Busy \(passed)", at: clock(passed).text)
            engine.company.state.withLock { $0.clock = clock(passed) }
            _ = try await engine.scanner.run(.poll)
            last = passed
        }
        #expect(try await engine.record("V2")?.desired.name == "Second")
    }

    // MARK: What makes a change

    @Test func `a line that changes is a change of the record`() throws {
        var invoice = APInvoice(division: "00", vendorNumber: "A", invoiceNumber: "1", status: .posted)
        invoice.lines = [APInvoice.Line(lineKey: "000001", accountCode: "6000-01-00", amount: DecimalText("12.50"))]
        var other = invoice
        other.lines = [APInvoice.Line(lineKey: "000001", accountCode: "6000-01-01", amount: DecimalText("12.50"))]
        #expect(try AnyRecord.apInvoice(invoice).digestedJSON() != AnyRecord.apInvoice(other).digestedJSON())
        let mapper = RecordMapper(identity: KeyPrefix(connection: "acme", company: "ABC"))
        #expect(mapper.content(of: .apInvoice(invoice)) != mapper.content(of: .apInvoice(other)))
    }
}

extension ScanLine {
    /// The vendor's number of a record line.
    fileprivate var number: String? {
        if case .record(let line) = self { line.key.parts.last } else { nil }
    }
}
