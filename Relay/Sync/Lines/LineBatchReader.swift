import Mapping
import Synchronization

/// Reads what stands below items, several items in one request.
struct LineBatchReader: Sendable {
    let calls: BoardCalls
    let target: any LineTarget
    private let size = LineReadSize()

    init(calls: BoardCalls, target: any LineTarget) {
        self.calls = calls
        self.target = target
    }

    /// Reads what is below the items of some sets that are not known well enough.
    ///
    /// - Parameters:
    ///   - sets: sets that are due.
    ///   - mapping: the columns of the subitems' board.
    ///   - lane: how urgent it is.
    /// - Returns: whether anything was read or found out; the sets are to be looked at anew then.
    /// - Throws: ``TargetError``, as ``BoardCalls/call(lane:kind:board:_:)``.
    func readMissing(_ sets: [LineSet], _ mapping: BoardMapping, lane: Lane) async throws -> Bool {
        let (ref, now, age) = (calls.ref, calls.now, calls.lineReadingAge)
        let items = try await calls.store.read { reader in
            try sets.compactMap { set -> (key: String, item: String)? in
                guard let item = try reader.record(ref, key: set.key)?.itemID,
                    !set.isRead(of: item, within: age, now: now)
                else { return nil }
                return (set.key, item)
            }
        }
        guard !items.isEmpty else { return false }
        let asked = Array(items.prefix(size.next))
        let found: [String: ParentItem]
        do {
            found = try await read(asked.map(\.item), mapping, lane: lane)
        } catch let error as TargetError where error.cause == .request && asked.count == 1 {
            // Refused for what it is: the others are not kept waiting.
            try await fail(asked[0].key, error)
            return true
        }
        let (boardID, readAt) = (calls.settings.boardID, calls.now)
        try await calls.store.write { transaction in
            for (key, item) in asked {
                guard let record = try transaction.record(ref, key: key), record.itemID == item,
                    var set = try transaction.lineSet(ref, key: key)
                else { continue }
                if let parent = found[item], parent.isThere(boardID) {
                    set.take(parent.subitems, below: item, record.desired.sageKey, now: readAt)
                } else {
                    set.loseParent()
                }
                try transaction.save(set)
            }
        }
        FailPoint.linesRead.reached()
        return true
    }

    private func fail(_ key: String, _ error: TargetError) async throws {
        let (ref, now, random) = (calls.ref, calls.now, calls.random)
        try await calls.store.write { transaction in
            guard var set = try transaction.lineSet(ref, key: key) else { return }
            set.fail(now: now, problem: error.sentence, random)
            try transaction.save(set)
        }
    }

    /// Reads what is below items.
    ///
    /// - Parameters:
    ///   - items: the items' ids.
    ///   - mapping: the columns of the subitems' board.
    ///   - lane: how urgent it is.
    /// - Returns: the items that monday still knows, by id.
    /// - Throws: ``TargetError``, as ``BoardCalls/call(lane:kind:board:_:)``.
    func read(_ items: [String], _ mapping: BoardMapping, lane: Lane) async throws -> [String: ParentItem] {
        let target = target
        do {
            let parents = try await calls.call(lane: lane, kind: .items, board: mapping.boardID) {
                () async throws(TargetError) in
                try await target.parents(items, mapping: mapping)
            }
            size.succeeded()
            return Dictionary(parents.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        } catch let error as TargetError {
            // Perhaps it was too much at once: monday has limits of its own for what is nested.
            size.failed()
            throw error
        }
    }
}

extension ParentItem {
    /// Whether it is among the items of a board.
    func isThere(_ boardID: String) -> Bool { state == "active" && (self.boardID ?? boardID) == boardID }
}

/// How many items one reading asks for: half as many after a failure, and one more after each success.
final class LineReadSize: Sendable {
    private let size = Mutex(LineDeliverer.pageSize)

    var next: Int { size.withLock { $0 } }

    func succeeded() { size.withLock { $0 = min(LineDeliverer.pageSize, $0 + 1) } }

    func failed() { size.withLock { $0 = max(1, $0 / 2) } }
}
