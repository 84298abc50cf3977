import Foundation
import Mapping
import Testing
import WireProtocol

@testable import Sync

struct AttemptVerdictTests {
    private static let board = BoardRef(connection: "acme", kind: .apVendor)
    private static let content = ItemContent(name: "A", fields: [:])

    private static let attempt = AttemptRow(
        id: 1, board: board, action: .create, idempotencyKey: "k", body: Data(),
        members: ["A", "B"].map { AttemptRow.Member(key: $0, itemID: nil, content: content) }, createdAt: 1000,
        dueAt: 6000)

    private static func row(_ key: String) -> RecordRow {
        RecordRow(
            board: board, key: key, state: .sending, desired: content, confirmed: nil, itemID: nil,
            isGone: false, failures: 2, dueAt: 0, problem: nil)
    }

    @Test func `a limit that strikes in the middle of a request costs its members no attempt`() {
        let limited = MutationOutcome.refused(TargetError(.limited(wait: 30_000), "Too many requests."))
        let outcomes = [MutationOutcome.done(itemID: "7"), limited]
        var verdict = AttemptVerdict(Self.attempt, outcomes, now: 10_000, settle: 5000)
        var rows = Self.attempt.members.map { Self.row($0.key) }
        for index in rows.indices {
            verdict.apply(outcomes[index], to: &rows[index], member: Self.attempt.members[index]) { $0.lowerBound }
        }
        #expect(rows[0].state == .done && rows[1].state == .queued)
        #expect(rows[1].failures == 2 && rows[1].dueAt == 40_000 && rows[1].problem == nil)
        #expect(verdict.pauseUntil == 40_000 && !verdict.isInDoubt && !verdict.isRefusedWhole && verdict.fault == nil)
        #expect(verdict.counts.created == 1)
    }

    private func judge(_ outcomes: [MutationOutcome]) -> (AttemptVerdict, [RecordRow]) {
        var verdict = AttemptVerdict(Self.attempt, outcomes, now: 10_000, settle: 5000)
        var rows = Self.attempt.members.map { Self.row($0.key) }
        for index in rows.indices {
            verdict.apply(outcomes[index], to: &rows[index], member: Self.attempt.members[index]) { $0.lowerBound }
        }
        return (verdict, rows)
    }

    @Test func `a request that still runs at monday is waited for, and nothing else is`() {
        let running = MutationOutcome.unknown(TargetError(.underWay(wait: 7000), "It still runs."))
        let (verdict, rows) = judge([running, running])
        #expect(rows.allSatisfy { $0.state == .inDoubt && $0.failures == 2 })
        #expect(verdict.isInDoubt && verdict.saysNothing && verdict.lookAt == 17_000)
        #expect(verdict.pauseUntil == nil && verdict.locked == nil && verdict.fault == nil)
    }

    @Test func `a refusal that names its member is the member's, though the words are those of a whole request`() {
        let refused = TargetError(.request, "A wrong argument.")
        let (verdict, rows) = judge([.done(itemID: "7"), .refused(refused)])
        #expect(rows.map(\.state) == [.done, .blocked] && rows[1].problem == refused.sentence)
        #expect(!verdict.isRefusedWhole && verdict.isAnswered)
        let (whole, members) = judge([.refused(refused), .refused(refused)])
        #expect(members.allSatisfy { $0.state == .queued && $0.failures == 2 } && whole.isRefusedWhole)
    }
}
