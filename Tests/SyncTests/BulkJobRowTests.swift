import Sync
import Testing
import WireProtocol

/// A bulk job as a state machine, without a store and without a board.
struct BulkJobRowTests {
    private static let start: Int64 = 1_800_000_000_000
    private static let settle = 5000
    private static let settings = BulkSettings()

    private func job(_ phase: BulkJobRow.Phase, rows: Int = 100) -> BulkJobRow {
        var job = BulkJobRow(board: BoardRef(connection: "acme", kind: .apVendor), boardID: "1", now: Self.start)
        job.rows = rows
        if phase == .planning { return job }
        job.start()
        if phase == .starting { return job }
        job.started(jobID: "7", now: Self.start)
        if phase == .started { return job }
        job.upload(now: Self.start)
        if phase == .uploading { return job }
        job.uploaded(now: Self.start, Self.settings)
        if phase == .processing { return job }
        var progress = BulkProgress(state: .completed)
        (progress.created, progress.updated) = (rows, 0)
        job.take(progress, now: Self.start, settle: Self.settle, Self.settings)
        return job
    }

    @Test(arguments: [BulkJobRow.Phase.planning, .starting])
    func `what monday cannot have begun is taken back`(phase: BulkJobRow.Phase) {
        guard case .release = job(phase).next(now: Self.start, hasUpload: true) else {
            Issue.record("\(phase) goes on")
            return
        }
    }

    @Test func `a started job is uploaded by the process that knows where to, and taken back by another`() {
        #expect(job(.started).next(now: Self.start, hasUpload: true) == .upload)
        guard case .release = job(.started).next(now: Self.start, hasUpload: false) else {
            Issue.record("it goes on without a file")
            return
        }
    }

    @Test func `once its file may have been taken it is asked for, whatever this process knows`() {
        #expect(job(.uploading).next(now: Self.start, hasUpload: false) == .poll)
        #expect(job(.processing).next(now: Self.start, hasUpload: false) == .wait(until: Self.start + 10_000))
        #expect(job(.processing).next(now: Self.start + 10_000, hasUpload: false) == .poll)
    }

    @Test func `an end with all rows is looked at on the board at once, any other after the settle time`() {
        #expect(job(.reading).next(now: Self.start, hasUpload: false) == .read)
        #expect(job(.reading).end == .completed)
        var job = job(.processing)
        var progress = BulkProgress(state: .completed)
        (progress.created, progress.skipped) = (job.rows - 1, 1)
        job.take(progress, now: Self.start, settle: Self.settle, Self.settings)
        #expect(job.next(now: Self.start, hasUpload: false) == .wait(until: Self.start + 5000))
        #expect(job.next(now: Self.start + 5000, hasUpload: false) == .read)
    }

    @Test(arguments: [(BulkSettings().uploadLife - 1, nil), (BulkSettings().uploadLife, BulkJobRow.End.expired)])
    func `a file that has not come is given up when its address is dead`(age: Int64, end: BulkJobRow.End?) {
        var job = job(.processing)
        job.take(BulkProgress(state: .pending), now: Self.start + age, settle: Self.settle, Self.settings)
        #expect(job.end == end)
    }

    @Test(arguments: [(BulkJobRow.longest - 1, nil), (BulkJobRow.longest, BulkJobRow.End.forgotten)])
    func `a job that never ends has an end`(age: Int64, end: BulkJobRow.End?) {
        var job = job(.processing)
        job.take(BulkProgress(state: .processing), now: Self.start + age, settle: Self.settle, Self.settings)
        #expect(job.end == end)
    }

    @Test func `a job that monday does not know is given up after half an hour, and not before the third time`() {
        var job = job(.processing)
        for _ in 0..<5 {
            job.take(nil, now: Self.start + BulkJobRow.forgottenAfter - 1, settle: Self.settle, Self.settings)
        }
        #expect(job.end == nil)
        job.take(nil, now: Self.start + BulkJobRow.forgottenAfter, settle: Self.settle, Self.settings)
        #expect(job.end == .forgotten)
        var other = self.job(.processing)
        other.take(nil, now: Self.start + BulkJobRow.forgottenAfter, settle: Self.settle, Self.settings)
        #expect(other.end == nil)
        other.take(
            BulkProgress(state: .processing), now: Self.start + BulkJobRow.forgottenAfter, settle: Self.settle,
            Self.settings)
        #expect(other.unknownAnswers == 0)
    }

    @Test(
        arguments: [
            (nil, 0, 10_000), (nil, 60_000, 15_000), (nil, 3_600_000, 60_000), (50, 20_000, 20_000),
            (90, 90_000, 10_000),
            (1, 60_000, 60_000),
        ])
    func `the next question comes when the progress lets expect the end, within bounds`(
        percent: Int?, age: Int64, wait: Int64
    ) {
        var job = job(.processing)
        var progress = BulkProgress(state: .processing)
        progress.percent = percent
        let now = Self.start + age
        job.take(progress, now: now, settle: Self.settle, Self.settings)
        #expect(job.next(now: now, hasUpload: false) == .wait(until: now + wait))
    }

    @Test func `what monday counts as written, and is found, settles at the first look`() {
        var job = job(.processing, rows: 10)
        var progress = BulkProgress(state: .completed)
        (progress.created, progress.updated, progress.invalid) = (7, 1, 2)
        job.take(progress, now: Self.start, settle: Self.settle, Self.settings)
        let isSettled = job.looked(found: 8, now: Self.start, settle: Self.settle)
        #expect(isSettled)
        #expect(job.isSure)
    }

