import Sync
import Testing
import WireProtocol

@testable import Mapping

struct RecordRowTests {
    private static let old = content("old")
    private static let new = content("new")

    private static func content(_ name: String) -> ItemContent {
        ItemContent(name: name, fields: ["vendor-name": name, BoardField.statusName: "Active"])
    }

    /// A record in a state, with failures behind it, as it was before what a test does to it.
    private static func row(
        _ state: RecordRow.State, item: String? = nil, confirmed: ItemContent? = nil, isGone: Bool = false
    ) -> RecordRow {
        RecordRow(
            board: BoardRef(connection: "acme", kind: .apVendor), key: "00/A", state: state,
            desired: isGone ? old.gone : old, confirmed: confirmed, itemID: item, isGone: isGone,
            failures: 3, dueAt: 77, problem: "It failed.", isHeld: state == .held)
    }

    private static let waiting: [RecordRow.State] = [.queued, .retryAt, .blocked]
    private static let underWay: [RecordRow.State] = [.sending, .inDoubt]
    /// All states of records that have an item, or get one.
    private static let live = RecordRow.State.allCases.filter { ![.skipped, .archiving, .archived].contains($0) }

    // MARK: What a scan reads

    @Test(arguments: [(true, RecordRow.State.queued), (false, .skipped)])
    func `a record seen for the first time goes out when it is in scope`(isInScope: Bool, state: RecordRow.State) {
        let row = RecordRow(
            board: BoardRef(connection: "acme", kind: .apVendor), key: "00/A", desired: Self.old,
            isInScope: isInScope)
        #expect(row.state == state && row.dueAt == 0 && row.itemID == nil && row.confirmed == nil)
    }

    @Test(arguments: live, [nil, "7"])
    func `a change goes out, from a clean slate, but not past a request that is under way`(
        state: RecordRow.State, item: String?
    ) {
        var row = Self.row(state, item: item)
        #expect(row.observe(desired: Self.new, isInScope: true) == .changed)
        #expect(row.state == (Self.underWay.contains(state) ? state : .queued))
        #expect(row.desired == Self.new && row.itemID == item)
        #expect(row.failures == 0 && row.dueAt == 0 && row.problem == nil)
    }

    @Test(arguments: RecordRow.State.allCases.filter { $0 != .skipped })
    func `the same content leaves everything as it was`(state: RecordRow.State) {
        var row = Self.row(state, item: "7")
        #expect(row.observe(desired: Self.old, isInScope: true) == .unchanged)
        #expect(row.state == state && row.failures == 3 && row.dueAt == 77 && row.problem == "It failed.")
    }

    @Test(arguments: ["old", "new"])
    func `a record that comes into scope goes out, changed or not`(name: String) {
        var row = Self.row(.skipped)
        #expect(row.observe(desired: Self.content(name), isInScope: true) == .created)
        #expect(row.state == .queued)
    }

    @Test(arguments: waiting + [.skipped], ["old", "new"])
    func `a record out of scope that has no item gets none, changed or not`(state: RecordRow.State, name: String) {
        var row = Self.row(state)
        #expect(row.observe(desired: Self.content(name), isInScope: false) == .skipped)
        #expect(row.state == .skipped && row.desired == Self.content(name))
    }

    @Test(arguments: live)
    func `a record that leaves the scope keeps its item and is shown as it is`(state: RecordRow.State) {
        var row = Self.row(state, item: "7", confirmed: Self.old)
        #expect(row.observe(desired: Self.new, isInScope: false) == .changed)
        #expect(row.state == (Self.underWay.contains(state) ? state : .queued))
        #expect(row.itemID == "7" && row.confirmed == Self.old)
    }

    @Test(arguments: underWay)
    func `a record that leaves the scope while its item may be made is not forgotten`(state: RecordRow.State) {
        var row = Self.row(state)
        _ = row.observe(desired: Self.new, isInScope: false)
        #expect(row.state == state && row.desired == Self.new)
    }

    // MARK: What is archived

    @Test(arguments: [RecordRow.State.archiving, .archived])
    func `a change of a record whose item is put away is told, and not written`(state: RecordRow.State) {
        var row = Self.row(state, item: "7", confirmed: Self.old)
        #expect(row.observe(desired: Self.new, isInScope: true) == .unchanged)
        #expect(row.state == state && row.desired == Self.new && row.confirmed == Self.old && row.itemID == "7")
        #expect(row.problem == RecordRow.changedAfterArchival)
        #expect(row.vanish() == false && row.state == state && row.isGone)
    }

