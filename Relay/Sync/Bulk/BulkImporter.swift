import Mapping
import Synchronization

/// Takes a board's bulk job from its plan to its end, one step at a time.
struct BulkImporter: Sendable {
    /// What this process alone knows of a job: its file, and where that goes.
    final class Hand: Sendable {
        private let held = Mutex<(file: BulkFile, ticket: BulkTicket)?>(nil)

        private let lastVerdict = Mutex<(begun: BulkPlanner.Begun?, until: Int64)>((nil, 0))

        func hold(_ file: BulkFile, _ ticket: BulkTicket) { held.withLock { $0 = (file, ticket) } }
        /// What was decided of new items lately, `nil` for batches, and until when that holds.
        var verdict: (begun: BulkPlanner.Begun?, until: Int64) { lastVerdict.withLock { $0 } }
        func keep(_ begun: BulkPlanner.Begun?, until moment: Int64) { lastVerdict.withLock { $0 = (begun, moment) } }
        func letGo() { held.withLock { $0 = nil } }
        func held(of job: BulkJobRow) -> (file: BulkFile, ticket: BulkTicket)? {
            held.withLock { $0.flatMap { $0.ticket.jobID == job.jobID ? $0 : nil } }
        }
    }

    /// How often a file is offered before the job is given up, when nothing of it could be sent.
    static let mostOffers = 3
    /// The time between two offers, in milliseconds.
    static let offerPause: Int64 = 5000

    let calls: BoardCalls
    let means: BulkMeans
    let index: BoardIndex
    let hand = Hand()

    var ref: BoardRef { calls.ref }
    /// A job that was started goes on although no further one is wanted.
    private var settings: BulkSettings { calls.settings.bulk ?? BulkSettings() }

    /// Goes on with a job.
    ///
    /// - Parameter job: as it is in the store.
    /// - Returns: what to do next.
    /// - Throws: ``TargetError``; what the store throws; `CancellationError`.
    func goOn(_ job: BulkJobRow) async throws -> BoardDeliverer.Step {
        let mapping = try await calls.store.read { [ref] in try $0.board(ref).mapping }
        guard let mapping, mapping.boardID == job.boardID, calls.settings.boardID == job.boardID else {
            // Another board takes this one's place: every record is looked up, or created, there.
            return try await release(job, refusing: nil, isDoubtful: job.mayHaveWritten)
        }
        switch job.next(now: calls.now, hasUpload: hand.held(of: job) != nil) {
        case .release(let sentence):
            return try await release(job, refusing: TargetError(.temporary, sentence))
        case .upload: return try await upload(job)
        case .poll: return try await poll(job)
        case .read: return try await BulkSettler(importer: self, mapping: mapping).settle(job)
        case .wait(let until): return .waiting(until: until)
        }
    }

    // MARK: Starting

    /// Asks monday to start a job whose members are chosen.
    ///
    /// - Parameters:
    ///   - planned: the job; room for its rows is taken.
    ///   - file: its rows.
    ///   - mapping: the board.
    /// - Returns: what to do next.
    /// - Throws: what the store throws; `CancellationError`.
    func start(_ planned: BulkJobRow, _ file: BulkFile, _ mapping: BoardMapping) async throws -> BoardDeliverer.Step {
        let (ref, store, target) = (ref, calls.store, means.target)
        var job = planned
        job.start()
        let starting = job
        let mayStart = try await store.write { transaction in
            // A person may have paused the board while the records were chosen.
            guard try transaction.pause(ref) == nil else { return false }
            try transaction.save(starting)
            return true
        }
        guard mayStart else {
            try await means.budget.giveBackBulk(rows: file.rows)
            return try await release(planned, refusing: nil)
        }
        FailPoint.bulkStartWritten.reached()
        let matchesKeys = settings.matchesKeys
        let ticket: BulkTicket
        do {
            ticket = try await calls.call(lane: .backfill, kind: .bulkStart) { () async throws(TargetError) in
                try await target.startBulk(mapping: mapping, matchesKeys: matchesKeys)
            }
        } catch let error as TargetError {
            try await means.budget.giveBackBulk(rows: file.rows)
            return try await release(job, refusing: error)
        }
        FailPoint.bulkStartAnswered.reached()
        job.started(jobID: ticket.jobID, now: calls.now)
        hand.hold(file, ticket)
        let started = job
        try await store.write { try $0.save(started) }
        FailPoint.bulkStarted.reached()
        return .progressed
    }