    @Test func `what monday counts as written, and is not found, is looked for until the looks are spent`() {
        var job = job(.reading, rows: 10)
        var looks = 0
        var waits: [Int64] = []
        var now = Self.start + 5000
        while !job.looked(found: 9, now: now, settle: Self.settle) {
            looks += 1
            guard case .wait(let until) = job.next(now: now, hasUpload: false) else { break }
            waits.append(until - now)
            now = until
        }
        #expect(looks == BulkJobRow.mostLooks - 1)
        #expect(waits == [10_000, 20_000, 40_000])
        #expect(!job.isSure)
    }

    @Test(arguments: [BulkProgress.State.failed, .pending])
    func `without a count of monday two readings that find the same settle it`(state: BulkProgress.State) {
        var job = job(.processing, rows: 10)
        job.take(
            BulkProgress(state: state), now: Self.start + BulkSettings().uploadLife, settle: Self.settle, Self.settings)
        var answers: [Bool] = []
        for _ in 0..<2 { answers.append(job.looked(found: 4, now: Self.start, settle: Self.settle)) }
        #expect(answers == [false, true])
        #expect(!job.isSure)
    }

    @Test func `a rejected job has written nothing, and one look is enough`() {
        var job = job(.processing, rows: 10)
        var progress = BulkProgress(state: .rejected)
        progress.reason = "PERMISSION_DENIED"
        job.take(progress, now: Self.start, settle: Self.settle, Self.settings)
        let isSettled = job.looked(found: 0, now: Self.start, settle: Self.settle)
        #expect(isSettled)
        #expect(job.isSure)
    }
}

/// Whether items go out in bulk, in batches, or wait.
struct BulkPlanTests {
    private static let now: Int64 = 1_800_000_000_000

    private func decide(
        backlog: Int, room: BulkRoom = BulkRoom(rows: 19_000), boardRoom: Int? = nil, isReading: Bool = false,
        requestsLeft: Int? = 900, threshold: Int = 500, rows: Int = 10_000,
        limits: RateGovernor.Limits = RateGovernor.Limits()
    ) -> BulkPlan.Decision {
        BulkPlan(
            settings: BulkSettings(threshold: threshold, rows: rows), backlog: backlog, room: room,
            boardRoom: boardRoom, isReading: isReading, batch: 40, limits: limits, requestsLeft: requestsLeft,
            now: Self.now
        ).decision
    }

    @Test func `the threshold is the least that goes out in bulk`() {
        #expect(decide(backlog: 499) == .batches)
        #expect(decide(backlog: 500) == .job(rows: 500))
    }

    @Test func `a job brings no more than a file, the hour and the board take`() {
        #expect(decide(backlog: 10_001) == .job(rows: 10_000))
        #expect(decide(backlog: 10_000, room: BulkRoom(rows: 9000, moreAt: Self.now + 1)) == .job(rows: 9000))
        #expect(decide(backlog: 10_000, boardRoom: 700) == .job(rows: 700))
        #expect(decide(backlog: 10_000, boardRoom: 499) == .batches)
    }

    @Test func `while everything is being read only a whole file is worth a job`() {
        #expect(decide(backlog: 9999, isReading: true) == .batches)
        #expect(decide(backlog: 10_000, isReading: true) == .job(rows: 10_000))
    }

    @Test func `what does not fit the hour goes out in batches where they are done sooner, else it waits`() {
        let hour = BulkRoom(rows: 0, moreAt: Self.now + 3_600_000)
        // 1,000 at 40 a minute take 25 minutes, 10,000 more than four hours.
        #expect(decide(backlog: 1000, room: hour) == .batches)
        #expect(decide(backlog: 10_000, room: hour) == .wait(until: Self.now + 3_600_000))
        #expect(
            decide(backlog: 1000, room: BulkRoom(rows: 0, moreAt: Self.now + 60_000)) == .wait(until: Self.now + 60_000)
        )
    }

    @Test func `what the day's budget does not last for waits`() {
        let hour = BulkRoom(rows: 0, moreAt: Self.now + 3_600_000)
        #expect(decide(backlog: 1000, room: hour, requestsLeft: 27) == .wait(until: Self.now + 3_600_000))
        #expect(decide(backlog: 1000, room: hour, requestsLeft: nil) == .batches)
    }

    @Test func `what the hour leaves over goes first where it is done within a minute`() {
        let room = BulkRoom(rows: 9000, moreAt: Self.now + 3_600_000)
        var limits = RateGovernor.Limits(mutationsPerMinuteAndBoard: nil, complexityPerMinute: 10_000_000)
        #expect(decide(backlog: 10_000, room: room, limits: limits) == .restFirst)
        #expect(decide(backlog: 9041, room: room, limits: limits) == .restFirst)
        // One request, which goes behind the job.
        #expect(decide(backlog: 9040, room: room, limits: limits) == .job(rows: 9000))
        // A minute's complexity is for 1,000.
        #expect(decide(backlog: 10_001, room: room, limits: limits) == .job(rows: 9000))
        // Another job brings it.
        #expect(decide(backlog: 11_000, room: BulkRoom(rows: 11_000), limits: limits) == .job(rows: 10_000))
        #expect(decide(backlog: 10_000, room: room, boardRoom: 9500, limits: limits) == .job(rows: 9000))
        #expect(decide(backlog: 10_000, room: room, requestsLeft: 26, limits: limits) == .job(rows: 9000))
        limits.mutationsPerMinuteAndBoard = 40
        #expect(decide(backlog: 10_000, room: room, limits: limits) == .job(rows: 9000))
    }

    @Test func `no room and no time for more is no reason to wait`() {
        #expect(decide(backlog: 1000, room: BulkRoom(rows: 0)) == .batches)
    }
}
