import Foundation
import Mapping
import SimulatedSage
import Store
import Sync
import Synchronization
import Testing
import WireProtocol

/// One run of the engine through what chance brings, beside a model that knows what must hold.
///
/// The model is small: what the company holds is what the board must show in the end, one item for each key.
final class ModelRun {
    /// Few enough that no sweep finds too many of them gone at once.
    private static let numbers = (0..<18).map { "V\(100 + $0)" }

    private let seed: UInt64
    private var random: SplitMix
    private var engine: Engine
    private let target: MoodyBoard
    private let start: Int64
    private let clock: SageStamp
    private var scanner: BoardScanner
    private var deliverer: BoardDeliverer
    /// What a poll need not find: removed, changed without a stamp, or not readable when it was read.
    private var isHidden: Set<String> = []
    /// What people took off the board: made again only when the record changes.
    private var isTaken: Set<String> = []
    /// The items that people took off the board, by id.
    private var takenItems: Set<String> = []
    private(set) var deaths = 0

    init(seed: UInt64) throws {
        self.seed = seed
        random = SplitMix(seed: seed)
        engine = try Engine(batch: Int.random(in: 1...8, using: &random), in: Engine.memory)
        target = MoodyBoard(
            engine.board, time: engine.time, settle: engine.settings.settle, seed: random.next())
        start = engine.time.now
        clock = engine.company.state.withLock { $0.clock }
        if Bool.random(using: &random) {
            engine.settings.bulk = BulkSettings(threshold: .random(in: 2...6, using: &random))
            engine.board.state.withLock { $0.bulk.foldsCase = true }
        }
        let remembers = Bool.random(using: &random)
        engine.board.state.withLock { $0.remembers = remembers }
        scanner = engine.scanner
        deliverer = engine.deliverer
        startProcess()
    }

    deinit {
        try? FileManager.default.removeItem(at: engine.folder)
    }

    /// Lives through some operations, checking after each what must always hold, and then through a calm.
    func run(operations: Int) async throws {
        for number in 0..<operations {
            do {
                try await operate()
            } catch is DyingStore.Death {
                deaths += 1
                startProcess()
            } catch is SourceError {
                // A scan that fails goes on later.
            }
            try await check(after: number)
        }
        try await calm()
    }

    // MARK: Operations