    /// Sends a job's file, and says durably before that it is sent.
    private func upload(_ started: BulkJobRow) async throws -> BoardDeliverer.Step {
        guard let (file, ticket) = hand.held(of: started) else { return .progressed }
        let (store, target, now) = (calls.store, means.target, calls.now)
        var job = started
        job.upload(now: now)
        let uploading = job
        try await store.write { try $0.save(uploading) }
        FailPoint.bulkUploadWritten.reached()
        defer { hand.letGo() }
        for offer in 1...Self.mostOffers {
            // Not cut short when the relay stops: a file that may have been taken keeps its board waiting.
            let result = await Task { () async -> Result<Void, TargetError> in
                do throws(TargetError) {
                    return .success(try await target.upload(file, to: ticket.upload))
                } catch {
                    return .failure(error)
                }
            }.value
            guard case .failure(let error) = result, error.cause == .temporary else { break }
            guard offer < Self.mostOffers else {
                try await means.budget.giveBackBulk(rows: file.rows)
                return try await release(job, refusing: error)
            }
            try await calls.time.sleep(until: calls.now + Self.offerPause)
        }
        FailPoint.bulkUploadAnswered.reached()
        job.uploaded(now: calls.now, settings)
        let uploaded = job
        try await store.write { try $0.save(uploaded) }
        FailPoint.bulkUploaded.reached()
        return .progressed
    }

    // MARK: Asking

    private func poll(_ asked: BulkJobRow) async throws -> BoardDeliverer.Step {
        let (store, target, jobID) = (calls.store, means.target, asked.jobID ?? "")
        let answer: BulkAnswer?
        do {
            answer = try await calls.call(lane: .settling, kind: .bulk) { () async throws(TargetError) in
                try await target.bulkStatus(jobID: jobID)
            }
        } catch let error as TargetError {
            var job = asked
            job.postpone(until: calls.pause(for: error), now: calls.now, settle: calls.settings.settle)
            let postponed = job
            try await store.write { try $0.save(postponed) }
            throw error
        }
        var job = asked
        job.take(answer?.progress, now: calls.now, settle: calls.settings.settle, settings)
        if job.end != nil, let report = answer?.report {
            // What it says is for people; that it cannot be read changes nothing.
            job.reasons = (try? await target.bulkReasons(report)) ?? []
        }
        let polled = job
        try await store.write { try $0.save(polled) }
        FailPoint.bulkPolled.reached()
        return .progressed
    }

    // MARK: Giving up

    /// Takes a job back that wrote nothing: its members go out in another way.
    ///
    /// - Parameters:
    ///   - job: the job.
    ///   - error: why there is no other one for a while; `nil` where there may be one.
    ///   - isDoubtful: whether it may have written something all the same.
    /// - Returns: what to do next.
    /// - Throws: what the store throws.
    func release(
        _ job: BulkJobRow, refusing error: TargetError?, isDoubtful: Bool = false
    ) async throws -> BoardDeliverer.Step {
        let (ref, store, now) = (ref, calls.store, calls.now)
        hand.letGo()
        if isDoubtful { calls.absences.removeAll() }
        while true {
            let count = try await store.write { transaction in
                let members = try transaction.bulkMembers(ref, found: nil, limit: BulkPlanner.pageSize)
                if isDoubtful {
                    try transaction.forgetIndex(ref)
                    try transaction.doubt(members.map(\.key), ref)
                }
                for member in members {
                    try transaction.removeBulkMember(ref, key: member.key)
                    guard let before = try transaction.record(ref, key: member.key), before.isUnderWay else { continue }
                    var row = before
                    // Where it stood: behind what is live.
                    row.requeue(at: RecordRow.behindLive)
                    try transaction.save(row, was: before, HistoryEntry.Cause(at: now))
                }
                return members.count
            }
            FailPoint.bulkPageReleased.reached()
            if count < BulkPlanner.pageSize { break }
        }
        try await store.write { transaction in
            try transaction.closeBulkJob(ref)
            guard let error else { return }
            var standing = try transaction.bulkStanding(ref)
            standing.refuse(error, now: now)
            try transaction.save(standing, ref)
        }
        FailPoint.bulkSettled.reached()
        if let error { means.report(ref, error.sentence) }
        return .progressed
    }
}
