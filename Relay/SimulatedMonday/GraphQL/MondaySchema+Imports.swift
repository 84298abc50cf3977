extension MondaySchema {
    /// Bulk import, from version 2026-07 on.
    static let imports = """
        union JobStatus = ItemsJobStatus

        enum BulkImportState { UPLOAD_PENDING REJECTED PROCESSING COMPLETED FAILED }
        enum BulkImportFailureReason {
          INVALID_UPLOAD AUTHORIZATION_FAILED PERMISSION_DENIED BOARD_CAPACITY_EXCEEDED ACCOUNT_CAPACITY_EXCEEDED
          FILE_TOO_LARGE INTERNAL_ERROR
        }
        enum OnMatchBehaviour { UPSERT SKIP }

        input OnMatchInput { match_column_id: String! behaviour: OnMatchBehaviour! }

        type UploadJobInit { job_id: ID upload_url: String }
        type ItemsJobItemCounts {
          submitted: Int invalid: Int skipped: Int created: Int updated: Int failed: Int
        }
        type ItemsJobStatus {
          status: BulkImportState counts: ItemsJobItemCounts progress_percentage: Int
          failure_reason: BulkImportFailureReason failure_message: String fully_imported: Boolean
          report_created: Boolean report_url: String
        }

        extend type Query { fetch_job_status(job_id: ID!): JobStatus! }
        extend type Mutation {
          backfill_items(board_id: ID!, group_id: ID!): UploadJobInit
          ingest_items(board_id: ID!, group_id: ID!, on_match: OnMatchInput): UploadJobInit
        }
        """

    /// The fields that versions before 2026-07 do not have.
    static let importFields: Set<String> = ["fetch_job_status", "backfill_items", "ingest_items"]
}
