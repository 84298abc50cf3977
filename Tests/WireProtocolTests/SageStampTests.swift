import Testing
import WireProtocol

struct SageStampTests {
    @Test(
        arguments: [
            ("15.5", "15:30:00.000"), ("8.49238", "08:29:32.568"), ("", "00:00:00.000"), (" 7", "07:00:00.000"),
            (".5", "00:30:00.000"), ("23.9999999", "23:59:59.999"), ("12.00001", "12:00:00.036"),
        ])
    func `decimal hours become a time of day`(hours: String, time: String) {
        #expect(SageStamp(date: "20260131", time: hours)?.text == "20260131T" + time)
    }

    @Test(arguments: [("20260131", "24"), ("20260131", "x"), ("20260230", "1"), ("", "1"), ("20260131", "1,5")])
    func `what is no moment makes no stamp`(date: String, time: String) {
        #expect(SageStamp(date: date, time: time) == nil)
    }
}
