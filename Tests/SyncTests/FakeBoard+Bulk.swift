import Foundation
import Mapping
import Sync
import Synchronization

extension FakeBoard {
    /// What can go wrong with a bulk import.
    enum BulkFault: Sendable, Hashable {
        /// The job is there, and no answer comes.
        case startLost
        case startRefused(TargetError)
        /// Nothing of the file could be sent, so many times.
        case uploadUnsent(Int)
        /// The file does not arrive, and no answer comes.
        case uploadLost
        /// The file arrives, and no answer comes.
        case uploadAnswerLost
        case rejected(String)
        /// It breaks off after so many rows.
        case brokenOff(Int)
        /// So many rows are not taken.
        case skips(Int)
        /// The job answers no question any more, and its rows are done or not.
        case forgotten(isDone: Bool)
        /// It takes so many questions.
        case slow(Int)
        case statusFails(TargetError)
        /// Items show up after so many readings of the board.
        case late(Int)
    }

    struct Bulk {
        struct Job {
            var rows: [[String: String]] = []
            var fault: BulkFault?
            var hasFile = false
            var isDone = false
            var polls = 0
            var matchColumn: String?
            var progress = BulkProgress(state: .pending)
        }

        var jobs: [String: Job] = [:]
        /// One for each job, in order.
        var faults: [BulkFault] = []
        var foldsCase = false
        var starts = 0
        var uploads = 0
        var files: [String] = []
        /// What other requests there were while a job had a file and no end.
        var trespasses = 0
        /// How many more readings the items of an import stay hidden for; `nil` where none are.
        var hiding: Int?
    }

    /// The board's jobs in the order in which they were started.
    var bulk: Bulk { state.withLock { $0.bulk } }

    func failBulk(_ faults: BulkFault...) { state.withLock { $0.bulk.faults = faults } }
}

extension FakeBoard: BulkTarget {
    private static let lost = TargetError(.unknown, "No answer came.")

    func startBulk(mapping: BoardMapping, matchesKeys: Bool) async throws(TargetError) -> BulkTicket {
        let result: Result<BulkTicket, TargetError> = state.withLock { state in
            state.bulk.starts += 1
            let fault = state.bulk.faults.isEmpty ? nil : state.bulk.faults.removeFirst()
            if case .startRefused(let error) = fault { return .failure(error) }
            let id = "job \(state.bulk.starts)"
            state.bulk.jobs[id] = Bulk.Job(fault: fault, matchColumn: matchesKeys ? mapping.keyColumnID : nil)
            if fault == .startLost { return .failure(Self.lost) }
            return .success(BulkTicket(jobID: id, upload: BulkUpload(address: id)))
        }
        return try result.get()
    }

