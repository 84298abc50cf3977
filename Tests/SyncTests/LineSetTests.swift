import Foundation
import Mapping
import Testing
import WireProtocol

@testable import Sync

/// What is known of subitems, transition by transition.
struct LineSetTests {
    private static let above = "acme/ABC/ap-invoice/00/A/1"
    private static let mapping: BoardMapping? = {
        guard let layout = BoardLayout(linesOf: .apInvoice) else { return nil }
        let board = BoardDescription(
            id: "7", name: "s", state: "active", itemsCount: nil, itemsLimit: nil,
            groups: [BoardDescription.Group(id: "g", title: "G")],
            columns: layout.fields.map {
                BoardDescription.Column(id: $0.ownColumnID, title: $0.title, type: $0.content.columnType)
            })
        return try? BoardMapping(layout: layout, board: board, group: nil, overrides: [:])
    }()

    private func line(_ key: String, amount: String = "1.00") -> LineContent {
        LineContent(key: key, name: "Line", fields: ["amount": amount])
    }

    private func shown(_ id: String, _ line: LineContent) -> ShownItem {
        let content = line.item(below: Self.above)
        return ShownItem(id: id, group: nil, key: content.sageKey, content: content)
    }

    private func set() -> LineSet { LineSet(board: BoardRef(connection: "acme", kind: .apInvoice), key: "00/A/1") }

