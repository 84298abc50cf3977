import Foundation
import Mapping
import SimulatedSage
import Store
import Sync
import Synchronization
import Testing
import WireProtocol

/// Three boards that fill up, through what chance brings: deaths, lost answers, late searches, changes in Sage.
@Suite(.timeLimit(.minutes(10)))
struct VolumesModelTests {
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `every record has one item on one board, and in the end it is as in Sage`(seed: UInt64) async throws {
        let run = try VolumesRun(seed: seed)
        try await run.live(operations: 120)
        try await run.calm()
    }
}

private final class VolumesRun {
    private static let numbers = 1...24

    private let seed: UInt64
    private var random: SplitMix
    private var rig: VolumesRig
    private let moods: [MoodyBoard]
    private let start: Int64
    private let clock: SageStamp
    private var store: any SyncStore
    private var deliverers: [BoardDeliverer] = []
    private var names: [Int: String] = [:]

    init(seed: UInt64) throws {
        self.seed = seed
        random = SplitMix(seed: seed)
        let limits = [Int.random(in: 3...8, using: &random), Int.random(in: 3...8, using: &random), 100]
        rig = try VolumesRig(limits: limits, level: 80, batch: Int.random(in: 1...6, using: &random), in: Engine.memory)
        let rig = rig
        let moods = rig.engines.map {
            MoodyBoard(
                $0.board, time: rig.time, settle: $0.settings.settle, seed: seed &+ UInt64($0.settings.ref.volume))
        }
        self.moods = moods
        start = rig.time.now
        clock = rig.company.state.withLock { $0.clock }
        store = rig.store
        self.rig.target = TwoBoards(
            boards: Dictionary(uniqueKeysWithValues: zip(["1", "2", "3"], moods.map { $0 as any BoardTarget })))
        startProcess()
    }

    deinit { try? FileManager.default.removeItem(at: rig.engines[0].folder) }

    private func startProcess() {
        store = DyingStore(
            rig.store, atWrite: .random(in: 1...40, using: &random), afterCommit: Bool.random(using: &random))
        deliverers = rig.engines.indices.map { rig.deliverer($0, store) }
    }

    func live(operations: Int) async throws {
        for operation in 0..<operations {
            do {
                try await operate()
            } catch is DyingStore.Death {
                startProcess()
            }
            try await rig.expectOneHolder("after operation \(operation) of seed \(seed)")
        }
    }

    private func operate() async throws {
        let board = Int.random(in: 0..<3, using: &random)
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<3:
            let number = Int.random(in: Self.numbers, using: &random)
            names[number] = "Name \(random.next() % 1000)"
            rig.company.put("V\(100 + number)", name: names[number], at: sageNow.text)
        case 3..<6:
            rig.company.state.withLock { [sageNow] in $0.clock = sageNow }
            _ = try await rig.engines[board].scanner(answerSize: 7, store: store)
                .run([.poll, .poll, .sweep, .full].randomElement(using: &random) ?? .poll)
        case 6..<9:
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                if case .waiting(let until) = try await deliverers[board].step(), Bool.random(using: &random) {
                    try await rig.time.sleep(until: until)
                }
            }
        default: rig.time.advance(milliseconds: .random(in: 0...60_000, using: &random))
        }
    }

    private var sageNow: SageStamp { clock.advanced(milliseconds: Int(rig.time.now - start)) }

    /// Everything works from now on.
    func calm() async throws {
        for mood in moods { mood.calm() }
        // As after a look at the boards: what was refused for good goes out again.
        let refs = rig.refs
        try await rig.store.write { transaction in for ref in refs { try transaction.rearmBlocked(ref) } }
        for _ in 0..<4 {
            rig.company.state.withLock { [sageNow] in $0.clock = sageNow }
            try await rig.sync(.sweep)
            for _ in 0..<12 {
                rig.time.advance(milliseconds: 300_000)
                try await rig.settle()
            }
        }
        try await rig.expectOneHolder("in the end of seed \(seed)")
        #expect(rig.allNumbers == names.keys.sorted(), "seed \(seed)")
        let items = rig.engines.flatMap { engine in engine.board.state.withLock { Array($0.items.values) } }
        for (number, name) in names {
            let item = items.first { $0.values[BoardField.keyColumnID]?.hasSuffix("V\(100 + number)") == true }
            let record = APVendor(
                division: "00", vendorNumber: "V\(100 + number)", name: name, status: .active, stamps: AuditStamps())
            let expected = RecordMapper(identity: rig.engines[0].settings.identity).content(of: .apVendor(record))
            #expect(item?.name == expected.name, "V\(100 + number) of seed \(seed)")
        }
        for engine in rig.engines {
            let states = try await engine.counts().keys
            #expect(states.allSatisfy { $0 == .done || $0 == .skipped }, "\(states) of seed \(seed)")
        }
    }
}
