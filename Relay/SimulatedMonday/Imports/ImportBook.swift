/// The bulk imports of an account, and what they used of its hour.
struct ImportBook {
    /// How long a start and a row count: any 60 minutes, the strictest reading of "per hour".
    static let hour: SimulatorClock.Milliseconds = 3_600_000

    private var jobs: [String: ImportJob] = [:]
    private var order: [String] = []
    private var starts: [SimulatorClock.Milliseconds] = []
    private var rows: [(job: String, at: SimulatorClock.Milliseconds, count: Int)] = []

    /// All jobs, oldest first.
    var all: [ImportJob] { order.compactMap { jobs[$0] } }

    /// The numbers of the jobs that go on by themselves, oldest first.
    var waiting: [String] { order.filter { jobs[$0]?.isWaiting ?? false } }

    /// A job by its number.
    subscript(id: String) -> ImportJob? {
        get { jobs[id] }
        set { jobs[id] = newValue }
    }

    /// Adds a job and counts its start.
    mutating func add(_ job: ImportJob) {
        jobs[job.id] = job
        order.append(job.id)
        starts.append(job.startedAt)
    }

    /// Looks whether a start has to wait.
    ///
    /// - Parameters:
    ///   - limit: How many starts an hour takes; `nil` for any number.
    ///   - now: The time.
    /// - Returns: How long it waits; `nil` where it may be now.
    mutating func wait(limit: Int?, now: SimulatorClock.Milliseconds) -> SimulatorClock.Milliseconds? {
        starts.removeAll { $0 + Self.hour <= now }
        guard let limit, starts.count >= limit else { return nil }
        return starts[starts.count - limit] + Self.hour - now
    }

    /// Counts the rows of a job whole, where the hour has room for them; says whether it has.
    mutating func take(
        _ count: Int, for job: String, limit: Int?, now: SimulatorClock.Milliseconds
    ) -> Bool {
        rows.removeAll { $0.at + Self.hour <= now }
        guard rows.reduce(count, { $0 + $1.count }) <= limit ?? .max else { return false }
        rows.append((job, now, count))
        return true
    }

    /// Counts what a finished job created and updated in place of what it asked for.
    mutating func settle(_ job: String, used: Int) {
        guard let index = rows.firstIndex(where: { $0.job == job }) else { return }
        rows[index].count = used
    }

    /// What the starts and rows of the last hour add up to.
    func used(now: SimulatorClock.Milliseconds) -> (starts: Int, rows: Int) {
        (
            starts.count { $0 + Self.hour > now },
            rows.reduce(0) { $0 + ($1.at + Self.hour > now ? $1.count : 0) }
        )
    }
}
