import Foundation
import Store
import Sync
import Synchronization
import WireProtocol

/// One board with everything around it: a real store in a scratch file, a company, and a board.
struct Engine {
    let company = FakeCompany()
    private(set) var board = FakeBoard()
    let time = ManualTime()
    let budget = FakeBulkBudget()
    var settings: BoardSettings
    private(set) var folder: URL
    private(set) var store: RelayStore

    init(
        batch: Int = 25, scope: RecordScope = RecordScope(), boardID: String = "1",
        in scratch: URL = FileManager.default.temporaryDirectory, traced: (@Sendable (String) -> Void)? = nil
    ) throws {
        folder = try Self.newFolder(in: scratch)
        store = try RelayStore(path: folder.appending(path: "relay.sqlite").path, traced: traced)
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

    /// The same store and company with another board.
    func beside(_ board: FakeBoard) -> Engine {
        var copy = self
        copy.board = board
        return copy
    }

    /// The same with an empty ledger in place of the one there was.
    func withoutLedger() throws -> Engine { try withLedger(nil) }

    /// The same with another ledger.
    ///
    /// - Parameter copy: from ``copyOfLedger()``; `nil` for an empty one.
    /// - Returns: the engine over a copy of it.
    /// - Throws: what the file system or the store throws.
    func withLedger(_ copy: URL?) throws -> Engine {
        var engine = self
        engine.folder = try Self.newFolder()
        for file in Self.files {
            guard let source = copy?.appending(path: file), FileManager.default.fileExists(atPath: source.path) else {
                continue
            }
            try FileManager.default.copyItem(at: source, to: engine.folder.appending(path: file))
        }
        engine.store = try RelayStore(path: engine.folder.appending(path: Self.files[0]).path)
        return engine
    }

    /// A folder with what a backup of the ledger's files holds now.
    func copyOfLedger() throws -> URL {
        let copy = try Self.newFolder()
        for file in Self.files where FileManager.default.fileExists(atPath: folder.appending(path: file).path) {
            try FileManager.default.copyItem(at: folder.appending(path: file), to: copy.appending(path: file))
        }
        return copy
    }

    /// Where the state of many lives goes, each of which removes its own: in memory where there is such a folder, since
    /// nothing of them tests the disk.
    static let memory: URL = {
        let memory = URL(filePath: "/dev/shm", directoryHint: .isDirectory)
        let isThere = FileManager.default.isWritableFile(atPath: memory.path)
        return isThere ? memory : FileManager.default.temporaryDirectory
    }()

    private static let files = ["relay.sqlite", "relay.sqlite-wal"]

    private static func newFolder(in scratch: URL = FileManager.default.temporaryDirectory) throws -> URL {
        let folder = scratch.appending(path: "sync-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    /// The same with another settle time, in milliseconds.
    func settling(_ settle: Int) -> Engine {
        var copy = self
        copy.settings.settle = settle
        return copy
    }

    /// A scanner as a new process would make it.
    var scanner: BoardScanner { scanner(answerSize: 2000) }

    /// A scanner whose deep reads take so many records at a time.
    func scanner(answerSize: Int, store other: (any SyncStore)? = nil) -> BoardScanner {
        BoardScanner(settings: settings, store: other ?? store, source: company, time: time, answerSize: answerSize)
    }

    func boardRow() async throws -> BoardRow {
        let ref = settings.ref
        return try await store.read { try $0.board(ref) }
    }

    func record(_ number: String) async throws -> RecordRow? {
        let ref = settings.ref
        return try await store.read { try $0.record(ref, key: RecordKey(["00", number]).text) }
    }

    /// How many requests were sent to the board.
    var sent: Int { board.state.withLock { $0.sent.count } }

    /// A deliverer as a new process would make it.
    var deliverer: BoardDeliverer { deliverer(limits: RateGovernor.Limits(mutationsPerMinuteAndBoard: nil)) }

    func deliverer(limits: RateGovernor.Limits) -> BoardDeliverer {
        BoardDeliverer(
            settings: settings, store: store, target: board, governor: RateGovernor(limits: limits, time: time),
            time: time, random: { $0.lowerBound }, bulk: bulk, lines: board)
    }

    /// What the board needs to import in bulk, which it does where the settings say so.
    var bulk: BulkMeans { BulkMeans(target: board, reader: board, budget: budget) }

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

    /// A reconciler as a new process would make it.
    func reconciler(_ store: (any SyncStore)? = nil) -> BoardReconciler {
        BoardReconciler(
            settings: settings, store: store ?? self.store, source: company, reader: board,
            governor: RateGovernor(limits: RateGovernor.Limits(), time: time), time: time)
    }

    /// Reconciles to the end.
    @discardableResult
    func reconcile(_ policy: RepairPolicy = .repair) async throws -> BoardReconciliation {
        try await reconciler().run(policy: policy, after: nil) {
            _ = try await sync()
            return nil
        }
    }

    func key(_ number: String) -> String { "acme/ABC/ap-vendor/" + RecordKey(["00", number]).text }

    func counts() async throws -> [RecordRow.State: Int] {
        let ref = settings.ref
        return try await store.read { try $0.counts(ref) }
    }
}

extension StoreReader {
    /// The records that may go out now, in the order in which the deliverer takes them.
    func due(_ ref: BoardRef, now: Int64, limit: Int) throws -> [RecordRow] {
        var keys: [String] = []
        for urgency in Urgency.allCases {
            for creating in [false, true] where keys.count < limit {
                keys += try keysDue(ref, creating: creating, urgency, now: now, limit: limit - keys.count)
            }
        }
        return try keys.compactMap { try record(ref, key: $0) }
    }
}
