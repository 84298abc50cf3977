import Sync
import Testing
import WireProtocol

struct ChangeGuardTests {
    @Test(
        arguments: [
            (30, 0, 0, true), (30, 50, 0, true), (30, 51, 0, false), (30, 50, 100, true), (30, 51, 100, false),
            (30, 300, 1000, true), (30, 301, 1000, false), (1, 50, 1000, true), (1, 51, 1000, false),
            (100, 1000, 1000, true), (100, 1001, 1000, false), (nil, 100_000, 1, true),
        ] as [(Int?, Int, Int, Bool)])
    func `so many records, or such a share, may change at once`(share: Int?, held: Int, items: Int, isAllowed: Bool) {
        #expect(ChangeGuard(share: share).allows(held, of: items) == isAllowed)
    }

    @Test func `the sentences say how many, why perhaps, and what to do`() {
        let board = BoardRef(connection: "acme", kind: .apVendor)
        let sentence = ChangeGuard(share: 30).sentence(held: 400, of: 1000, board: board)
        for part in ["400", "1000", "30%", "wrong company", "sage-relay approve acme/ap-vendors", "sage-relay plan"] {
            #expect(sentence.contains(part))
        }
        let strange = ChangeGuard.strangeBoard(items: 21, board: board)
        for part in ["21", "sage-relay rebuild acme/ap-vendors", "sage-relay approve acme/ap-vendors"] {
            #expect(strange.contains(part))
        }
    }
}
