import Store
import Sync
import Synchronization
import WireProtocol

extension RelayService {
    /// How long records that are under way are waited for, in milliseconds: the first looks at what is in doubt.
    private static let markPatience: Int64 = 120_000

    /// Writes records again, and reads them first.
    ///
    /// - Parameter request: which records.
    /// - Returns: what came of it.
    /// - Throws: ``RelayError`` when nothing was done.
    func resync(_ request: ResyncRequest) async throws -> ResyncReport {
        let (ref, selection) = try request.resolved()
        guard let worker = try workers(of: [request.board]).first, let desk = desks[ref] else {
            throw RelayError(.unknownBoard, "The configuration has no board \(request.board).")
        }
        if let obstacle = try await Resync.obstacle(worker.settings, store) { throw RelayError(.unavailable, obstacle) }
        let keys = try request.keys.map { try ref.kind.key($0) }
        let single = try await keys.isEmpty ? singleReads(ref, selection) : keys
        let named = keys.isEmpty ? nil : request.keys
        let marked = Mutex(0)
        let row = await asked(worker) {
            await perform(on: worker, only: named) { [self] row in
                let (count, underWay) = try await desk.resync.mark(selection, patience: Self.markPatience) {
                    worker.deliverSoon()
                }
                marked.withLock { $0 = count }
                if let single {
                    try await read(single, desk.resync, &row, areNamed: !keys.isEmpty)
                    worker.deliverSoon()
                }
                if keys.isEmpty {
                    let run = try await worker.read(single == nil ? .full : .poll)
                    row.read += run.read
                    row.unchanged = run.unchanged
                    row.gone += run.gone
                    row.add(note: run.message)
                }
                row.isDone = underWay.isEmpty
                if !underWay.isEmpty {
                    row.add(
                        note:
                            "The outcome of \(underWay.count) records is not known yet, so they were not written again:"
                            + " \(underWay.joined(separator: ", ")). Ask again later.")
                }
            }
        }
        return ResyncReport(records: marked.withLock { $0 }, row: row)
    }

    /// The records of a range, when they are few enough to be read by themselves.
    ///
    /// - Returns: `nil` when everything is to be read.
    private func singleReads(_ ref: BoardRef, _ selection: RecordSelection) async throws -> [RecordKey]? {
        guard selection.range != nil else { return nil }
        let keys = try await store.read {
            try $0.keys(ref, selection, after: nil, limit: Resync.mostSingleReads + 1)
        }
        return keys.count <= Resync.mostSingleReads ? keys.compactMap { RecordKey(text: $0) } : nil
    }

    /// Reads records one by one.
    ///
    /// - Parameters:
    ///   - keys: which.
    ///   - resync: reads them.
    ///   - row: takes what came of it.
    ///   - areNamed: whether a person named each; else those that cannot be read are the board's, which counts them.
    /// - Throws: `SourceError` when the company cannot be read, or what the store throws.
    private func read(
        _ keys: [RecordKey], _ resync: Resync, _ row: inout SyncReport.Row, areNamed: Bool
    ) async throws {
        for key in keys {
            switch try await resync.read(key) {
            case .read: row.read += 1
            case .gone: row.gone += 1
            case .outOfScope:
                row.read += 1
                row.add(note: "\(key) is out of the board's scope, and has no item.")
            case .onBoard(let ref):
                row.failed += 1
                row.add(note: "\(key) is on the board \(ref): ask for it there.")
            case .unknown:
                row.failed += 1
                row.add(note: "Sage holds no record \(key), and none is known.")
            case .unreadable(let sentence):
                if areNamed { row.failed += 1 }
                row.add(note: "\(key): \(sentence)")
            }
        }
    }
}

extension RecordKind {
    /// Reads a key that a person wrote.
    ///
    /// - Parameter text: the key's text form.
    /// - Returns: the key.
    /// - Throws: ``RelayError`` that says how a key is written.
    func key(_ text: String) throws -> RecordKey {
        guard let key = RecordKey(text: text), key.parts.count == keyPartCount else {
            throw RelayError(
                .badRequest,
                "\(text) is not a key of \(collection). A key is written as `sage-relay status` shows it: \(keyForm).")
        }
        return key
    }

    /// How a key looks, by an example.
    private var keyForm: String {
        switch self {
        case .apInvoice: "division, vendor and invoice number, such as 00/AIRWAY/1234"
        case .apVendor, .arCustomer: "division and number, such as 00/AIRWAY"
        case .glAccount: "the account code, such as 4000-01-00"
        case .purchaseOrder: "the order's number, such as 0010042"
        }
    }
}
