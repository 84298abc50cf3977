import Sync
import Testing
import WireProtocol

struct ScanRowTests {
    private static let start = "20261123T12:00:00.000"

    @Test(
        arguments: [
            (ScanRow.Mode.poll, "20261123T11:00:00.000", nil, "20261123T11:00:00.000"),
            (.poll, "20261123T12:00:00.001", nil, start),
            (.poll, "20271123T12:00:00.001", "20261101T00:00:00.000", start),
            (.poll, "20261123T10:00:00.000", "20261123T11:00:00.000", "20261123T11:00:00.000"),
            (.poll, nil, "20261123T11:00:00.000", "20261123T11:00:00.000"), (.poll, nil, nil, nil),
            (.full, nil, nil, start), (.sweep, nil, nil, start),
            (.full, nil, "20261123T11:00:00.000", "20261123T11:00:00.000"),
            (.full, "20261123T11:30:00.000", "20261123T11:00:00.000", "20261123T11:30:00.000"),
            // Sage's clock was ahead and was put right: a poll's watermark follows it.
            (.poll, "20261123T11:30:00.000", "20261124T00:00:00.000", start),
            // A read of everything takes hours: what polls covered meanwhile stays covered.
            (.sweep, "20261123T11:30:00.000", "20261123T16:00:00.000", "20261123T16:00:00.000"),
        ] as [(ScanRow.Mode, String?, String?, String?)])
    func `a watermark is the latest stamp, and never past Sage's clock at the start`(
        mode: ScanRow.Mode, highWater: String?, previous: String?, watermark: String?
    ) throws {
        let scan = ScanRow(
            id: 1, board: BoardRef(connection: "acme", kind: .apVendor), mode: mode, since: nil,
            startedAt: try #require(SageStamp(Self.start)), highWater: highWater.flatMap(SageStamp.init))
        let before = previous.flatMap(SageStamp.init).map(Coverage.init(through:)) ?? Coverage()
        #expect(scan.coverage(after: before).watermark?.text == watermark)
    }

    @Test func `a poll covers from where it began, and a read of everything from the beginning`() throws {
        let board = BoardRef(connection: "acme", kind: .apVendor)
        let (start, since) = (try #require(SageStamp(Self.start)), SageStamp("20261123T10:00:00.000"))
        let poll = ScanRow(id: 1, board: board, mode: .poll, since: since, startedAt: start, highWater: start)
        var coverage = poll.coverage(after: Coverage())
        #expect(coverage.spans == [Coverage.Span(from: since, through: start)] && coverage.watermark == nil)
        let early = try #require(SageStamp("20261123T09:00:00.000"))
        let full = ScanRow(id: 2, board: board, mode: .full, since: nil, startedAt: start, highWater: early)
        coverage = full.coverage(after: coverage)
        #expect(coverage.watermark == early && coverage.gaps.count == 1)
        let stale = ScanRow(id: 3, board: board, mode: .poll, since: since, startedAt: start, highWater: early)
        #expect(stale.coverage(after: coverage) == coverage, "what it saw lies before its start")
    }

    @Test func `polls are live and reads of everything are deep`() throws {
        let start = try #require(SageStamp(Self.start))
        let lanes = [ScanRow.Mode.poll, .full, .sweep].map {
            ScanRow(
                id: 1, board: BoardRef(connection: "acme", kind: .apVendor), mode: $0, since: nil, startedAt: start
            ).lane
        }
        #expect(lanes == [.live, .deep, .deep])
    }

    @Test func `only a scan that reads everything shows what is gone`() {
        #expect([ScanRow.Mode.poll, .full, .sweep].map(\.readsEverything) == [false, true, true])
    }
}
