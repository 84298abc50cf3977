import Foundation
import Mapping

/// Has items lead to the items of other boards.
///
/// A request that may have been carried out is simply made again later: it names every item that a relation leads to.
struct BoardLinker: Sendable {
    /// How many links are looked at together.
    static let pageSize = 100

    let calls: BoardCalls

    /// The links of one record that are to be sent.
    private struct Change: Sendable {
        var itemID: String
        var links: [LinkRow] = []
        var wanted: [String: [String]] = [:]
        var values = ""
    }

    /// Looks at links that are due, and sends one request with what they are to show.
    ///
    /// - Parameter mapping: the board and its columns.
    /// - Returns: when to call again.
    /// - Throws: ``TargetError`` when the board or the account cannot be used; what the store throws.
    func step(_ mapping: BoardMapping) async throws -> BoardDeliverer.Step {
        guard mapping.relations?.isEmpty == false else { return .idle }
        let (ref, now) = (calls.ref, calls.now)
        let due = try await calls.store.read { try $0.dueLinks(ref, now: now, limit: Self.pageSize) }
        guard !due.isEmpty else {
            let next = try await calls.store.read { try $0.nextLinkDue(ref) }
            // A target on another board may get its item meanwhile, which is seen in the state alone.
            return next.map { .waiting(until: min(max($0, now + 1000), now + LinkRow.pause)) } ?? .idle
        }
        let changes = try await judge(due, mapping)
        guard !changes.isEmpty else { return .progressed }
        try await send(changes, mapping)
        return .progressed
    }

    /// Finds out what is to be sent, and forgets what these links are known to show before anything is.
    private func judge(_ due: [LinkRow], _ mapping: BoardMapping) async throws -> [Change] {
        let (ref, now, settings, size) = (calls.ref, calls.now, calls.settings, calls.settings.batch)
        return try await calls.store.write { transaction in
            var changes: [Change] = []
            for (key, links) in Dictionary(grouping: due, by: \.key).sorted(by: { $0.key < $1.key }) {
                let record = try transaction.record(ref, key: key)
                guard let record, let itemID = record.itemID, record.state == .done, changes.count < size else {
                    // Its record is on its way, or waits for somebody, or comes with the next request.
                    for link in links where changes.count < size { try transaction.putOff(link, now) }
                    continue
                }
                var change = Change(itemID: itemID)
                for known in links {
                    var link = known
                    guard let board = settings.links[link.name], mapping.relations?[link.name] != nil else {
                        link.wait(now: now)
                        try transaction.save(link)
                        continue
                    }
                    let items = try transaction.itemIDs(of: link.targets, board.ref)
                    if let wanted = link.judge(items, now: now) {
                        change.wanted[link.name] = wanted
                        link.shown = nil
                        change.links.append(link)
                    }
                    try transaction.save(link)
                }
                guard let values = mapping.columnValues(linking: change.wanted) else { continue }
                change.values = values
                changes.append(change)
            }
            return changes
        }
    }

    private func send(_ changes: [Change], _ mapping: BoardMapping) async throws {
        FailPoint.linksChosen.reached()
        let target = calls.target
        _ = try await calls.sending(lane: .backfill, kind: .change, members: changes.count) { granted in
            // A person may have paused the board while the account's limits were waited for.
            let isPaused = try await calls.store.read { [ref = calls.ref] in try $0.pause(ref) != nil }
            let chunk = isPaused ? [] : Array(changes.prefix(granted))
            await calls.carries(chunk.count)
            guard !chunk.isEmpty else { return .progressed }
            let body = target.body(chunk.map { .change(itemID: $0.itemID, columnValues: $0.values) }, mapping: mapping)
            let answer = await target.send(
                body: body, idempotencyKey: UUID().uuidString, action: .change, mutations: chunk.count)
            try await take(answer, of: chunk)
            return .progressed
        }
    }

    private func take(_ answer: MutationAnswer, of changes: [Change]) async throws {
        let (ref, now) = (calls.ref, calls.now)
        let isWhole = answer.outcomes.count == changes.count
        let fault = answer.sharedFault
        let cause = HistoryEntry.Cause(at: now, requestID: answer.requestID)
        try await calls.store.write { transaction in
            var counts = DeliveryCounts(calls: 1)
            for (index, change) in changes.enumerated() {
                let isDone =
                    if isWhole, case .done = answer.outcomes[index] { true } else { false }
                if isDone { counts.updated += 1 }
                for known in change.links {
                    var link = known
                    if isDone {
                        link.confirm(change.wanted[link.name] ?? [], now: now)
                        try transaction.append(.linked(link, itemID: change.itemID, cause))
                    } else if fault == nil {
                        link.fail(now: now)
                    }
                    try transaction.save(link)
                }
            }
            try transaction.count(counts, ref)
        }
        FailPoint.linksCommitted.reached()
        if let fault { throw fault }
    }
}

extension StoreWriter {
    fileprivate func putOff(_ link: LinkRow, _ now: Int64) throws {
        var link = link
        link.postpone(until: now + LinkRow.pause)
        try save(link)
    }
}

extension MutationAnswer {
    /// Why members were refused that no member is to blame for; `nil` when none was.
    var sharedFault: TargetError? {
        for case .refused(let error) in outcomes where error.cause.concernsAll { return error }
        return nil
    }
}

extension TargetError.Cause {
    /// Whether the failure is nobody's own fault, so that it says nothing of one member of a request.
    var concernsAll: Bool {
        switch self {
        case .limited, .temporary, .board, .account, .boardFull, .boardLocked, .underWay: true
        default: false
        }
    }
}

extension HistoryEntry {
    /// Tells that an item leads to others than before.
    fileprivate static func linked(_ link: LinkRow, itemID: String, _ cause: Cause) -> HistoryEntry {
        HistoryEntry(
            board: link.board, key: link.key, event: .linked, cause: cause,
            changes: [link.name: Change(old: nil, new: (link.shown ?? []).joined(separator: ", "))], itemID: itemID)
    }
}
