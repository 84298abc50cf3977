/// One bulk import into a board, durable before each of its steps: pure, so that every case is tested.
///
/// While there is one, nothing else is sent to its board. Its members are ``BulkMember``s.
package struct BulkJobRow: Codable, Hashable, Sendable {
    /// How far it is.
    package enum Phase: String, Codable, Sendable, CaseIterable {
        /// Its members are chosen, page by page; monday knows nothing of it.
        case planning
        /// Monday is asked to start it. Without an answer nobody knows where its file goes: it writes nothing, ever.
        case starting
        /// It has a number at monday, and its file was not sent.
        case started
        /// Its file is sent, or was: monday may have taken it.
        case uploading
        /// Its file was taken, or may have been; monday is asked how it stands.
        case processing
        /// It has come to its end, and its members are looked for on the board.
        case reading
    }

    /// What came of it.
    package enum End: String, Codable, Sendable {
        case completed, rejected, failed
        /// Its file never came, and can come no more.
        case expired
        /// Monday does not know it any more, or says nothing new of it for a day.
        case forgotten
    }

    /// What to do next.
    package enum Action: Hashable, Sendable {
        /// Its members go back to where they were; the sentence says why.
        case release(String)
        case upload
        case poll
        case read
        case wait(until: Int64)
    }

    /// The longest time between two questions, as a multiple of the least: each costs one of the day's requests.
    package static let longestPoll: Int64 = 6
    /// Monday must not know a job for so long before it counts as gone: how long it remembers one is not documented.
    package static let forgottenAfter: Int64 = 30 * 60_000
    /// A job that is under way for so long has no end.
    package static let longest: Int64 = 24 * 3_600_000
    /// How often the board is read at most to find what monday says it wrote.
    package static let mostLooks = 4

    package let board: BoardRef
    package let boardID: String
    package private(set) var phase: Phase = .planning
    /// How many members it has.
    package var rows = 0
    /// Milliseconds since 1970.
    package let createdAt: Int64
    /// Its number at monday.
    package private(set) var jobID: String?
    /// When monday's answer to its start came, in milliseconds since 1970.
    package private(set) var startedAt: Int64 = 0
    /// Not to be asked for, or looked at, before this time.
    package private(set) var dueAt: Int64 = 0
    package private(set) var progress: BulkProgress?
    package private(set) var end: End?
    /// What monday's report says of rows that were not taken.
    package var reasons: [String] = []
    /// How often monday did not know it, in a row.
    package private(set) var unknownAnswers = 0
    /// How often the board was read.
    package private(set) var looks = 0
    /// How many members the last reading found.
    package private(set) var found = 0

    package init(board: BoardRef, boardID: String, now: Int64) {
        self.board = board
        self.boardID = boardID
        createdAt = now
    }

    /// What to do next.
    ///
    /// - Parameters:
    ///   - now: milliseconds since 1970.
    ///   - hasUpload: whether this process knows where its file goes, and has the file.
    /// - Returns: what.
    package func next(now: Int64, hasUpload: Bool) -> Action {
        switch phase {
        case .planning:
            .release("A bulk import was broken off before it was started.")
        case .starting:
            .release("A bulk import's start was not answered; without an answer it writes nothing.")
        case .started:
            hasUpload ? .upload : .release("A bulk import was broken off before its file was sent.")
        case .uploading, .processing: dueAt > now ? .wait(until: dueAt) : .poll
        case .reading: dueAt > now ? .wait(until: dueAt) : .read
        }
    }

    /// Monday is asked to start it next.
    package mutating func start() { phase = .starting }

    /// Monday has started it.
    package mutating func started(jobID: String, now: Int64) {
        self.jobID = jobID
        startedAt = now
        phase = .started
    }

    /// Its file is sent next.
    package mutating func upload(now: Int64) {
        phase = .uploading
        dueAt = now
    }

    /// Its file was taken, or may have been.
    package mutating func uploaded(now: Int64, _ settings: BulkSettings) {
        phase = .processing
        dueAt = now + settings.poll
    }

    /// Takes in what monday says of it.
    ///
    /// - Parameters:
    ///   - progress: how it stands; `nil` when monday does not know it.
    ///   - now: milliseconds since 1970.
    ///   - settle: how long a list of items may lag behind a write, in milliseconds.
    ///   - settings: how the board imports.
    package mutating func take(_ progress: BulkProgress?, now: Int64, settle: Int, _ settings: BulkSettings) {
        let age = now - startedAt
        guard let progress else {
            phase = .processing
            unknownAnswers += 1
            guard age < Self.forgottenAfter || unknownAnswers < 3 else { return finish(.forgotten, now, settle) }
            dueAt = now + settings.poll * Self.longestPoll
            return
        }
        phase = .processing
        unknownAnswers = 0
        self.progress = progress
        switch progress.state {
        case .completed: finish(.completed, now, settle)
        case .rejected: finish(.rejected, now, settle)
        case .failed: finish(.failed, now, settle)
        case .pending where age >= settings.uploadLife: finish(.expired, now, settle)
        case .pending, .processing:
            guard age < Self.longest else { return finish(.forgotten, now, settle) }
            dueAt = now + wait(progress, age: age, settings.poll)
        }
    }

    /// Monday could not be asked; it is asked again.
    ///
    /// One of which nothing was heard for a day is taken for forgotten: its rows are looked for on the board.
    package mutating func postpone(until moment: Int64, now: Int64, settle: Int) {
        guard now - startedAt < Self.longest else { return finish(.forgotten, now, settle) }
        dueAt = max(dueAt, moment)
    }

    /// Whether monday may have its file.
    var mayHaveWritten: Bool { phase == .uploading || phase == .processing || phase == .reading }

    /// Takes in how many of its members are on the board.
    ///
    /// Where monday says how many it wrote, and they are there, nothing more can come. Else two readings that find the
    /// same settle it, and there is an end to them.
    ///
    /// - Parameters:
    ///   - count: how many members have an item.
    ///   - now: milliseconds since 1970.
    ///   - settle: how long a list of items may lag behind a write, in milliseconds.
    /// - Returns: whether what is not there is not coming.
    package mutating func looked(found count: Int, now: Int64, settle: Int) -> Bool {
        let isSame = looks > 0 && count == found
        looks += 1
        found = count
        if count >= rows || looks >= Self.mostLooks { return true }
        let isMissing = written.map { count < $0 } ?? false
        if !isMissing, isSure || isSame { return true }
        dueAt = now + min(Int64(settle) << Int64(min(looks, 6)), AttemptRow.longestSettle)
        return false
    }

    /// Whether what monday wrote of it is known, and was found.
    package var isSure: Bool {
        switch end {
        case .rejected: true
        case .completed: progress?.isWhole != false && written.map { found >= $0 } ?? false
        default: false
        }
    }

    /// Whether monday says that it made an item of every row.
    var madeEveryRow: Bool { end == .completed && progress?.isWhole != false && progress?.created == rows }

    /// How many rows were written, as far as monday says.
    private var written: Int? { end == .rejected ? 0 : progress?.written }

    private mutating func finish(_ end: End, _ now: Int64, _ settle: Int) {
        self.end = end
        phase = .reading
        // What monday says is all there is looked for at once; should the list lag, it is looked for again.
        dueAt = madeEveryRow ? now : now + Int64(settle)
    }

    /// The time to the next question: what its progress lets expect, within bounds; without progress a quarter of its age.
    private func wait(_ progress: BulkProgress, age: Int64, _ least: Int64) -> Int64 {
        var wait = age / 4
        if let percent = progress.percent, percent > 0, percent < 100 {
            wait = age * Int64(100 - percent) / Int64(percent)
        }
        return min(max(wait, least), least * Self.longestPoll)
    }
}
