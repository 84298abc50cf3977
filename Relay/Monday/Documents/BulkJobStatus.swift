/// Asks how a bulk import stands.
package enum BulkJobStatus {
    /// How it stands.
    package struct Status: Hashable, Sendable {
        /// monday's `BulkImportState`, `UPLOAD_PENDING`.
        package let state: String
        package let submitted: Int?
        package let invalid: Int?
        package let skipped: Int?
        package let created: Int?
        package let updated: Int?
        package let failed: Int?
        /// 0 to 100; 100 does not mean that it went well.
        package let percent: Int?
        /// monday's `BulkImportFailureReason`, `PERMISSION_DENIED`.
        package let reason: String?
        /// monday's sentence, cut as those of errors are.
        package let message: String?
        package let isWhole: Bool?
        /// Where the report is, for 10 minutes: whoever knows it can read it.
        package let reportURL: String?
    }

    static let document = """
        query ($job: ID!) { \(Fragments.complexity) fetch_job_status(job_id: $job) { ... on ItemsJobStatus { status \
        counts { submitted invalid skipped created updated failed } progress_percentage failure_reason \
        failure_message fully_imported report_created report_url } } }
        """

    /// Makes the call.
    ///
    /// - Parameter job: from ``BulkIngest/Ticket``.
    /// - Returns: a query.
    package static func call(job: String) -> MondayCall {
        MondayCall(document: document, variables: ["job": .string(job)], kind: .query, operation: "bulk")
    }

    /// Reads the answer.
    ///
    /// - Parameter answer: to ``call(job:)``.
    /// - Returns: the status; `nil` where monday does not know the job.
    /// - Throws: the answer's first error.
    package static func read(_ answer: MondayAnswer) throws(MondayFailure) -> Status? {
        let data: JSONValue
        do throws(MondayFailure) {
            data = try answer.wholeData()
        } catch {
            // How a job is refused that monday does not know is not documented. Our own request was right before.
            switch error.kind {
            case .itemGone, .boardUnusable: return nil
            // A gateway's page, without a code, says nothing of the job.
            case .requestInvalid where error.code != nil || answer.status == 200: return nil
            default: throw error
            }
        }
        guard let status = data["fetch_job_status"], status != .null else { return nil }
        guard let state = status["status"]?.string else { throw answer.unreadable("fetch_job_status") }
        let counts = status["counts"]
        let message = status["failure_message"]?.string.map { MondayFailure(.other, message: $0).message }
        return Status(
            state: state, submitted: counts?["submitted"]?.integer, invalid: counts?["invalid"]?.integer,
            skipped: counts?["skipped"]?.integer, created: counts?["created"]?.integer,
            updated: counts?["updated"]?.integer, failed: counts?["failed"]?.integer,
            percent: status["progress_percentage"]?.integer,
            reason: status["failure_reason"]?.string.map { String($0.prefix(100)) }, message: message,
            isWhole: status["fully_imported"]?.bool, reportURL: status["report_url"]?.string)
    }
}
