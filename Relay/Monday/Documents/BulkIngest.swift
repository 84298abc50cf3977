/// Starts a bulk import of items into a board, from version 2026-07 on; its file is handed over apart.
///
/// developer.monday.com, "Importing items in bulk". The call itself writes nothing.
package enum BulkIngest {
    /// A job that was started.
    package struct Ticket: Hashable, Sendable {
        package let jobID: String
        /// Where the file goes, for 10 minutes: whoever knows it can write to the board.
        package let uploadURL: String
    }

    static let document = """
        mutation ($board: ID!, $group: ID!, $match: OnMatchInput) { \(Fragments.complexity) \
        ingest_items(board_id: $board, group_id: $group, on_match: $match) { job_id upload_url } }
        """

    /// Makes the call.
    ///
    /// - Parameters:
    ///   - board: the board's identifier.
    ///   - group: where new items go.
    ///   - matchColumn: the column whose value tells which item a row updates; `nil` for rows that all make items.
    /// - Returns: a mutation, without an idempotency key: whether monday's cache covers it is not documented.
    package static func call(board: String, group: String, matchColumn: String?) -> MondayCall {
        var variables: [String: JSONValue] = ["board": .string(board), "group": .string(group)]
        if let matchColumn {
            variables["match"] = .object(["match_column_id": .string(matchColumn), "behaviour": .string("UPSERT")])
        }
        return MondayCall(document: document, variables: variables, kind: .mutation, operation: "bulk")
    }

    /// Reads the answer.
    ///
    /// - Parameter answer: to the call.
    /// - Returns: the job.
    /// - Throws: the answer's first error.
    package static func read(_ answer: MondayAnswer) throws(MondayFailure) -> Ticket {
        let job = try answer.wholeData()["ingest_items"]
        guard let id = job?["job_id"]?.id, let url = job?["upload_url"]?.string, !url.isEmpty else {
            throw answer.unreadable("ingest_items")
        }
        return Ticket(jobID: id, uploadURL: url)
    }
}
