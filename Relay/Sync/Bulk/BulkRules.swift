/// When bulk import takes over from batches, and what that costs: for estimates.
package struct BulkRules: Sendable, Hashable {
    /// The most rows of one file (developer.monday.com, "Importing items in bulk").
    package static let rowsPerJob = 10_000
    /// A job is started once, and looked at every ten seconds for the two minutes that it is taken to last.
    private static let requestsPerJob = 13
    private static let minutesPerJob = 2
    /// The items that jobs made are read in pages of so many.
    private static let page = 500

    /// How many records must wait for bulk import to write them.
    package var threshold: Int

    package init(threshold: Int) {
        self.threshold = threshold
    }

    static func jobs(_ rows: Int, _ limits: RateGovernor.Limits) -> Int {
        let most = max(1, min(rowsPerJob, limits.bulkRowsPerHour ?? rowsPerJob))
        return (rows + most - 1) / most
    }

    static func requests(_ rows: Int, jobs: Int) -> Int { jobs * requestsPerJob + (rows + page - 1) / page }

    /// How long jobs take: their own time, and whole hours where an hour's rows or starts are used up.
    static func minutes(_ rows: Int, jobs: Int, _ limits: RateGovernor.Limits) -> Int {
        let byRows = limits.bulkRowsPerHour.map { (rows - 1) / max(1, $0) } ?? 0
        let byJobs = limits.bulkJobsPerHour.map { (jobs - 1) / max(1, $0) } ?? 0
        return jobs * minutesPerJob + 60 * max(byRows, byJobs)
    }
}
