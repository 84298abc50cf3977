import Foundation
import HTTPClient
import HTTPTypes
import Mapping
import Monday
import Sync
import Testing

@testable import Service

/// Bulk imports in the words of the engine.
struct BulkTargetTests {
    private func boards(status: Int = 200, _ body: String) -> MondayBoards {
        MondayBoards(
            client: MondayClient(MondayClient.Options(), transport: Canned(status: status, body: body)) { "t" })
    }

    private func answer(_ fields: String) async throws -> BulkAnswer? {
        try await boards(#"{"data":{"fetch_job_status":{\#(fields)}}}"#).bulkStatus(jobID: "1")
    }

    @Test(
        arguments: [
            ("UPLOAD_PENDING", BulkProgress.State.pending), ("PROCESSING", .processing), ("COMPLETED", .completed),
            ("REJECTED", .rejected), ("FAILED", .failed), ("SOMETHING_NEW", .processing),
        ])
    func `every state has its word, and one that is not known may still write`(
        name: String, state: BulkProgress.State
    ) async throws {
        #expect(try await answer(#""status":"\#(name)""#)?.progress.state == state)
    }

    @Test func `counts, percent, reason and report come through`() async throws {
        let answer = try await answer(
            #"""
            "status":"FAILED","counts":{"submitted":9,"invalid":1,"skipped":2,"created":3,"updated":1,"failed":2},
            "progress_percentage":70,"failure_reason":"INTERNAL_ERROR","failure_message":"m","fully_imported":false,
            "report_url":"https://r"
            """#)
        let progress = try #require(answer?.progress)
        #expect(progress.written == 4 && progress.done == 9 && progress.percent == 70 && progress.isWhole == false)
        #expect(progress.reason == "INTERNAL_ERROR" && progress.message == "m")
        #expect(answer?.report == BulkReportAddress(address: "https://r"))
        #expect(answer.map { "\($0)\(String(reflecting: $0))".contains("https://r") } == false)
    }

    @Test func `a job that is not known is nil, and what fails is an error`() async throws {
        #expect(try await boards(#"{"data":{"fetch_job_status":null}}"#).bulkStatus(jobID: "1") == nil)
        let boards = boards(status: 500, "oh")
        await #expect(throws: TargetError.self) { _ = try await boards.bulkStatus(jobID: "1") }
    }
}

private struct Canned: MondayTransport {
    let status: Int
    let body: String

    func send(_ request: HTTPClient.Request) async throws(HTTPClientError) -> HTTPClient.Response {
        HTTPClient.Response(status: status, headers: HTTPFields(), body: Data(body.utf8))
    }
}
