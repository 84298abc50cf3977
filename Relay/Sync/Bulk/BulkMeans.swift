/// What a board needs to import in bulk.
package struct BulkMeans: Sendable {
    let target: any BulkTarget
    let reader: any BoardReader
    let budget: any BulkBudget
    let report: @Sendable (BoardRef, String) -> Void

    /// Brings it together.
    ///
    /// - Parameters:
    ///   - target: starts jobs and takes their files.
    ///   - reader: reads boards back once a job has ended.
    ///   - budget: the account's jobs and rows an hour, shared by all its boards.
    ///   - report: told in one sentence what came of a job, and why there is none, for the log.
    package init(
        target: any BulkTarget, reader: any BoardReader, budget: any BulkBudget,
        report: @escaping @Sendable (BoardRef, String) -> Void = { _, _ in }
    ) {
        self.target = target
        self.reader = reader
        self.budget = budget
        self.report = report
    }
}
