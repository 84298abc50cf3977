import Mapping

/// Reads a whole board back, page by page, and keeps in the store what the comparison needs.
///
/// In memory is one page; in the store the ids and keys of all items, and what suspects show.
struct BoardReadBack: Sendable {
    /// How often a board is read from its first page again because its cursor expired, 60 minutes after the first page.
    static let mostStarts = 3
    /// A limit of monday that lasts longer ends the work instead of letting a person wait for it, in milliseconds.
    static let patience = 120_000
    /// So many limits in a row are waited for.
    static let mostLimits = 30
    /// So many passing failures in a row are tried again.
    static let mostFailures = 4

    let settings: BoardSettings
    let store: any SyncStore
    let reader: any BoardReader
    let governor: RateGovernor
    let time: any TimeSource
    /// How urgent it is.
    var lane = Lane.survey

    /// Reads every item of the board.
    ///
    /// - Parameters:
    ///   - mapping: the board and its columns.
    ///   - keepsContent: whether what items of ours show is kept in the store.
    ///   - started: called whenever reading starts from the first page, so that what was counted is forgotten.
    ///   - page: called with the items of a page that were not read before.
    /// - Throws: ``TargetError``, what the store throws, and `CancellationError`.
    func readAll(
        _ mapping: BoardMapping, keepsContent: Bool, started: () async throws -> Void,
        page: ([ShownItem]) async throws -> Void
    ) async throws {
        for _ in 0..<Self.mostStarts {
            try await store.write { [ref = settings.ref] in try $0.forgetReadBack(ref) }
            try await started()
            if try await readOnce(mapping, keepsContent, page) { return }
        }
        throw Self.neverEnding
    }

    /// Why a board cannot be read: its cursors expire before the last page.
    static let neverEnding = TargetError(
        .temporary, "The board could not be read to its end: monday gave up the list of its items \(mostStarts) times.")

    /// Reads from the first page to the last.
    ///
    /// - Returns: whether the last page was reached; else the cursor expired.
    private func readOnce(
        _ mapping: BoardMapping, _ keepsContent: Bool, _ page: ([ShownItem]) async throws -> Void
    ) async throws -> Bool {
        let (ref, identity) = (settings.ref, settings.identity)
        let began = time.now
        // The list of the board's keys comes for free; should something happen meanwhile, it is not believed.
        let reading = try await store.write { try $0.beginIndex(ref, mapping) }
        let isWhole = try await walk(mapping) { items in
            // Items are in no stable order: one may come twice, and counts once.
            let fresh = try await store.write { transaction in
                let keyed = items.filter { !$0.key.isEmpty }.map { FoundItem(id: $0.id, key: $0.key) }
                _ = try transaction.keepIndex(keyed, reading: reading, ref)
                return try transaction.keep(
                    items.map { item in
                        let key = identity.recordKey(of: item.key, kind: ref.kind)
                        return ReadBackItem(
                            itemID: item.id, key: key, shown: keepsContent && key != nil ? item.content : nil)
                    }, ref)
            }
            var once = fresh
            try await page(items.filter { once.remove($0.id) != nil })
        }
        guard isWhole else { return false }
        _ = try await store.write { try $0.endIndex(ref, reading: reading, began: began) }
        return true
    }

    /// Asks for page after page.
    ///
    /// - Parameters:
    ///   - mapping: the board and its columns.
    ///   - page: called with the items of each page; one may come twice.
    /// - Returns: whether the last page was reached; else the cursor expired.
    /// - Throws: as ``call(_:)``, and what `page` throws.
    func walk(_ mapping: BoardMapping, page: ([ShownItem]) async throws -> Void) async throws -> Bool {
        var cursor: String?
        repeat {
            let after = cursor
            let read = try await call(.page) { [reader] () async throws(TargetError) in
                try await reader.page(after: after, mapping: mapping)
            }
            guard let read else { return false }
            guard read.cursor == nil || read.cursor != after else {
                throw TargetError(.temporary, "The list of the board's items does not move on.")
            }
            try await page(read.items)
            cursor = read.cursor
        } while cursor != nil
        return true
    }

    /// Makes one counted call within the account's limits, and again after what passes.
    ///
    /// - Parameters:
    ///   - kind: what it does.
    ///   - board: whose minute it counts against; `nil` for the board that is read.
    ///   - body: makes the call.
    /// - Returns: what it returns.
    /// - Throws: ``TargetError``, what the store throws, and `CancellationError`.
    func call<Value: Sendable>(
        _ kind: RequestKind, board: String? = nil, _ body: @escaping @Sendable () async throws(TargetError) -> Value
    ) async throws -> Value {
        let ref = settings.ref
        var (limits, failures) = (0, 0)
        while true {
            let demand = Demand(kind, lane: lane, board: board ?? settings.boardID)
            let result = try await governor.request(demand) { () async -> Result<Value, TargetError> in
                do throws(TargetError) {
                    return .success(try await body())
                } catch {
                    return .failure(error)
                }
            }
            try await store.write { try $0.count(DeliveryCounts(calls: 1), ref) }
            guard case .failure(let error) = result else { return try result.get() }
            switch error.cause {
            case .limited(let wait) where wait <= Self.patience && limits < Self.mostLimits:
                limits += 1
                await governor.pause(until: time.now + Int64(wait))
            case .boardLocked(let wait) where wait <= Self.patience && limits < Self.mostLimits:
                limits += 1
                try await time.sleep(until: time.now + Int64(wait))
            case .temporary where failures < Self.mostFailures, .unknown where failures < Self.mostFailures:
                failures += 1
                try await time.sleep(until: time.now + 1000 << Int64(failures))
            default: throw error
            }
        }
    }
}
