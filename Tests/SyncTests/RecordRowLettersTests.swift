import Mapping
import Sync
import Testing
import WireProtocol

struct RecordRowLettersTests {
    private static let content = ItemContent(name: "A", fields: [:])

    private static func row(_ state: RecordRow.State, failures: Int = 3, dueAt: Int64 = 77) -> RecordRow {
        RecordRow(
            board: BoardRef(connection: "acme", kind: .apVendor), key: "00/A", state: state,
            desired: content, confirmed: nil, itemID: "7", isGone: false, failures: failures,
            dueAt: dueAt, problem: "It failed.")
    }

    @Test(arguments: [RecordRow.State.blocked, .dropped, .retryAt, .queued])
    func `what failed goes out again from a clean slate, with the item it has`(state: RecordRow.State) {
        var row = Self.row(state)
        let isRetried = row.retryNow()
        #expect(isRetried && row.state == .queued && row.failures == 0 && row.dueAt == 0 && row.problem == nil)
        #expect(row.itemID == "7" && row.desired == Self.content)
    }

    @Test(arguments: [RecordRow.State.sending, .inDoubt, .done, .skipped, .held])
    func `what is under way, done, out of scope or held is left as it is`(state: RecordRow.State) {
        var row = Self.row(state)
        let isRetried = row.retryNow()
        #expect(!isRetried && row == Self.row(state))
    }

    @Test func `what waits for its turn has nothing to try again`() {
        var row = Self.row(.queued, failures: 0, dueAt: 0)
        let isRetried = row.retryNow()
        #expect(!isRetried)
    }

    @Test func `a blocked record is set aside with its reason`() {
        var row = Self.row(.blocked)
        let isSetAside = row.setAside()
        #expect(isSetAside && row.state == .dropped && row.problem == "It failed." && row.failures == 3)
    }

    @Test(arguments: RecordRow.State.allCases.filter { $0 != .blocked })
    func `nothing but a blocked record is set aside`(state: RecordRow.State) {
        var row = Self.row(state)
        let isSetAside = row.setAside()
        #expect(!isSetAside && row == Self.row(state))
    }

    @Test func `what was set aside goes out again when it changes, and not when it is only read again`() {
        var row = Self.row(.dropped)
        #expect(row.observe(desired: Self.content, isInScope: true) == .unchanged)
        #expect(row.state == .dropped)
        let other = ItemContent(name: "B", fields: [:])
        #expect(row.observe(desired: other, isInScope: true) == .changed)
        #expect(row.state == .queued && row.failures == 0)
    }
}
