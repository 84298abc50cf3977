/// The answers about bulk imports.
extension Resolver {
    func field(_ name: String, ofStarted job: ImportJob) -> Executor.Resolved {
        name == "job_id" ? .leaf(.string(job.id)) : .leaf(.string(job.uploadURL(address)))
    }

    func field(_ name: String, of job: ImportJob) -> Executor.Resolved {
        switch name {
        case "status": .leaf(.string(job.state.rawValue))
        case "counts": .object(.importCounts(job.counts))
        case "progress_percentage": .leaf(.integer(job.progress))
        case "failure_reason": .leaf(.optional(job.reason?.rawValue))
        case "failure_message": .leaf(.optional(job.message))
        case "fully_imported": .leaf(.bool(job.state == .completed))
        case "report_created": .leaf(.bool(job.hasReport))
        default: .leaf(.optional(job.reportURL(address, now: account.now)))
        }
    }

    func field(_ name: String, of counts: ImportJob.Counts) -> Executor.Resolved {
        let count =
            switch name {
            case "submitted": counts.submitted
            case "invalid": counts.invalid
            case "skipped": counts.skipped
            case "created": counts.created
            case "updated": counts.updated
            default: counts.failed
            }
        return .leaf(.integer(count))
    }
}