    private func operate() async throws {
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<6: changeCompany()
        case 6..<9: try await scan(.poll)
        case 9: try await scan(.sweep)
        case 10: try await scan(.full)
        case 11..<17:
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                if case .waiting(let until) = try await deliverer.step(), Bool.random(using: &random) {
                    try await engine.time.sleep(until: until)
                }
            }
        case 17: engine.time.advance(milliseconds: .random(in: 0...60_000, using: &random))
        case 18: engine.time.advance(milliseconds: .random(in: 0...7_200_000, using: &random))
        default: spoil()
        }
    }

    /// A process with a death of its own ahead, which comes or does not.
    private func startProcess() {
        let store = DyingStore(
            engine.store, atWrite: .random(in: 1...40, using: &random), afterCommit: Bool.random(using: &random))
        start(on: store)
    }

    private func start(on store: any SyncStore) {
        scanner = BoardScanner(settings: engine.settings, store: store, source: engine.company, time: engine.time)
        let jitter = Mutex(SplitMix(seed: random.next()))
        deliverer = BoardDeliverer(
            settings: engine.settings, store: store, target: target,
            governor: RateGovernor(limits: RateGovernor.Limits(mutationsPerMinuteAndBoard: nil), time: engine.time),
            time: engine.time, random: { range in jitter.withLock { Int64.random(in: range, using: &$0) } },
            bulk: engine.bulk)
    }

    private func scan(_ mode: ScanRow.Mode) async throws {
        let now = sageNow
        engine.company.state.withLock { $0.clock = now }
        _ = try await scanner.run(mode)
    }

    /// Sage's clock goes with the engine's.
    private var sageNow: SageStamp { clock.advanced(milliseconds: Int(engine.time.now - start)) }

    private func changeCompany() {
        guard let number = Self.numbers.randomElement(using: &random) else { return }
        let name = "Name \(random.next() % 1000)"
        let isThere = engine.company.state.withLock { $0.vendors[number] != nil }
        let kind = Int.random(in: 0..<10, using: &random)
        switch kind {
        case 0..<5: change(number, name, at: sageNow.text)
        case 5:
            // Saved later than it was stamped, within what a poll reaches back.
            change(number, name, at: sageNow.advanced(milliseconds: -.random(in: 0...7_000_000, using: &random)).text)
        case 6: change(number, name, at: nil)
        case 7 where isThere:
            engine.company.state.withLock { $0.vendors[number]?.name = name }
            isHidden.insert(number)
            isTaken.remove(number)
        case 8 where isThere:
            engine.company.remove(number)
            isHidden.insert(number)
        default: break
        }
    }

    private func change(_ number: String, _ name: String, at stamp: String?) {
        engine.company.put(number, name: name, at: stamp)
        // What is stamped while it cannot be read is behind the next poll, also when it was changed once more.
        if !engine.company.state.withLock({ $0.unreadable.contains(number) }) { isHidden.remove(number) }
        isTaken.remove(number)
    }

    /// Something goes wrong in the company's answers, or people work on the board.
    private func spoil() {
        let place = Int.random(in: 0..<Self.numbers.count, using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 5: failImport(after: place)
        case 0: engine.company.state.withLock { $0.cutAfter = place }
        case 1: engine.company.state.withLock { $0.faultAfter = place }
        case 2: engine.company.state.withLock { $0.lie = $0.lie == 0 ? 1 : 0 }
        case 3:
            engine.company.state.withLock { state in
                if state.unreadable.isEmpty { state.unreadable = [Self.numbers[place]] } else { state.unreadable = [] }
            }
            isHidden.insert(Self.numbers[place])
        default:
            let key = engine.key(Self.numbers[place])
            takenItems.formUnion(
                engine.board.state.withLock { state in
                    let taken = state.items.filter { $0.value.values[BoardField.keyColumnID] == key }.map(\.key)
                    for id in taken { state.items[id] = nil }
                    return taken
                })
            isTaken.insert(Self.numbers[place])
        }
    }

    private func failImport(after rows: Int) {
        let faults: [FakeBoard.BulkFault] = [
            .startLost, .startRefused(TargetError(.temporary, "By chance.")), .uploadUnsent(rows % 4), .uploadLost,
            .uploadAnswerLost, .rejected("INTERNAL_ERROR"), .brokenOff(rows), .skips(rows), .forgotten(isDone: true),
            .forgotten(isDone: false), .slow(rows), .statusFails(TargetError(.unknown, "By chance.")), .late(1),
        ]
        let fault = faults.randomElement(using: &random)
        engine.board.state.withLock { $0.bulk.faults = fault.map { [$0] } ?? [] }
    }

    // MARK: What must always hold

    private func check(after operation: Int) async throws {
        let place = "after operation \(operation) of \(said)"
        let keys = engine.board.keys
        #expect(Set(keys).count == keys.count, "two items of one key \(place)")
        let ref = engine.settings.ref
        let rows = try await rows()
        let (attempts, mapping, job, imported) = try await engine.store.read {
            (
                try $0.attempts(ref), try $0.board(ref).mapping, try $0.bulkJob(ref),
                try $0.bulkMembers(ref, found: nil, limit: 100).map(\.key)
            )
        }
        let members = Set(attempts.flatMap(\.members).map(\.key) + imported)
        #expect(attempts.count <= 1, "a request beside one whose outcome is not known \(place)")
        #expect(attempts.isEmpty || job == nil, "a request beside a bulk import \(place)")
        #expect(job != nil || imported.isEmpty, "members without an import \(place)")
        let ids = rows.compactMap(\.itemID)
        #expect(Set(ids).count == ids.count, "two records of one item \(place)")
        for row in rows {
            let isUnderWay = row.state == .sending || row.state == .inDoubt
            #expect(!isUnderWay || members.contains(row.key), "\(row.key) is \(row.state) without a request \(place)")
            #expect(row.state != .done || row.confirmed == row.desired, "\(row.key) is done and differs \(place)")
            guard let confirmed = row.confirmed, let mapping, !isUnderWay, !takenItems.contains(row.itemID ?? "") else {
                continue
            }
            let item = row.itemID.flatMap { id in engine.board.state.withLock { $0.items[id] } }
            #expect(item?.name == confirmed.name, "\(row.key) is believed to show what it does not \(place)")
            let shown = item?.values.filter { $1 != Self.empty } ?? [:]
            #expect(shown == (try values(confirmed, mapping)), "\(row.key) is believed to show other values \(place)")
        }
    }

    private func rows() async throws -> [RecordRow] {
        let ref = engine.settings.ref
        return try await engine.store.read { reader in
            try Self.numbers.compactMap { try reader.record(ref, key: RecordKey(["00", $0]).text) }
        }
    }

    /// What the fake board keeps where null was written.
    private static let empty = "\(NSNull())"

    private func values(_ content: ItemContent, _ mapping: BoardMapping) throws -> [String: String] {
        let json = Data(try mapping.columnValues(creating: content).utf8)
        let object = try JSONSerialization.jsonObject(with: json) as? [String: Any] ?? [:]
        return object.mapValues { $0 as? String ?? "\($0)" }
    }

    // MARK: The calm

    /// Everything works: what a poll can see is right after one, everything after a sweep.
    private func calm() async throws {
        target.calm()
        engine.board.state.withLock { state in
            state.faults = []
            state.bulk.faults = []
        }
        engine.company.state.withLock { state in
            (state.cutAfter, state.faultAfter, state.lie, state.unreadable) = (nil, nil, 0, [])
        }
        start(on: engine.store)
        // As when the board is found to be another one: what was refused for good goes out again.
        let ref = engine.settings.ref
        try await engine.store.write { try $0.rearmBlocked(ref) }
        // The first poll may only finish what was interrupted.
        for _ in 0..<2 { try await scan(.poll) }
        try await engine.drain(deliverer, steps: 1000)
        try await expectEqual(except: isHidden, "polls")
        // What people took off the board is made again when the record changes.
        for number in isTaken where engine.company.state.withLock({ $0.vendors[number] != nil }) {
            change(number, "Changed at last", at: sageNow.text)
        }
        for _ in 0..<2 { try await scan(.sweep) }
        try await engine.drain(deliverer, steps: 1000)
        try await expectEqual(except: [], "a sweep")
        let (isSettled, attempts) = try await engine.store.read { (try $0.isSettled(ref), try $0.attempts(ref).count) }
        #expect(isSettled && attempts == 0, "something is left to do in the end of \(said)")
        let states = try await engine.counts().keys
        #expect(states.allSatisfy { $0 == .done || $0 == .skipped }, "\(states) are left in the end of \(said)")
    }

    private func expectEqual(except hidden: Set<String>, _ scan: String) async throws {
        let place = "after \(scan) in the calm of \(said)"
        let keys = engine.board.keys
        #expect(Set(keys).count == keys.count, "two items of one key \(place)")
        let ref = engine.settings.ref
        let known = try await engine.store.read { try $0.board(ref).mapping }
        let mapping = try #require(known)
        let mapper = RecordMapper(identity: engine.settings.identity)
        let (vendors, items) = (
            engine.company.state.withLock { $0.vendors }, engine.board.state.withLock { Array($0.items.values) }
        )
        for number in Self.numbers where !hidden.contains(number) && !(isTaken.contains(number)) {
            let item = items.first { $0.values[BoardField.keyColumnID] == engine.key(number) }
            guard let vendor = vendors[number] else {
                // A record that came and went between two scans has no item; any other one says that it is gone.
                let label = mapping.targets["status"]?.labels["Gone"] ?? -1
                let column = mapping.targets["status"]?.columnID ?? ""
                #expect(
                    item == nil || item?.values[column] == "\(["index": label] as [String: Any])",
                    "\(number) is not marked gone \(place)")
                continue
            }
            let expected = mapper.content(of: .apVendor(vendor))
            #expect(item?.name == expected.name, "\(number) is not as it is in Sage \(place)")
            #expect(item?.values.filter { $1 != Self.empty } == (try values(expected, mapping)), "\(number) \(place)")
        }
    }

    /// How to run it alone.
    private var said: String { "SEED=\(seed) swift test --filter ModelTests" }
}
