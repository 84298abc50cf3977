import Foundation
import Store
import Sync
import WireProtocol

/// One board with everything around it: a real store in a scratch file, a company, and a board.
struct Engine {
    let company = FakeCompany()
    let board = FakeBoard()
    let time = ManualTime()
    private(set) var settings: BoardSettings
    let folder: URL
    let store: RelayStore

    init(
        batch: Int = 25, scope: RecordScope = RecordScope(), boardID: String = "1",
        in scratch: URL = FileManager.default.temporaryDirectory
    ) throws {
        folder = scratch.appending(path: "sync-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        store = try RelayStore(path: folder.appending(path: "relay.sqlite").path)
        settings = BoardSettings(
            ref: BoardRef(connection: "acme", kind: .apVendor), company: "ABC", boardID: boardID, scope: scope,
            batch: batch)
    }

    /// The same with another board, or another company, in its configuration.
    func moved(to boardID: String, company: String = "ABC") -> Engine {
        var copy = self
        copy.settings.boardID = boardID
        copy.settings.company = company
        return copy
    }

    /// A scanner as a new process would make it.
    var scanner: BoardScanner { BoardScanner(settings: settings, store: store, source: company, time: time) }

    /// A deliverer as a new process would make it.
    var deliverer: BoardDeliverer { deliverer(limits: RateGovernor.Limits(mutationsPerMinuteAndBoard: nil)) }

    func deliverer(limits: RateGovernor.Limits) -> BoardDeliverer {
        BoardDeliverer(
            settings: settings, store: store, target: board, governor: RateGovernor(limits: limits, time: time),
            time: time, random: { $0.lowerBound })
    }

    /// Delivers until nothing is left to do, letting time pass where something waits.
    func drain(_ deliverer: BoardDeliverer? = nil, steps: Int = 200) async throws {
        let deliverer = deliverer ?? self.deliverer
        for _ in 0..<steps {
            switch try await deliverer.step() {
            case .idle: return
            case .progressed: continue
            case .waiting(let until): try await time.sleep(until: until)
            }
        }
        throw SourceError("The board did not settle in \(steps) steps.", isRetryable: false)
    }

    func sync(_ mode: ScanRow.Mode = .poll) async throws -> RunRow {
        let run = try await scanner.run(mode)
        try await drain()
        return run
    }

    func key(_ number: String) -> String { "acme/ABC/ap-vendor/" + RecordKey(["00", number]).text }

    func counts() async throws -> [RecordRow.State: Int] {
        let ref = settings.ref
        return try await store.read { try $0.counts(ref) }
    }
}
