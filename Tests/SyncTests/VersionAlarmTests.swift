import Sync
import Testing

/// When it is told that another version answers.
struct VersionAlarmTests {
    /// An alarm that asks for one version, so that expectations can ask it.
    private final class Watch {
        private var alarm = VersionAlarm(asked: "2026-10")

        func saw(_ answered: String?, now: Int64) -> VersionAlarm.Step? { alarm.saw(answered, now: now) }
    }

    @Test func `the version that is asked for is noted once, and says nothing more`() {
        let alarm = Watch()
        #expect(alarm.saw("2026-10", now: 0) == .agrees)
        #expect(alarm.saw("2026-10", now: 1) == nil && alarm.saw("2026-10", now: 10 * VersionAlarm.silence) == nil)
    }

    @Test func `an answer without a version says nothing`() {
        let alarm = Watch()
        #expect(alarm.saw(nil, now: 0) == nil && alarm.saw("", now: 0) == nil)
    }

    @Test func `another version is told at once, and once an hour while it lasts`() {
        let alarm = Watch()
        let step = VersionAlarm.Step.differs(answered: "2027-01")
        #expect(alarm.saw("2027-01", now: 1000) == step)
        #expect(alarm.saw("2027-01", now: 1000 + VersionAlarm.silence - 1) == nil)
        #expect(alarm.saw("2027-01", now: 1000 + VersionAlarm.silence) == step)
        #expect(alarm.saw("2027-01", now: 1001 + VersionAlarm.silence) == nil)
    }

    @Test func `it ends with the first answer of the version that is asked for, and a third version is told anew`() {
        let alarm = Watch()
        _ = alarm.saw("2026-07", now: 0)
        #expect(alarm.saw("2027-01", now: 1) == .differs(answered: "2027-01"))
        #expect(alarm.saw("2026-10", now: 2) == .agrees)
        #expect(alarm.saw("2026-07", now: 3) == .differs(answered: "2026-07"))
    }

    @Test func `it says what to do`() {
        let text = VersionDifference(asked: "2024-10", answered: "2026-07", since: 0).sentence
        #expect(text.contains("2026-07") && text.contains("2024-10") && text.contains("api-version"))
    }
}