    func upload(_ file: BulkFile, to upload: BulkUpload) async throws(TargetError) {
        let text = (try? file.contents()).map { String(decoding: $0, as: UTF8.self) } ?? ""
        let result: Result<Void, TargetError> = state.withLock { state in
            state.bulk.uploads += 1
            guard var job = state.bulk.jobs[upload.address], !job.hasFile else {
                return .failure(TargetError(.request, "No such upload."))
            }
            if case .uploadUnsent(let times) = job.fault, times > 0 {
                state.bulk.jobs[upload.address]?.fault = .uploadUnsent(times - 1)
                return .failure(TargetError(.temporary, "Nothing was sent."))
            }
            if job.fault == .uploadLost { return .failure(Self.lost) }
            state.bulk.files.append(text)
            let table = CSVText.rows(text)
            job.rows = table.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(table[0], $0)) }
            job.hasFile = true
            let isLost = job.fault == .uploadAnswerLost
            state.bulk.jobs[upload.address] = job
            return isLost ? .failure(Self.lost) : .success(())
        }
        try result.get()
    }

    func bulkStatus(jobID: String) async throws(TargetError) -> BulkAnswer? {
        let result: Result<BulkAnswer?, TargetError> = state.withLock { state in
            guard var job = state.bulk.jobs[jobID] else { return .success(nil) }
            defer { state.bulk.jobs[jobID] = job }
            job.polls += 1
            if case .statusFails(let error) = job.fault, job.polls == 1 { return .failure(error) }
            if case .forgotten(let isDone) = job.fault {
                if isDone, !job.isDone { Self.work(&job, &state) }
                return .success(nil)
            }
            guard job.hasFile else { return .success(BulkAnswer(progress: job.progress)) }
            let most = if case .slow(let polls) = job.fault { polls } else { 1 }
            if job.polls <= most, !job.isDone {
                job.progress.state = .processing
                job.progress.percent = job.polls * 100 / (most + 1)
                return .success(BulkAnswer(progress: job.progress))
            }
            if !job.isDone { Self.work(&job, &state) }
            return .success(BulkAnswer(progress: job.progress, report: BulkReportAddress(address: jobID)))
        }
        return try result.get()
    }

    func bulkReasons(_ report: BulkReportAddress) async throws(TargetError) -> [String] { ["1 × bad row"] }

    /// Puts a job's rows on the board.
    private static func work(_ job: inout Bulk.Job, _ state: inout State) {
        job.isDone = true
        var progress = BulkProgress(state: .completed)
        progress.submitted = job.rows.count
        progress.percent = 100
        var rows = job.rows
        switch job.fault {
        case .rejected(let reason):
            progress.state = .rejected
            progress.reason = reason
            rows = []
        case .brokenOff(let count):
            progress.state = .failed
            progress.reason = "INTERNAL_ERROR"
            rows = Array(rows.prefix(count))
        case .skips(let count):
            progress.skipped = min(count, rows.count)
            rows = Array(rows.dropFirst(count))
        case .late(let readings): state.bulk.hiding = readings
        default: break
        }
        var (created, updated) = (0, 0)
        for row in rows {
            var id: String?
            if let column = job.matchColumn, let key = row[column] {
                let fold = state.bulk.foldsCase
                id = state.items.filter { item in
                    let other = item.value.values[column] ?? ""
                    return fold ? other.lowercased() == key.lowercased() : other == key
                }.keys.min()
            }
            if id == nil { created += 1 } else { updated += 1 }
            let item = id ?? String(state.next)
            if id == nil {
                state.next += 1
                state.items[item] = (row["name"] ?? "", [:])
            }
            state.items[item]?.name = row["name"] ?? ""
            if job.fault.map({ if case .late = $0 { true } else { false } }) == true {
                state.pages.unlisted.insert(item)
            }
            for (column, text) in row where column != "name" && !text.isEmpty {
                state.items[item]?.values[column] = value(text, state.columns.first { $0.id == column })
            }
        }
        (progress.created, progress.updated) = (created, updated)
        job.progress = progress
    }

    /// A cell in the form in which the board keeps what mutations write.
    private static func value(_ text: String, _ column: BoardDescription.Column?) -> String {
        guard column?.type == "status", let label = column?.labels[text] else { return text }
        return "\(["index": label] as [String: Any])"
    }
}

/// A reader of CSV that shares nothing with the writer it judges.
enum CSVText {
    static func rows(_ text: String) -> [[String]] {
        var rows: [[String]] = [[""]]
        var isQuoted = false
        var rest = Substring.UnicodeScalarView(text.unicodeScalars)
        func add(_ scalar: Unicode.Scalar) {
            rows[rows.count - 1][rows[rows.count - 1].count - 1].unicodeScalars.append(scalar)
        }
        while let scalar = rest.popFirst() {
            if isQuoted {
                guard scalar == "\"" else {
                    add(scalar)
                    continue
                }
                if rest.first == "\"" { add(rest.removeFirst()) } else { isQuoted = false }
            } else if scalar == "\"" {
                isQuoted = true
            } else if scalar == "," {
                rows[rows.count - 1].append("")
            } else if scalar == "\r", rest.first == "\n" {
                rest.removeFirst()
                rows.append([""])
            } else {
                add(scalar)
            }
        }
        if rows.last == [""] { rows.removeLast() }
        return rows
    }
}

/// An account's room for bulk imports.
final class FakeBulkBudget: BulkBudget {
    struct State {
        var room = BulkRoom(rows: 19_000)
        var taken: [Int] = []
        var returned: [Int] = []
        var refuses = false
        /// What is said of the room first, before another board took of it.
        var shows: [BulkRoom] = []
    }

    let state = Mutex(State())

    func bulkRoom() async -> BulkRoom {
        state.withLock { $0.shows.isEmpty ? $0.room : $0.shows.removeFirst() }
    }

    func takeBulk(rows: Int) async throws -> Bool {
        state.withLock { state in
            guard !state.refuses, rows <= state.room.rows else { return false }
            state.taken.append(rows)
            state.room.rows -= rows
            return true
        }
    }

    func giveBackBulk(rows: Int) async throws {
        state.withLock { state in
            state.returned.append(rows)
            state.room.rows += rows
        }
    }
}
