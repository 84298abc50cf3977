import Mapping

/// A monday account that takes items as files: the way to its bulk import.
///
/// Apart from ``BoardTarget``, since an account may do without.
package protocol BulkTarget: Sendable {
    /// Starts a job; nothing is written before its file was handed over.
    ///
    /// - Parameters:
    ///   - mapping: the board, the group of new items, and the key column.
    ///   - matchesKeys: whether a row whose key is on the board updates that item.
    /// - Returns: the job, and where its file goes.
    /// - Throws: ``TargetError``; whatever it says, nothing was written and nothing will be: without an answer nobody
    ///   knows where to put the file.
    func startBulk(mapping: BoardMapping, matchesKeys: Bool) async throws(TargetError) -> BulkTicket

    /// Hands a job's file over.
    ///
    /// - Parameters:
    ///   - file: the rows.
    ///   - upload: from ``startBulk(mapping:matchesKeys:)``, not older than 10 minutes.
    /// - Throws: ``TargetError`` with the cause `temporary` when nothing was sent; else monday may have taken it.
    func upload(_ file: BulkFile, to upload: BulkUpload) async throws(TargetError)

    /// Asks how a job stands.
    ///
    /// - Parameter jobID: the job.
    /// - Returns: its state; `nil` when monday does not know the job.
    /// - Throws: ``TargetError``.
    func bulkStatus(jobID: String) async throws(TargetError) -> BulkAnswer?

    /// Reads why rows were not taken.
    ///
    /// - Parameter report: from a job that has ended, not older than 10 minutes.
    /// - Returns: the reasons, each once, the most frequent first; none where the report's form is not known.
    /// - Throws: ``TargetError``.
    func bulkReasons(_ report: BulkReportAddress) async throws(TargetError) -> [String]
}

/// A job that was started.
package struct BulkTicket: Hashable, Sendable {
    package var jobID: String
    package var upload: BulkUpload

    package init(jobID: String, upload: BulkUpload) {
        self.jobID = jobID
        self.upload = upload
    }
}

/// Where a job's file goes: whoever knows it can write to the board, so that it is kept in memory alone and has no text.
package struct BulkUpload: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    package let address: String

    package init(address: String) {
        self.address = address
    }

    package var description: String { "an upload address" }
    package var debugDescription: String { description }
}

/// Where a job's report is; whoever knows it can read rows of the board.
package struct BulkReportAddress: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    package let address: String

    package init(address: String) {
        self.address = address
    }

    package var description: String { "a report's address" }
    package var debugDescription: String { description }
}

/// What monday says of a job.
package struct BulkAnswer: Hashable, Sendable {
    package var progress: BulkProgress
    package var report: BulkReportAddress?

    package init(progress: BulkProgress, report: BulkReportAddress? = nil) {
        self.progress = progress
        self.report = report
    }
}

/// How far a job is.
package struct BulkProgress: Codable, Hashable, Sendable {
    /// Where it stands.
    package enum State: String, Codable, Sendable {
        /// Its file has not come.
        case pending
        case processing
        /// It came to its end; its rows may have failed all the same.
        case completed
        /// It was refused as a whole.
        case rejected
        /// It broke off; some of its rows may be done.
        case failed
    }

    package var state: State
    package var submitted: Int?
    /// Rows that monday cannot read.
    package var invalid: Int?
    package var skipped: Int?
    package var created: Int?
    package var updated: Int?
    package var failed: Int?
    package var percent: Int?
    /// Monday's word for why it was rejected or failed, `PERMISSION_DENIED`.
    package var reason: String?
    /// Monday's sentence.
    package var message: String?
    /// Whether monday says that everything is done.
    package var isWhole: Bool?

    package init(state: State) {
        self.state = state
    }

    /// How many rows were written; `nil` where monday does not say.
    package var written: Int? {
        created == nil && updated == nil ? nil : (created ?? 0) + (updated ?? 0)
    }

    /// How many rows are through, one way or the other; `nil` where monday does not say.
    package var done: Int? {
        let parts = [invalid, skipped, created, updated, failed].compactMap(\.self)
        return parts.isEmpty ? nil : parts.reduce(0, +)
    }
}
