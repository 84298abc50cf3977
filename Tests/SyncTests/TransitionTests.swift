import Foundation
import Mapping
import SimulatedSage
import Sync
import Testing
import WireProtocol

/// The rows by themselves, through sequences of transitions that are drawn by seed, in every order in which the engine
/// may call them.
struct TransitionTests {
    @Test(arguments: 0..<20)
    func `a record keeps its invariants in every order of transitions`(lane: Int) {
        for seed in 0..<50 {
            var walk = RecordWalk(seed: UInt64(lane * 50 + seed))
            for _ in 0..<80 { walk.step() }
        }
    }

    @Test(arguments: 0..<20)
    func `an attempt in doubt comes to an end, and is replayed only while nothing of it is there`(lane: Int) {
        for seed in 0..<50 { Self.settle(seed: UInt64(lane * 50 + seed)) }
    }

    /// Looks at an attempt until it is settled; what is on the board only grows, as far as searches show it.
    private static func settle(seed: UInt64) {
        var random = SplitMix(seed: seed)
        let members = Int.random(in: 1...25, using: &random)
        let settle = Int.random(in: 0...60_000, using: &random)
        var attempt = AttemptRow(
            id: 1, board: BoardRef(connection: "acme", kind: .apVendor), action: .create, idempotencyKey: "k",
            body: Data(),
            members: (0..<members).map {
                AttemptRow.Member(key: "\($0)", itemID: nil, content: ItemContent(name: "", fields: [:]))
            }, createdAt: 1000, dueAt: 1000 + Int64(settle))
        var (now, found, replays) = (attempt.dueAt, 0, 0)
        // A look that finds more than the one before it settles nothing; every other one does, but for three replays.
        for _ in 0..<(members + AttemptRow.mostReplays + 3) {
            if Bool.random(using: &random) { found = Int.random(in: found...members, using: &random) }
            let before = attempt
            let verdict = attempt.judge(found: found, now: now, settle: settle)
            let wait = attempt.dueAt - now
            #expect(Int64(settle)...max(Int64(settle), AttemptRow.longestSettle) ~= wait || settle == 0, "seed \(seed)")
            switch verdict {
            case .replay:
                replays += 1
                #expect(found == 0 && before.found == 0, "seed \(seed)")
                #expect(now - attempt.createdAt < AttemptRow.replayWindow, "seed \(seed)")
                #expect(replays <= AttemptRow.mostReplays, "seed \(seed)")
                // A replay that was not taken says nothing, and costs no look.
                if Int.random(in: 0..<4, using: &random) == 0 {
                    attempt.uncountLook()
                    replays -= 1
                }
            case .lookAgain: #expect(found < members, "seed \(seed)")
            case .close:
                #expect(found == members || before.looks > 0 && before.found == found, "seed \(seed)")
                return
            }
            now = attempt.dueAt + .random(in: 0...600_000, using: &random)
        }
        #expect(now - attempt.createdAt < AttemptRow.replayWindow, "seed \(seed) is never settled")
    }
}

/// A record on a way that chance draws.
private struct RecordWalk {
    private let seed: UInt64
    private var random: SplitMix
    private var row: RecordRow
    private var sent: ItemContent?
    private var trail: [String] = []

    init(seed: UInt64) {
        self.seed = seed
        random = SplitMix(seed: seed)
        row = RecordRow(
            board: BoardRef(connection: "acme", kind: .apVendor), key: "00/A",
            desired: ItemContent(name: "0", fields: ["status": "Active"]),
            isInScope: Bool.random(using: &random), isGuarded: Bool.random(using: &random))
    }

    mutating func step() {
        let before = row
        if Int.random(in: 0..<3, using: &random) == 0 { scan() } else { deliver() }
        let place = "seed \(seed), \(trail.suffix(6).joined(separator: ", "))"
        let isUnderWay = row.state == .sending || row.state == .inDoubt
        #expect(isUnderWay == (sent != nil), "under way without a request, or not with one: \(place)")
        #expect(row.confirmed == nil || row.itemID != nil, "shown without an item: \(place)")
        #expect(row.state != .done || row.confirmed == row.desired, "done and not shown: \(place)")
        #expect(row.isHeld == (row.state == .held) || row.isHeld && isUnderWay, "held and on its way out: \(place)")
        #expect(row.state != .skipped || row.itemID == nil, "left out with an item: \(place)")
        #expect(![.retryAt, .blocked].contains(row.state) || row.problem != nil, "no reason: \(place)")
        #expect(row.state != .done || row.problem == nil && row.failures == 0, "done with a failure: \(place)")
        let isShownAsGone = row.desired.fields["status"] == "Gone"
        #expect(!isShownAsGone || row.isGone, "gone and there: \(place)")
        #expect(!row.isGone || isShownAsGone || row.state == .skipped, "gone and not said: \(place)")
        // What is on the board is not forgotten where nothing is known to have happened to it.
        #expect(row.itemID != nil || before.itemID == nil || trail.last == "loseItem", "the item is lost: \(place)")
    }

    private mutating func scan() {
        switch Int.random(in: 0..<6, using: &random) {
        case 0:
            trail.append("vanish")
            _ = row.vanish()
        default:
            let name = "\(Int.random(in: 0..<3, using: &random))"
            let isInScope = Int.random(in: 0..<4, using: &random) > 0
            let isGuarded = Int.random(in: 0..<4, using: &random) == 0
            trail.append("observe \(name) \(isInScope ? "in" : "out of") scope\(isGuarded ? ", guarded" : "")")
            _ = row.observe(
                desired: ItemContent(name: name, fields: ["status": "Active"]), isInScope: isInScope,
                isGuarded: isGuarded)
        }
    }

    private mutating func deliver() {
        switch row.state {
        case .queued, .retryAt: prepare()
        case .sending, .inDoubt: conclude()
        case .done, .blocked, .skipped, .held, .dropped, .archiving, .archived: break
        }
    }

    /// What happens to a record that is due: it is looked up and adopted, needs nothing, or is sent.
    private mutating func prepare() {
        if row.itemID == nil, Bool.random(using: &random) {
            trail.append("adopt")
            row.adopt(itemID: "7")
        } else if row.itemID != nil, row.confirmed == row.desired {
            trail.append("settleWithoutSending")
            row.settleWithoutSending()
        } else {
            trail.append("send")
            row.send()
            sent = row.desired
        }
    }

    /// What comes of a request.
    private mutating func conclude() {
        guard let content = sent else { return }
        let choice = Int.random(in: 0..<8, using: &random)
        if choice == 0 {
            trail.append("doubt")
            return row.doubt(problem: "No answer.")
        }
        sent = nil
        switch choice {
        case 1:
            trail.append("requeue")
            row.requeue(at: 5)
        case 2:
            trail.append("requeue adopting")
            row.requeue(adopting: "7")
        case 3:
            trail.append("retryUnconfirmed")
            row.retryUnconfirmed(at: 5)
        case 4 where row.itemID != nil:
            trail.append("loseItem")
            row.loseItem()
        case 5:
            trail.append("retry")
            row.retry(at: 5, problem: "Busy.")
        case 6:
            trail.append("block")
            row.block(problem: "It does not fit.")
        default:
            trail.append("confirm")
            row.confirm(itemID: "7", content: content)
        }
    }
}
