/// What an account may still write by bulk import: jobs and rows in any hour, for all its boards together.
///
/// monday: 100 job starts and 19,000 items created or updated an hour and account; a job that would exceed the rows is
/// rejected whole (developer.monday.com, "Importing items in bulk").
package protocol BulkBudget: Sendable {
    /// How much a job may bring now.
    func bulkRoom() async -> BulkRoom

    /// Counts the start of a job, before it is started: durable when it returns.
    ///
    /// - Parameter rows: how many rows it brings, at least 1.
    /// - Returns: whether the job may start; `false` when there is no longer room, and nothing was counted.
    /// - Throws: what the store throws.
    func takeBulk(rows: Int) async throws -> Bool

    /// Gives back rows that a finished job neither created nor updated; its start stays counted.
    ///
    /// - Parameter rows: how many.
    /// - Throws: what the store throws.
    func giveBackBulk(rows: Int) async throws
}

/// How much a bulk job may bring.
package struct BulkRoom: Sendable, Hashable {
    /// How many rows fit now; 0 when no job may start.
    package var rows: Int
    /// When more fits, in milliseconds since 1970; `nil` when everything does.
    package var moreAt: Int64?

    package init(rows: Int, moreAt: Int64? = nil) {
        self.rows = rows
        self.moreAt = moreAt
    }
}
