import Foundation
import Mapping
import Store
import Sync
import Synchronization
import Testing
import WireProtocol

/// Vendors on three boards that fill up one after the other, over one store and one company.
struct VolumesRig {
    /// One engine for each board, in the order in which they fill up.
    var engines: [Engine]
    /// What each board answers through; the boards themselves where nothing goes wrong.
    var target: TwoBoards
    let bells = BoardBells()

    /// - Parameters:
    ///   - limits: how many items each board takes.
    ///   - level: how full a board is, in percent, when the next one is taken into use.
    ///   - batch: how many mutations a request has at most.
    ///   - scratch: where its state goes.
    /// - Throws: what the file system or the store throws.
    init(
        limits: [Int] = [10, 10, 100], level: Int = 90, batch: Int = 4,
        in scratch: URL = FileManager.default.temporaryDirectory
    ) throws {
        let first = try Engine(batch: batch, in: scratch)
        let refs = limits.indices.map { BoardRef(connection: "acme", kind: .apVendor, volume: $0 + 1) }
        let volumes = BoardVolumes(
            refs.map { BoardVolumes.Volume(ref: $0, boardID: "\($0.volume)") }, level: level)
        engines = zip(refs, limits).map { ref, limit in
            var engine = ref.volume == 1 ? first : first.beside(FakeBoard())
            engine.settings.ref = ref
            engine.settings.boardID = "\(ref.volume)"
            engine.settings.volumes = volumes
            engine.settings.changes = ChangeGuard(share: nil)
            engine.board.state.withLock { state in
                state.boardID = "\(ref.volume)"
                state.itemsLimit = limit
                // Ids are the account's.
                state.next = ref.volume * 10_000
            }
            return engine
        }
        target = TwoBoards(
            boards: Dictionary(uniqueKeysWithValues: engines.map { ($0.settings.boardID, $0.board as any BoardTarget) })
        )
    }

    var company: FakeCompany { engines[0].company }
    var time: ManualTime { engines[0].time }
    var store: RelayStore { engines[0].store }
    var refs: [BoardRef] { engines.map(\.settings.ref) }

    func deliverer(_ index: Int, _ store: (any SyncStore)? = nil) -> BoardDeliverer {
        let engine = engines[index]
        return BoardDeliverer(
            settings: engine.settings, store: store ?? engine.store, target: target,
            governor: RateGovernor(limits: RateGovernor.Limits(mutationsPerMinuteAndBoard: nil), time: time),
            time: time, random: { $0.lowerBound }, bells: bells)
    }

    /// Delivers to all boards until none has anything to do for now.
    func settle(_ store: (any SyncStore)? = nil) async throws {
        let deliverers = engines.indices.map { deliverer($0, store) }
        for _ in 0..<500 {
            var isQuiet = true
            for deliverer in deliverers where try await deliverer.step() == .progressed { isQuiet = false }
            if isQuiet { return }
        }
        Issue.record("the boards do not come to rest")
    }

    /// Reads the company for each board, and delivers.
    func sync(_ mode: ScanRow.Mode = .poll, _ store: (any SyncStore)? = nil) async throws {
        for engine in engines { _ = try await engine.scanner(answerSize: 2000, store: store).run(mode) }
        try await settle(store)
    }

    /// Puts vendors into the company.
    func put(_ numbers: ClosedRange<Int>, name: String = "Vendor", at stamp: String) {
        for number in numbers { company.put("V\(100 + number)", name: name, at: stamp) }
    }

    /// The numbers of the vendors on a board, each as often as it is there.
    func numbers(on index: Int) -> [Int] {
        engines[index].board.keys.compactMap { key in
            key.split(separator: "V").last.flatMap { Int($0) }.map { $0 - 100 }
        }
        .sorted()
    }

    /// All of them.
    var allNumbers: [Int] { engines.indices.flatMap(numbers).sorted() }

    func newest() async throws -> Int {
        let refs = refs
        return try await store.read { reader in try refs.lastIndex { try reader.openedAt($0) != nil } ?? 0 }
    }

    /// That no two boards hold one record.
    func expectOneHolder(_ place: String = "", _ location: SourceLocation = #_sourceLocation) async throws {
        let refs = refs
        let keys = (0..<60).map { RecordKey(["00", "V\(100 + $0)"]).text }
        let held = try await store.read { reader in
            try refs.map { try reader.holders(of: keys, among: [$0]).keys.sorted() }
        }
        let all = held.flatMap(\.self)
        #expect(Set(all).count == all.count, "a record of two boards \(place)", sourceLocation: location)
        #expect(Set(allNumbers).count == allNumbers.count, "a record with two items \(place)", sourceLocation: location)
    }
}