    @Test func `an item that is archived and restored is brought up to date with every field`() {
        var row = Self.row(.archived, item: "7", confirmed: Self.old)
        row.claim(itemID: "7")
        #expect(row.state == .queued && row.confirmed == nil && row.itemID == "7" && row.problem == nil)
    }

    // MARK: What is held

    @Test(arguments: [RecordRow.State.queued, .done, .retryAt, .blocked, .held, .dropped], [nil, "7"])
    func `a guarded change waits, and goes nowhere by itself`(state: RecordRow.State, item: String?) {
        var row = Self.row(state, item: item)
        #expect(row.observe(desired: Self.new, isInScope: true, isGuarded: true) == .changed)
        #expect(row.state == .held && row.isHeld && row.desired == Self.new && row.failures == 0)
        row.requeue(at: 5)
        #expect(row.state == .held)
    }

    @Test func `a guarded record that is new waits, unless it is out of scope`() {
        let board = BoardRef(connection: "acme", kind: .apVendor)
        let rows = [true, false].map {
            RecordRow(board: board, key: "00/A", desired: Self.old, isInScope: $0, isGuarded: true)
        }
        #expect(rows.map(\.state) == [.held, .skipped] && rows.map(\.isHeld) == [true, false])
    }

    @Test func `what a backfill found goes out behind what is live`() {
        let board = BoardRef(connection: "acme", kind: .apVendor)
        let rows = [true, false].map {
            RecordRow(board: board, key: "00/A", desired: Self.old, isInScope: true, isBackfill: $0)
        }
        #expect(rows[0].dueAt > rows[1].dueAt && rows[0].dueAt < 1000)
    }

    @Test func `a held change that is taken back is done, without a request`() {
        var row = Self.row(.done, item: "7", confirmed: Self.old)
        _ = row.observe(desired: Self.new, isInScope: true, isGuarded: true)
        #expect(row.observe(desired: Self.old, isInScope: true, isGuarded: true) == .unchanged)
        #expect(row.state == .done && !row.isHeld)
    }

    @Test(arguments: underWay)
    func `a guarded change to what is under way waits for its outcome, and then for the judgement`(
        state: RecordRow.State
    ) {
        var before = Self.row(state)
        _ = before.observe(desired: Self.new, isInScope: true, isGuarded: true)
        #expect(before.state == state && before.isHeld)
        let outcomes: [(inout RecordRow) -> Void] = [
            { $0.confirm(itemID: "7", content: Self.old) }, { $0.requeue(at: 9) }, { $0.requeue(adopting: "7") },
            { $0.retry(at: 9, problem: "") }, { $0.retryUnconfirmed(at: 9) }, { $0.loseItem() },
            { $0.block(problem: "") },
        ]
        for outcome in outcomes {
            var row = before
            outcome(&row)
            #expect(row.state == .held && row.isHeld && row.desired == Self.new)
        }
        before.confirm(itemID: "7", content: Self.new)
        #expect(before.state == .done && !before.isHeld)
    }

    @Test(arguments: [nil, "7"])
    func `a held record that is gone does not wait`(item: String?) {
        var row = Self.row(.held, item: item)
        #expect(row.vanish() == (item != nil))
        #expect(row.state == (item == nil ? .skipped : .queued) && !row.isHeld)
    }

    // MARK: What is gone

    @Test(arguments: live + [.skipped])
    func `a record that is gone says so on its item, once`(state: RecordRow.State) {
        var row = Self.row(state, item: "7", confirmed: Self.old)
        #expect(row.vanish() == (state != .skipped))
        #expect(row.isGone && !row.isHeld)
        if state != .skipped {
            #expect(row.state == (Self.underWay.contains(state) ? state : .queued))
            #expect(row.desired.fields[BoardField.statusName] == BoardField.goneLabel)
            #expect(row.desired.name == "old" && row.failures == 0)
        }
        let once = row
        #expect(!row.vanish() && row == once)
    }

    @Test(arguments: [RecordRow.State.queued, .sending, .inDoubt, .done, .retryAt, .blocked])
    func `a gone record that returns is shown as it is`(state: RecordRow.State) {
        var row = Self.row(state, item: "7", isGone: true)
        #expect(row.observe(desired: Self.old, isInScope: true) == .changed)
        #expect(!row.isGone && row.desired == Self.old)
        #expect(row.state == (Self.underWay.contains(state) ? state : .queued))
    }

