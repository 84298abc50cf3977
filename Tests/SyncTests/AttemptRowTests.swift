import Foundation
import Mapping
import Sync
import Testing
import WireProtocol

struct AttemptRowTests {
    private static let settle = 5000
    private static let window = AttemptRow.replayWindow

    private func attempt(members: Int) -> AttemptRow {
        AttemptRow(
            id: 1, board: BoardRef(connection: "acme", kind: .apVendor), action: .create, idempotencyKey: "k",
            body: Data(),
            members: (0..<members).map {
                AttemptRow.Member(key: "\($0)", itemID: nil, content: ItemContent(name: "", fields: [:]))
            },
            createdAt: 1000, dueAt: 6000)
    }

    /// Each look-up: how many of four members it found, how long after the first sending, and what to do then.
    typealias Looks = [(found: Int, after: Int64, verdict: AttemptRow.Verdict)]

    @Test(
        arguments: [
            [(4, 5000, .close)],
            [(0, 5000, .replay), (4, 10_000, .close)],
            [(0, 5000, .replay), (0, 10_000, .replay), (0, 15_000, .replay), (0, 20_000, .close)],
            [(0, window - 1, .replay), (0, window + 5000, .close)],
            [(0, window, .lookAgain), (0, window + 5000, .close)],
            [(0, window, .lookAgain), (2, window + 5000, .lookAgain), (2, window + 10_000, .close)],
            [(2, 5000, .lookAgain), (2, 10_000, .close)],
            [(1, 5000, .lookAgain), (2, 10_000, .lookAgain), (3, 15_000, .lookAgain), (4, 20_000, .close)],
            [(3, 5000, .lookAgain), (2, 10_000, .lookAgain), (2, 15_000, .close)],
            [(0, 5000, .replay), (1, 10_000, .lookAgain), (1, 15_000, .close)],
        ] as [Looks])
    func `look-ups are judged until they settle it`(looks: Looks) {
        var attempt = attempt(members: 4)
        for (index, look) in looks.enumerated() {
            let now = attempt.createdAt + look.after
            #expect(attempt.judge(found: look.found, now: now, settle: Self.settle) == look.verdict, "look \(index)")
            #expect(attempt.looks == index + 1 && attempt.found == look.found)
            #expect(attempt.dueAt == now + Int64(Self.settle) << (index + 1), "looks grow apart")
        }
    }

    @Test func `an attempt that is put off keeps what its look-ups found`() {
        var attempt = attempt(members: 2)
        _ = attempt.judge(found: 1, now: 6000, settle: Self.settle)
        attempt.postpone(until: 99_000)
        #expect(attempt.dueAt == 99_000 && attempt.looks == 1 && attempt.found == 1)
    }
}
