import Foundation
import HTTPClient
import Mapping
import Monday
import Service
import SimulatedMonday
import Store
import Sync
import WireProtocol

/// What a relay keeps a board with: a store in a file, a way to monday.com, a governor.
struct BenchRelay {
    let store: RelayStore
    let client: HTTPClient
    let governor: RateGovernor
    private let target: MondayWay.Target
    private let engineStore: any SyncStore

    /// Makes one.
    ///
    /// - Parameters:
    ///   - folder: where its state goes.
    ///   - address: where the simulated monday.com listens.
    ///   - limits: the account's; none by default.
    ///   - clock: the clock on which no time passes while it works; `nil` for the machine's.
    /// - Throws: what the store or libcurl throws.
    init(
        folder: URL, address: String, limits: RateGovernor.Limits = .init(mutationsPerMinuteAndBoard: nil),
        clock: QuietClock? = nil
    ) throws {
        store = try RelayStore(path: folder.appending(path: "relay.sqlite").path)
        var options = HTTPClient.Options()
        options.allowsPlainLoopback = true
        client = try HTTPClient(options)
        let time: any TimeSource = clock ?? MachineClock()
        governor = try RateGovernor(limits: limits, time: time, account: "bench", store: store)
        let transport: any MondayTransport
        if let clock { transport = QuietTransport(client: client, clock: clock) } else { transport = client }
        target = MondayWay.target(
            endpoint: address + "/v2", token: SimulatorConfiguration().token, transport: transport, governor: governor)
        if let clock { engineStore = QuietStore(store: store, clock: clock) } else { engineStore = store }
    }

    /// How a board of invoices is kept.
    func settings(connection: String, board: String, batch: Int, bulk: BulkSettings? = nil) -> BoardSettings {
        BoardSettings(
            ref: BoardRef(connection: connection, kind: .apInvoice), company: "ABC", boardID: board, batch: batch,
            bulk: bulk)
    }

    /// What writes to a board.
    func deliverer(_ settings: BoardSettings, time: any TimeSource) -> BoardDeliverer {
        BoardDeliverer(
            settings: settings, store: engineStore, target: target, governor: governor, time: time,
            bulk: BulkMeans(target: target, reader: target, budget: governor))
    }

    /// Works until nothing is left to do.
    static func drain(_ deliverer: BoardDeliverer, _ time: any TimeSource) async throws {
        while true {
            switch try await deliverer.step() {
            case .progressed: continue
            case .waiting(let until): try await time.sleep(until: until)
            case .idle: return
            }
        }
    }

    /// Runs with a folder that is gone afterwards.
    static func inFolder<Value>(_ body: (URL) async throws -> Value) async throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appending(path: "bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await body(folder)
    }
}

/// The machine's clock.
struct MachineClock: TimeSource {
    var now: Int64 { Int64(Date().timeIntervalSince1970 * 1000) }

    func sleep(until moment: Int64) async throws {
        try await Task.sleep(for: .milliseconds(max(0, moment - now)))
    }
}

/// A store during whose work no time passes.
private struct QuietStore: SyncStore {
    let store: RelayStore
    let clock: QuietClock

    func read<Value: Sendable>(_ body: @Sendable (any StoreReader) throws -> Value) async throws -> Value {
        try await clock.working { try await store.read(body) }
    }

    func write<Value: Sendable>(_ body: @Sendable (any StoreWriter) throws -> Value) async throws -> Value {
        try await clock.working { try await store.write(body) }
    }
}

/// A network over which requests take no time.
private struct QuietTransport: MondayTransport {
    let client: HTTPClient
    let clock: QuietClock

    func send(_ request: HTTPClient.Request) async throws(HTTPClientError) -> HTTPClient.Response {
        let result = await clock.working { () async -> Result<HTTPClient.Response, HTTPClientError> in
            do throws(HTTPClientError) {
                return .success(try await client.send(request))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}

/// Boards at the simulated monday.com.
enum BenchBoard {
    /// Makes a board for invoices.
    static func make(on simulator: SimulatedMonday, itemsLimit: Int) throws -> String {
        let columns = BoardLayout(kind: .apInvoice).fields.enumerated().compactMap { index, field -> ColumnPlan? in
            var labels: [String]?
            if case .status(let names) = field.content { labels = names }
            guard let kind = ColumnKind(rawValue: field.content.columnType) else { return nil }
            let id = field == .key ? BoardField.keyColumnID : field.name.replacing("-", with: "_")
            return ColumnPlan(id.count <= 20 ? id : "field_\(index)", field.title, kind, labels: labels)
        }
        return try simulator.makeBoard(name: "Invoices", columns: columns, itemsLimit: itemsLimit)
    }
}
