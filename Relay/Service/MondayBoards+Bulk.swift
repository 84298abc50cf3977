import Foundation
import HTTPClient
import Mapping
import Monday
import Sync

/// Bulk imports as GraphQL calls and files.
extension MondayBoards: BulkTarget {
    func startBulk(mapping: BoardMapping, matchesKeys: Bool) async throws(TargetError) -> BulkTicket {
        let ticket = try await ask(
            BulkIngest.call(
                board: mapping.boardID, group: mapping.groupID,
                matchColumn: matchesKeys ? mapping.keyColumnID : nil), BulkIngest.read)
        return BulkTicket(jobID: ticket.jobID, upload: BulkUpload(address: ticket.uploadURL))
    }

    func upload(_ file: BulkFile, to upload: BulkUpload) async throws(TargetError) {
        do {
            try await client.put(HTTPClient.FileBody(handle: file.handle, bytes: file.bytes), to: upload.address)
        } catch {
            throw Self.error(error.failure)
        }
    }

    func bulkStatus(jobID: String) async throws(TargetError) -> BulkAnswer? {
        let found = try await ask(BulkJobStatus.call(job: jobID), BulkJobStatus.read)
        guard let found else { return nil }
        var progress = BulkProgress(state: Self.state(found.state))
        (progress.submitted, progress.invalid, progress.skipped) = (found.submitted, found.invalid, found.skipped)
        (progress.created, progress.updated, progress.failed) = (found.created, found.updated, found.failed)
        (progress.percent, progress.isWhole) = (found.percent, found.isWhole)
        (progress.reason, progress.message) = (found.reason, found.message)
        return BulkAnswer(progress: progress, report: found.reportURL.map(BulkReportAddress.init))
    }

    func bulkReasons(_ report: BulkReportAddress) async throws(TargetError) -> [String] {
        do {
            return BulkReportReader.reasons(try await client.report(at: report.address))
        } catch {
            throw Self.error(error.failure)
        }
    }

    /// A state that is not known yet is one that may still write.
    private static func state(_ name: String) -> BulkProgress.State {
        switch name {
        case "UPLOAD_PENDING": .pending
        case "COMPLETED": .completed
        case "REJECTED": .rejected
        case "FAILED": .failed
        default: .processing
        }
    }
}