    private func plan(_ set: inout LineSet, _ lines: [LineContent]) throws -> [LineWork] {
        set.plan(lines, below: Self.above, try #require(Self.mapping))
    }

    @Test func `what is there is adopted, and only what differs is planned`() throws {
        var set = set()
        set.take([shown("1", line("A")), shown("2", line("B")), shown("3", line("C"))], below: "9", Self.above, now: 5)
        let works = try plan(&set, [line("D"), line("A"), line("B", amount: "2.00")])
        #expect(works.map(\.action) == [.createLines, .changeLines, .deleteLines])
        #expect(works.map(\.itemID) == [nil, "2", "3"] && works.map(\.line) == ["D", "B", "C"])
        #expect(works[1].values == #"{"amount":"2.00"}"#, "what did not change is not sent")
    }

    @Test func `a number that is shown otherwise and means the same is no change`() throws {
        var set = set()
        set.take([shown("1", line("A", amount: "1"))], below: "9", Self.above, now: 5)
        #expect(try plan(&set, [line("A", amount: "1.00")]).isEmpty)
    }

    @Test func `of several subitems of a line the known one is kept, else the oldest, and that is told`() throws {
        var set = set()
        let three = [shown("12", line("A")), shown("9", line("A")), shown("10", line("A"))]
        set.take(three, below: "1", Self.above, now: 5)
        #expect(set.rows.map(\.itemID) == ["9"] && set.problem?.contains("A (9, 10, 12)") == true)
        set.confirm("A", itemID: "12", content: line("A").item(below: Self.above))
        set.take(three, below: "1", Self.above, now: 6)
        #expect(set.rows.map(\.itemID) == ["12"])
        #expect(try plan(&set, []).map(\.itemID) == ["12"], "only the line's own is ever deleted")
    }

    @Test func `a known subitem that a reading does not show is not made again before monday says that it is gone`()
        throws
    {
        var set = set()
        set.take([shown("1", line("A"))], below: "9", Self.above, now: 5)
        set.take([], below: "9", Self.above, now: 6)
        #expect(try plan(&set, [line("A")]).map(\.itemID) == ["1"])
        set.take([], below: "10", Self.above, now: 7)
        #expect(try plan(&set, [line("A")]).map(\.itemID) == [nil], "below another item there is none")
    }

    @Test func `a reading is believed for its age, of its item alone, and not from the future`() {
        var set = set()
        #expect(!set.isRead(of: "9", within: 100, now: 0))
        set.take([], below: "9", Self.above, now: 1000)
        #expect(set.isRead(of: "9", within: 100, now: 1100) && !set.isRead(of: "9", within: 100, now: 1101))
        #expect(!set.isRead(of: "8", within: 100, now: 1000) && !set.isRead(of: "9", within: 100, now: 999))
        set.open()
        #expect(!set.isRead(of: "9", within: 100, now: 1000), "what changed is read anew")
    }

    @Test func `failures come to an end, and a change begins anew`() {
        var set = set()
        var now: Int64 = 0
        for count in 1...LineSet.mostTries {
            set.fail(now: now, problem: "No.") { $0.upperBound }
            #expect(set.isOpen == (count < LineSet.mostTries))
            #expect(set.dueAt > now && set.dueAt - now <= 4_096_000)
            now = set.dueAt
        }
        #expect(set.problem == "No.")
        set.open(isBackfill: true)
        #expect(set.isOpen && set.failures == 0 && set.problem == nil && set.dueAt == RecordRow.behindLive)
    }

    @Test func `after a doubt everything is read once more, and then it rests`() {
        var set = set()
        set.lookLate(at: 5000)
        set.settle()
        #expect(set.isOpen && set.dueAt == 5000 && set.readAt == nil)
        set.take([], below: "9", Self.above, now: 5000)
        set.settle()
        #expect(!set.isOpen && set.lateLookAt == nil)
    }

    @Test func `a refused line is not sent again as it is, and is told when the rest is done`() throws {
        var set = set()
        set.take([], below: "9", Self.above, now: 5)
        set.refuse("A", line("A").item(below: Self.above), problem: "Bad.")
        #expect(try plan(&set, [line("A"), line("B")]).map(\.line) == ["B"])
        #expect(try plan(&set, [line("A", amount: "3.00")]).map(\.line) == ["A"])
        set.settle()
        #expect(set.problem == "The line A was refused. Bad." && !set.isOpen)
    }

    // MARK: Verdicts

    private func verdict(
        _ outcomes: [MutationOutcome], _ action: AttemptRow.Action = .createLines, looks: Int = 0
    ) -> (LineVerdict, LineSet) {
        let members = outcomes.indices.map {
            AttemptRow.Member(
                key: "00/A/1", itemID: action == .createLines ? nil : "5\($0)",
                content: line("L\($0)").item(below: Self.above), line: AttemptRow.Line(key: "L\($0)", parentID: "9"))
        }
        let attempt = AttemptRow(
            id: 1, board: BoardRef(connection: "acme", kind: .apInvoice), action: action, idempotencyKey: "k",
            body: Data(), members: members, createdAt: 0, dueAt: 10, looks: looks)
        var set = set()
        let found = action == .createLines ? [] : members.indices.map { shown("5\($0)", line("L\($0)")) }
        set.take(found, below: "9", Self.above, now: 5)
        var verdict = LineVerdict(attempt, outcomes, now: 100, settle: 50)
        for (outcome, member) in zip(outcomes, members) {
            verdict.apply(outcome, to: &set, member: member) { $0.lowerBound }
        }
        return (verdict, set)
    }

    @Test func `what was done is known, and what is not known is read first`() {
        let (verdict, set) = verdict([.done(itemID: "51"), .unknown(TargetError(.unknown, "?"))])
        #expect(verdict.isInDoubt && !verdict.saysNothing && verdict.lookAt == 150 && verdict.wrote)
        #expect(set.rows.map(\.itemID) == ["51"] && set.readAt == nil)
    }

    @Test func `a replay that is refused says nothing`() {
        let (verdict, _) = verdict([.refused(TargetError(.limited(wait: 900), "Wait."))], looks: 1)
        #expect(verdict.isInDoubt && verdict.saysNothing && verdict.lookAt == 1000 && verdict.pauseUntil == 1000)
    }

    @Test func `a subitem that is gone already is deleted, and one that is to change is read again`() {
        let gone = MutationOutcome.refused(TargetError(.itemGone, "Gone."))
        #expect(verdict([gone], .deleteLines).1.rows.isEmpty)
        let (_, set) = verdict([gone], .changeLines)
        #expect(set.failures == 1 && set.readAt == nil && set.isOpen)
    }

    @Test func `a request that is refused as a whole blames no line, and a line alone is blamed`() {
        let refused = MutationOutcome.refused(TargetError(.request, "Something."))
        let (whole, set) = verdict([refused, refused])
        #expect(whole.isRefusedWhole && set.rows.isEmpty)
        let (alone, blamed) = verdict([refused])
        #expect(!alone.isRefusedWhole && blamed.rows.first?.problem == "Something.")
    }

    @Test(arguments: [TargetError.Cause.board, .boardFull, .account])
    func `a fault of the board keeps every line as it was`(cause: TargetError.Cause) {
        let (verdict, set) = verdict([.refused(TargetError(cause, "No."))])
        #expect(verdict.fault?.cause == cause && set.failures == 0 && set.isOpen && !verdict.isAnswered)
    }

    @Test func `a passing failure of the whole request counts for none, one of a line counts`() {
        let failed = MutationOutcome.refused(TargetError(.temporary, "Later."))
        #expect(verdict([failed, failed]).1.failures == 0)
        #expect(verdict([failed, .done(itemID: "1")]).1.failures <= 1)
        #expect(verdict([.done(itemID: "1"), failed]).1.failures == 1)
    }
}
