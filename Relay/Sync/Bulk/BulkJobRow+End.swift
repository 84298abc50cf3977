/// What the end of a job means for its rows, for the next job, and for people.
extension BulkJobRow {
    /// Whether rows that are not on the board failed by themselves, and not with the job.
    var failedByRow: Bool { end == .completed }

    /// How many rows were not written, and so leave room for others this hour.
    var unwritten: Int {
        guard let end else { return rows }
        switch end {
        case .rejected, .expired: return rows
        case .completed: return max(0, rows - max(found, progress?.written ?? 0))
        // What monday counted of them is not known.
        case .failed, .forgotten: return 0
        }
    }

    /// Why there is no further job for a while; `nil` where there may be one at once.
    var refusal: TargetError? {
        guard let end else { return nil }
        let words = [progress?.message, progress?.reason.map { "[\($0)]" }].compactMap(\.self).joined(separator: " ")
        let said = words.isEmpty ? "" : " monday.com says: \(words)"
        switch end {
        case .completed:
            guard found == 0, rows > 0 else { return nil }
            return TargetError(
                .request, "A bulk import of \(rows) rows made no item; new items go out in batches for a day.\(said)")
        case .expired:
            return TargetError(
                .temporary, "The file of a bulk import did not reach monday.com; new items go out in batches first.")
        case .forgotten:
            return TargetError(
                .unknown, "monday.com says nothing of a bulk import any more; new items go out in batches first.")
        case .rejected, .failed:
            return TargetError(
                Self.cause(progress?.reason),
                "A bulk import was \(end == .rejected ? "refused" : "broken off"); new items go out in batches for now."
                    + said)
        }
    }

    /// monday's reasons (`BulkImportFailureReason` in its schema) by how soon another try makes sense.
    private static func cause(_ reason: String?) -> TargetError.Cause {
        switch reason {
        // The hour's rows of the account, which others may use too.
        case "ACCOUNT_CAPACITY_EXCEEDED": .limited(wait: 3_600_000)
        case "INVALID_UPLOAD", "FILE_TOO_LARGE": .request
        case "AUTHORIZATION_FAILED", "PERMISSION_DENIED": .account
        case "BOARD_CAPACITY_EXCEEDED": .boardFull
        default: .temporary
        }
    }

    /// The job in one sentence, for `status` and the log.
    func summary(_ reasons: [String]) -> String {
        var parts = ["A bulk import of \(rows) rows \(ending): \(found) are on the board"]
        if let progress {
            let counts = [
                ("created", progress.created), ("updated", progress.updated), ("skipped", progress.skipped),
                ("invalid", progress.invalid), ("failed", progress.failed),
            ].compactMap { name, count in count.flatMap { $0 > 0 ? "\($0) \(name)" : nil } }
            if !counts.isEmpty { parts.append("monday.com counts \(counts.joined(separator: ", "))") }
        }
        let why = reasons.isEmpty ? "" : " Its report says: \(reasons.joined(separator: "; "))"
        return parts.joined(separator: "; ") + "." + why
    }

    private var ending: String {
        switch end {
        case .completed: "ended"
        case .rejected: "was refused"
        case .failed: "broke off"
        case .expired: "never got its file"
        case .forgotten: "was forgotten by monday.com"
        case nil: "is under way"
        }
    }
}