    @Test(arguments: [(true, RecordRow.State.queued), (false, .skipped)])
    func `a gone record without an item returns within its scope alone`(isInScope: Bool, state: RecordRow.State) {
        var row = Self.row(.skipped)
        _ = row.vanish()
        _ = row.observe(desired: Self.old, isInScope: isInScope)
        #expect(!row.isGone && row.state == state)
    }

    // MARK: What comes of a request

    @Test(arguments: underWay)
    func `what is confirmed is done`(state: RecordRow.State) {
        var row = Self.row(state)
        row.confirm(itemID: "7", content: Self.old)
        #expect(row.state == .done && row.itemID == "7" && row.confirmed == Self.old)
        #expect(row.failures == 0 && row.dueAt == 0 && row.problem == nil)
    }

    @Test(arguments: underWay)
    func `what changed while it was under way goes out again after it is confirmed`(state: RecordRow.State) {
        var row = Self.row(state)
        _ = row.observe(desired: Self.new, isInScope: true)
        row.confirm(itemID: "7", content: Self.old)
        #expect(row.state == .queued && row.confirmed == Self.old && row.desired == Self.new)
    }

    @Test(arguments: underWay)
    func `what went away while it was under way goes out again after it is confirmed`(state: RecordRow.State) {
        var row = Self.row(state)
        _ = row.vanish()
        row.confirm(itemID: "7", content: Self.old)
        #expect(row.state == .queued && row.confirmed == Self.old)
    }

    @Test(arguments: RecordRow.State.allCases)
    func `only what is under way can be in doubt`(state: RecordRow.State) {
        var row = Self.row(state)
        let before = row
        row.doubt(problem: "No answer came.")
        if Self.underWay.contains(state) {
            #expect(row.state == .inDoubt && row.problem == "No answer came." && row.failures == 3)
        } else {
            #expect(row == before)
        }
    }

    @Test(arguments: underWay)
    func `an item that is found is adopted, and brought up to date with every field`(state: RecordRow.State) {
        var row = Self.row(state, confirmed: Self.old)
        row.requeue(adopting: "7")
        #expect(row.state == .queued && row.itemID == "7" && row.confirmed == nil && row.dueAt == 0)
    }

    @Test(arguments: RecordRow.State.allCases)
    func `adopting alone moves nothing`(state: RecordRow.State) {
        var row = Self.row(state, confirmed: Self.old)
        row.adopt(itemID: "7")
        #expect(row.state == state && row.itemID == "7" && row.confirmed == nil)
    }

    @Test func `a request without a trace counts as a failure, and everything goes out again`() {
        var row = Self.row(.inDoubt, item: "7", confirmed: Self.old)
        row.retryUnconfirmed(at: 500)
        #expect(row.state == .retryAt && row.dueAt == 500 && row.failures == 4 && row.confirmed == nil)
        #expect(row.itemID == "7" && row.problem == "It failed.")
    }

    @Test func `an item that people deleted is looked up and made again`() {
        var row = Self.row(.sending, item: "7", confirmed: Self.old)
        row.loseItem()
        #expect(row.state == .queued && row.itemID == nil && row.confirmed == nil && row.dueAt == 0)
        #expect(row.desired == Self.old)
    }

    @Test func `what the record is not to blame for costs no failure`() {
        var row = Self.row(.sending)
        row.requeue(at: 900)
        #expect(row.state == .queued && row.dueAt == 900 && row.failures == 3)
    }

    @Test func `a passing failure waits, a lasting one blocks, and both are counted`() {
        var row = Self.row(.sending)
        row.retry(at: 500, problem: "Busy.")
        #expect(row.state == .retryAt && row.dueAt == 500 && row.failures == 4 && row.problem == "Busy.")
        row.block(problem: "The value does not fit.")
        #expect(row.state == .blocked && row.failures == 5 && row.problem == "The value does not fit.")
    }

    @Test func `what shows no difference is done without a request`() {
        var row = Self.row(.retryAt, item: "7", confirmed: Self.new)
        row.settleWithoutSending()
        #expect(row.state == .done && row.confirmed == Self.old && row.failures == 0 && row.problem == nil)
    }
}
