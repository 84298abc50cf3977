import Mapping

extension BulkPlanner {
    /// The group of which most items are to be made: a job puts all its rows into one.
    struct Group: Hashable, Sendable {
        var id: String
        /// How many of the records that a job may bring go to it.
        var rows: Int
    }

    /// How long batches go on after no group had enough for a job, in milliseconds.
    static let groupPause: Int64 = 600_000

    /// Counts the records that a job may bring by the groups of their items.
    ///
    /// - Parameters:
    ///   - backlog: how many there are.
    ///   - mapping: the board.
    /// - Returns: the largest group.
    /// - Throws: what the store throws.
    func largestGroup(_ backlog: Int, _ mapping: BoardMapping) async throws -> Group {
        guard mapping.grouping != nil else { return Group(id: mapping.groupID, rows: backlog) }
        let (ref, now) = (calls.ref, calls.now)
        var rows: [String: Int] = [:]
        var last: RecordRow?
        var count = 0
        repeat {
            let after = last
            let page = try await calls.store.read {
                try $0.bulkCandidates(ref, now: now, after: after, limit: Self.pageSize)
            }
            for row in page { rows[mapping.groupID(for: row.desired), default: 0] += 1 }
            last = page.last
            count += page.count
            if page.count < Self.pageSize { break }
        } while count < backlog
        let largest = rows.max { ($0.value, $1.key) < ($1.value, $0.key) }
        return Group(id: largest?.key ?? mapping.groupID, rows: largest?.value ?? 0)
    }
}
