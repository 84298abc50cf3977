import Mapping
import Testing
import WireProtocol

@testable import Sync

/// What the history tells of a record's transitions: all that concerns its item, and nothing else.
struct HistoryEntryTests {
    private static let old = ItemContent(name: "old", fields: ["amount": "1.00", "comment": "c"])
    private static let new = ItemContent(name: "new", fields: ["amount": "2.00", "batch": "7"])
    private static let cause = HistoryEntry.Cause(at: 5, attempt: 9, requestID: "r")

    private static func row(
        _ state: RecordRow.State, item: String? = nil, confirmed: ItemContent? = nil, desired: ItemContent = new
    ) -> RecordRow {
        RecordRow(
            board: BoardRef(connection: "acme", kind: .apVendor), key: "00/A", state: state,
            desired: desired, confirmed: confirmed, itemID: item, isGone: false, failures: 0, dueAt: 0,
            problem: nil)
    }

    private func entries(_ before: RecordRow, _ transition: (inout RecordRow) -> Void) -> [HistoryEntry] {
        var after = before
        transition(&after)
        return HistoryEntry.entries(from: before, to: after, Self.cause)
    }

    @Test func `an item that is made shows every field, from nothing`() {
        let told = entries(Self.row(.sending)) { $0.confirm(itemID: "7", content: Self.new) }
        #expect(told.map(\.event) == [.created] && told[0].itemID == "7" && told[0].cause == Self.cause)
        #expect(
            told[0].changes == [
                "name": .init(old: nil, new: "new"), "amount": .init(old: nil, new: "2.00"),
                "batch": .init(old: nil, new: "7"),
            ])
    }

    @Test(arguments: [RecordRow.State.sending, .inDoubt])
    func `an item that is changed shows what differs, and nothing else`(state: RecordRow.State) {
        let told = entries(Self.row(state, item: "7", confirmed: Self.old)) {
            $0.confirm(itemID: "7", content: Self.new)
        }
        #expect(told.map(\.event) == [.changed])
        #expect(
            told[0].changes == [
                "name": .init(old: "old", new: "new"), "amount": .init(old: "1.00", new: "2.00"),
                "batch": .init(old: nil, new: "7"), "comment": .init(old: "c", new: nil),
            ])
    }

    @Test func `an item whose contents were not known is rewritten`() {
        let told = entries(Self.row(.sending, item: "7")) { $0.confirm(itemID: "7", content: Self.new) }
        #expect(told.map(\.event) == [.rewritten] && told[0].changes["amount"] == .init(old: nil, new: "2.00"))
    }

    @Test func `an item that is found is adopted`() {
        #expect(entries(Self.row(.queued)) { $0.adopt(itemID: "7") }.map(\.event) == [.adopted])
        #expect(entries(Self.row(.inDoubt)) { $0.requeue(adopting: "7") }.map(\.event) == [.adopted])
    }

    @Test func `a refusal is told with its reason`() {
        let told = entries(Self.row(.sending, item: "7", confirmed: Self.old)) { $0.block(problem: "It does not fit.") }
        #expect(told.map(\.event) == [.blocked] && told[0].cause.note == "It does not fit.")
        #expect(told[0].itemID == "7" && told[0].changes.isEmpty)
    }

    @Test func `an item that is no longer there is lost, by its number and with the reason`() {
        let told = entries(Self.row(.sending, item: "7", confirmed: Self.old)) {
            $0.loseItem()
            $0.retry(at: 9, problem: "It is gone.")
        }
        #expect(told.map(\.event) == [.lost] && told[0].itemID == "7" && told[0].cause.note == "It is gone.")
    }

    @Test func `an item that is lost with the last try is told as lost and as blocked`() {
        let told = entries(Self.row(.sending, item: "7")) {
            $0.loseItem()
            $0.block(problem: "It is gone.")
        }
        #expect(told.map(\.event) == [.lost, .blocked])
    }

    @Test func `a record that Sage no longer holds is gone, once, and only when it has something to say`() {
        var row = Self.row(.done, item: "7", confirmed: Self.old)
        let once = entries(row) { _ = $0.vanish() }
        _ = row.vanish()
        let twice = entries(row) { _ = $0.vanish() }
        let without = entries(Self.row(.queued)) { _ = $0.vanish() }
        #expect(once.map(\.event) == [.gone] && twice.isEmpty && without.isEmpty)
    }

    @Test func `what changes nothing on the board is not told`() {
        let row = Self.row(.queued, item: "7", confirmed: Self.old)
        let told =
            entries(row) { $0.settleWithoutSending() } + entries(row) { $0.send() }
            + entries(Self.row(.sending)) { $0.doubt(problem: "?") }
            + entries(Self.row(.sending)) { $0.retry(at: 1, problem: "Busy.") }
            + entries(Self.row(.inDoubt, item: "7", confirmed: Self.old)) { $0.retryUnconfirmed(at: 1) }
        #expect(told.isEmpty)
    }
}
