/// Bulk jobs, whose limits are an hour's.
extension AccountBudget {
    /// How much a bulk job may bring now.
    ///
    /// - Parameters:
    ///   - limits: the account's.
    ///   - now: milliseconds since 1970.
    /// - Returns: the room.
    mutating func bulkRoom(within limits: RateGovernor.Limits, now: Int64) -> BulkRoom {
        move(to: now)
        if bulkParkedUntil > now { return BulkRoom(rows: 0, moreAt: bulkParkedUntil) }
        if let limit = limits.bulkJobsPerHour, case .at(let moment) = bulkJobs.room(for: 1, limit: limit) {
            return BulkRoom(rows: 0, moreAt: moment)
        }
        guard let limit = limits.bulkRowsPerHour else { return BulkRoom(rows: .max) }
        return BulkRoom(rows: max(0, limit - bulkRows.used), moreAt: bulkRows.nextFreeAt)
    }

    /// Counts the start of a job.
    ///
    /// - Parameters:
    ///   - rows: how many rows it brings.
    ///   - limits: the account's.
    ///   - now: milliseconds since 1970.
    /// - Returns: whether it may start; nothing is counted else.
    mutating func takeBulk(rows: Int, within limits: RateGovernor.Limits, now: Int64) -> Bool {
        let room = bulkRoom(within: limits, now: now)
        guard rows > 0, rows <= room.rows else { return false }
        bulkJobs.open(1)
        bulkJobs.close(1, now: now)
        bulkRows.open(rows)
        bulkRows.close(rows, now: now)
        return true
    }
}
