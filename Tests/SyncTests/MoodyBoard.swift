import Foundation
import Mapping
import SimulatedSage
import Sync
import Synchronization

/// A board whose requests fail by chance, whose searches lag behind its writes, and that forgets Idempotency-Keys after
/// half an hour: what monday documents, and what happens to everybody.
final class MoodyBoard: BoardTarget {
    fileprivate struct Mood {
        var random: SplitMix
        var isCalm = false
        /// When a search sees an item that is new.
        var visibleAt: [String: Int64] = [:]
        /// When an Idempotency-Key was first used.
        var usedAt: [String: Int64] = [:]
    }

    private static let memory: Int64 = 30 * 60 * 1000

    private let board: FakeBoard
    private let time: ManualTime
    /// Searches lag by less than this, in milliseconds.
    private let settle: Int64
    private let mood: Mutex<Mood>

    init(_ board: FakeBoard, time: ManualTime, settle: Int, seed: UInt64) {
        self.board = board
        self.time = time
        self.settle = Int64(settle)
        mood = Mutex(Mood(random: SplitMix(seed: seed)))
    }

    /// Nothing fails from now on.
    func calm() {
        mood.withLock { $0.isCalm = true }
    }

    func describe(boardID: String) async throws(TargetError) -> BoardDescription? {
        if let error = passingError() { throw error }
        return try await board.describe(boardID: boardID)
    }

    func lookUp(
        _ groups: [[String]], mapping: BoardMapping
    ) async throws(TargetError) -> [Result<KeyPage, TargetError>] {
        if let error = passingError() { throw error }
        hideWhatIsNew()
        let answers = try await board.lookUp(groups, mapping: mapping)
        return answers.map { answer in passingError().map { .failure($0) } ?? answer }
    }

    func keyPage(after cursor: String?, mapping: BoardMapping) async throws(TargetError) -> KeyPage? {
        if let error = passingError() { throw error }
        hideWhatIsNew()
        return try await board.keyPage(after: cursor, mapping: mapping)
    }

    private func hideWhatIsNew() {
        let now = time.now
        let hidden = mood.withLock { Set($0.visibleAt.filter { $0.value > now }.keys) }
        board.state.withLock { $0.hidden = hidden }
    }

    func body(_ mutations: [ItemMutation], mapping: BoardMapping) -> Data {
        board.body(mutations, mapping: mapping)
    }

    func send(
        body: Data, idempotencyKey: String, action: AttemptRow.Action, mutations: Int
    ) async -> MutationAnswer {
        let now = time.now
        let (fault, forgotten) = mood.withLock { mood in
            mood.usedAt[idempotencyKey] = mood.usedAt[idempotencyKey] ?? now
            let forgotten = mood.usedAt.filter { now - $0.value > Self.memory }.map(\.key)
            return (mood.fault(members: mutations), forgotten)
        }
        let before = board.state.withLock { state in
            for key in forgotten { state.cache[key] = nil }
            state.faults = fault.map { [$0] } ?? []
            return state.next
        }
        let answer = await board.send(
            body: body, idempotencyKey: idempotencyKey, action: action, mutations: mutations)
        let after = board.state.withLock { $0.next }
        mood.withLock { mood in
            for id in before..<after {
                mood.visibleAt[String(id)] = now + Int64.random(in: 0..<settle, using: &mood.random)
            }
        }
        return answer
    }

    private func passingError() -> TargetError? {
        mood.withLock { $0.happens(onceIn: 5) ? $0.passingError() : nil }
    }
}

extension MoodyBoard.Mood {
    fileprivate mutating func happens(onceIn cases: Int) -> Bool {
        !isCalm && Int.random(in: 0..<cases, using: &random) == 0
    }

    fileprivate mutating func passingError() -> TargetError {
        let causes: [TargetError.Cause] = [
            .temporary, .limited(wait: Int.random(in: 0...120_000, using: &random)), .account, .board,
        ]
        return TargetError(causes.randomElement(using: &random) ?? .temporary, "By chance.")
    }

    fileprivate mutating func fault(members: Int) -> FakeBoard.Fault? {
        guard happens(onceIn: 2) else { return nil }
        switch Int.random(in: 0..<6, using: &random) {
        case 0, 1: return .lostAnswer
        case 2: return .lostRequest
        case 3: return .partial(Int.random(in: 0...members, using: &random))
        case 4: return .refuse(TargetError(.request, "By chance."))
        default: return .refuse(passingError())
        }
    }
}
