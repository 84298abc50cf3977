/// Archiving or deleting many items of a board, done a moment after it was asked for.
struct AsyncJob {
    /// How long a job is pending before it is done.
    static let delay: SimulatorClock.Milliseconds = 1000
    /// How many items one job takes; monday documents no figure.
    static let itemLimit = 1000

    let id: String
    let board: Int
    let items: [String]
    let state: ItemState
    let madeAt: SimulatorClock.Milliseconds
    /// How many items were found and done; `nil` before the job is done.
    var succeeded: Int?
}

extension Account {
    /// Starts a job.
    ///
    /// - Parameters:
    ///   - state: What becomes of the items.
    ///   - items: Their ids.
    ///   - boardID: Their board.
    /// - Returns: The job.
    /// - Throws: ``GraphQLError`` for a board that cannot be written to, and for no or too many items.
    func startAsyncJob(
        _ state: ItemState, items: [String], on boardID: String
    ) throws(GraphQLError) -> AsyncJob {
        let board = try writableBoard(boardID)
        guard 1...AsyncJob.itemLimit ~= items.count else {
            throw .invalidArgument("item_ids takes 1 to \(AsyncJob.itemLimit) ids")
        }
        let job = AsyncJob(
            id: Self.uuid(&random), board: board.id, items: items, state: state, madeAt: now)
        asyncJobs[job.id] = job
        return job
    }

    /// A job that a client asks for; throws ``GraphQLError`` for one that is unknown.
    func asyncJob(_ id: String) throws(GraphQLError) -> AsyncJob {
        guard let job = asyncJobs[id] else { throw .notFound("Job", id) }
        return job
    }

    /// Does what is due of all jobs.
    func advanceAsyncJobs() {
        for (id, job) in asyncJobs where job.succeeded == nil && job.madeAt + AsyncJob.delay <= now {
            let found = job.items.compactMap { item($0) }.filter { board, position in
                board.id == job.board && board.items[position].isActive
            }
            for (board, position) in found { set(job.state, at: position, on: board) }
            asyncJobs[id]?.succeeded = found.count
        }
    }
}

extension Resolver {
    func field(_ name: String, of job: AsyncJob) -> Executor.Resolved {
        switch name {
        case "id": .leaf(.string(job.id))
        case "status": .leaf(job.succeeded == nil ? "PENDING" : "COMPLETED")
        case "created_at": .leaf(.string(Timestamp.text(job.madeAt)))
        case "updated_at":
            .leaf(.string(Timestamp.text(job.succeeded == nil ? job.madeAt : job.madeAt + AsyncJob.delay)))
        case "result": job.succeeded == nil ? .null : .object(.asyncResult(job))
        default: .null
        }
    }

    func field(_ name: String, ofResult job: AsyncJob) -> Executor.Resolved {
        let succeeded = job.succeeded ?? 0
        return switch name {
        case "total": .leaf(.integer(job.items.count))
        case "succeeded": .leaf(.integer(succeeded))
        case "failed": .leaf(.integer(job.items.count - succeeded))
        default: .null
        }
    }
}
