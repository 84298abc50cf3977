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
            // Sage's clock was ahead and was put right: the watermark follows it.
            (.sweep, "20261123T11:30:00.000", "20261124T00:00:00.000", start),
        ] as [(ScanRow.Mode, String?, String?, String?)])
    func `a watermark is the latest stamp, and never past Sage's clock at the start`(
        mode: ScanRow.Mode, highWater: String?, previous: String?, watermark: String?
    ) throws {
        let scan = ScanRow(
            id: 1, board: BoardRef(connection: "acme", kind: .apVendor), mode: mode, since: nil,
            startedAt: try #require(SageStamp(Self.start)), highWater: highWater.flatMap(SageStamp.init))
        #expect(scan.watermark(after: previous.flatMap(SageStamp.init))?.text == watermark)
    }

    @Test func `only a scan that reads everything shows what is gone`() {
        #expect([ScanRow.Mode.poll, .full, .sweep].map(\.readsEverything) == [false, true, true])
    }
}
