/// Bulk import, by monday's bulk-import pages ("Importing items in bulk", version 2026-07 on).
extension Account {
    /// Starts a job, which waits for its file then.
    ///
    /// - Parameters:
    ///   - boardID: The board the items go to.
    ///   - group: The group of new items.
    ///   - isBackfill: Whether this is `backfill_items`, for administrators and without matching.
    ///   - match: The coerced `OnMatchInput`; `nil` where every row makes an item.
    /// - Returns: The job.
    /// - Throws: ``GraphQLError`` for an account without bulk import or with too many starts in the hour, and for a
    ///   board, group or match column that will not do.
    func startImport(
        on boardID: String, group: String, isBackfill: Bool, match: JSONValue?
    ) throws(GraphQLError) -> ImportJob {
        let settings = configuration.imports
        guard settings.isOffered else { throw .notAllowed("Bulk import is not available for this account") }
        guard !isBackfill || settings.isAdmin else {
            throw .notAllowed("backfill_items is for administrators of the account")
        }
        let board = try writableBoard(boardID)
        guard board.position(ofGroup: group) != nil else { throw .notFound("Group", group) }
        if let id = match?["match_column_id"]?.text {
            guard let column = board.position(ofColumn: id) else { throw .invalidColumn(id) }
            let kind = board.columns[column].kind
            guard settings.matchKinds.contains(kind) else {
                throw .invalidArgument("A column of type \(kind.rawValue) cannot be the match column")
            }
        }
        if let wait = imports.wait(limit: configuration.limits.importStartsPerHour, now: now) {
            throw .tooManyImports(retryAfter: wait)
        }
        let job = ImportJob(
            id: Self.uuid(&random), isBackfill: isBackfill, board: board.id, group: group,
            match: match.map {
                ImportJob.Match(
                    column: $0["match_column_id"]?.text ?? "", skips: $0["behaviour"]?.text == "SKIP")
            }, signature: String(random.next() | 1 << 63, radix: 16), startedAt: now)
        imports.add(job)
        return job
    }

    /// A job that a client asks for; throws ``GraphQLError`` for one that is unknown.
    func importJob(_ id: String) throws(GraphQLError) -> ImportJob {
        guard let job = imports[id], !job.isForgotten else { throw .notFound("Job", id) }
        return job
    }

    /// Takes the file of a job, which is begun a moment later.
    ///
    /// - Parameters:
    ///   - bytes: The file; empty where it was too large to be kept.
    ///   - size: How many bytes came.
    ///   - id: The job's number.
    ///   - fault: What strikes the import.
    func takeFile(_ bytes: [UInt8], size: Int, of id: String, fault: Fault?) {
        guard var job = imports[id] else { return }
        job.hasFile = true
        job.isForgotten = fault?.kind == .forgetImport
        if size > configuration.imports.fileLimit {
            job.end(.rejected, .fileTooLarge, "The file is larger than \(configuration.imports.fileLimit) bytes.")
        } else {
            var file = ImportJob.File(reader: CSVReader(bytes), takenAt: now, fault: fault)
            file.isHeld = fault?.kind == .holdImport
            job.file = file
        }
        imports[id] = job
    }

    /// Lets the imports begin that are held.
    func releaseImports() {
        for id in imports.waiting { imports[id]?.file?.isHeld = false }
    }

    /// Does what is due of all imports.
    func advanceImports() {
        advanceAsyncJobs()
        for id in imports.waiting {
            guard var job = imports[id] else { continue }
            // Taken out of the book meanwhile: a second reference to the file would copy it.
            imports[id]?.file = nil
            if job.state == .uploadPending { begin(&job) }
            if job.state == .processing { process(&job) }
            if job.state.isFinal { imports.settle(id, used: job.counts.created + job.counts.updated) }
            imports[id] = job
        }
        guard configuration.imports.failsWithoutUpload else { return }
        for job in imports.all
        where job.state == .uploadPending && !job.hasFile && job.startedAt + ImportJob.addressLifetime <= now {
            imports[job.id]?.end(.failed, .invalidUpload, "No file came in time.")
        }
    }

    // MARK: Beginning

    private struct Refusal: Error {
        let reason: ImportJob.Reason
        let message: String
    }

    private func begin(_ job: inout ImportJob) {
        guard var file = job.file, !file.isHeld, file.takenAt + configuration.imports.pickupDelay <= now else { return }
        do {
            if let fault = file.fault, fault.kind == .rejectImport {
                throw Refusal(reason: .init(rawValue: fault.code) ?? .internalError, message: "Something went wrong.")
            }
            try examine(&file, &job)
        } catch let refusal as Refusal {
            return job.end(.rejected, refusal.reason, refusal.message)
        } catch {
            let flaw = error as? CSVReader.Flaw
            return job.end(
                .rejected, .invalidUpload, "The file is no CSV: record \(flaw?.record ?? 0), \(flaw?.reason ?? "").")
        }
        // Held imports begin late: their rows are due from now on, not from when the file came.
        file.begunAt = file.fault?.kind == .holdImport ? now : file.takenAt + configuration.imports.pickupDelay
        job.file = file
        job.state = .processing
    }

    /// Reads the heading, counts the rows, and looks for room on the board and in the hour.
    private func examine(_ file: inout ImportJob.File, _ job: inout ImportJob) throws {
        guard let board = boards[job.board], board.state == .active, board.position(ofGroup: job.group) != nil else {
            throw Refusal(reason: .internalError, message: "The board or the group is no longer there.")
        }
        guard board.access == .edit else {
            throw Refusal(reason: .permissionDenied, message: "The user may not edit this board.")
        }
        file.columns = try columns(of: try file.reader.next() ?? [], on: board)
        if let match = job.match, let column = board.position(ofColumn: match.column), !file.columns.contains(column) {
            throw Refusal(reason: .invalidUpload, message: "The match column \(match.column) is not in the heading.")
        }
        let count = try file.reader.countOfRest()
        let limit = job.isBackfill ? ImportSettings.backfillRows : ImportSettings.ingestRows
        guard 1...limit ~= count else {
            throw Refusal(reason: .invalidUpload, message: "The file has \(count) rows, not 1 to \(limit).")
        }
        job.counts.submitted = count
        guard let rows = ImportRows(job, columns: file.columns, in: self, on: board) else {
            throw Refusal(reason: .internalError, message: "The board has changed.")
        }
        guard board.activeCount + (try rows.countOfCreations(file.reader)) <= board.itemsLimit else {
            throw Refusal(reason: .boardCapacity, message: "The board takes \(board.itemsLimit) items.")
        }
        // Counted before it is known which rows will do: "a job that would exceed the budget is rejected whole".
        let hour = configuration.limits.importRowsPerHour
        guard job.isBackfill || imports.take(count, for: job.id, limit: hour, now: now) else {
            throw Refusal(reason: .accountCapacity, message: "The account imports \(hour ?? 0) items an hour.")
        }
    }

    private func columns(of heading: [String], on board: Board) throws(Refusal) -> [Int] {
        guard heading.first == "name" else {
            throw Refusal(reason: .invalidUpload, message: "The first column must be \"name\".")
        }
        var positions: [Int] = []
        for id in heading {
            guard let position = board.position(ofColumn: id) else {
                throw Refusal(reason: .invalidUpload, message: "The board has no column \"\(id)\".")
            }
            let kind = board.columns[position].kind
            guard !positions.contains(position), kind == .name || ImportCell.isImported(kind) else {
                throw Refusal(
                    reason: .invalidUpload,
                    message: "The column \"\(id)\" stands twice, or its type cannot be imported.")
            }
            positions.append(position)
        }
        guard positions.count(where: { board.columns[$0].kind == .boardRelation }) <= 5 else {
            throw Refusal(reason: .invalidUpload, message: "A file has at most 5 columns of linked items.")
        }
        return positions
    }

    // MARK: Processing

    private func process(_ job: inout ImportJob) {
        guard var file = job.file else { return }
        job.file = nil
        let milliseconds = max(0, now - file.begunAt)
        let rate = SimulatorClock.Milliseconds(configuration.imports.rowsPerSecond)
        let due = Int(min(SimulatorClock.Milliseconds(job.counts.submitted), milliseconds * rate / 1000))
        guard due > job.processed else {
            job.file = file
            return
        }
        guard let board = boards[job.board], board.state == .active,
            var rows = ImportRows(job, columns: file.columns, in: self, on: board)
        else { return job.end(.failed, .internalError, "The board has changed.") }
        while job.processed < due {
            if let fault = file.fault, fault.kind == .failImport, job.processed >= fault.rows {
                return job.end(.failed, .internalError, "Something went wrong.")
            }
            // The whole file was read once when the job began, so that it is CSV to its end.
            guard let fields = try? file.reader.next() else { break }
            job.processed += 1
            let isRefused = file.fault?.kind == .failImportRows && job.processed <= file.fault?.rows ?? 0
            let outcome = isRefused ? .failed("the row could not be written") : rows.put(fields)
            note(outcome, row: job.processed, in: &job, on: board)
        }
        job.file = file
        if job.processed == job.counts.submitted { job.end(.completed) }
    }

    private func note(_ outcome: ImportRows.Outcome, row: Int, in job: inout ImportJob, on board: Board) {
        switch outcome {
        case .created(let position):
            job.counts.created += 1
            if configuration.imports.reportsItemIDs { job.report.append("\(row),created,\(board.items[position].id),") }
        case .updated(let position):
            job.counts.updated += 1
            if configuration.imports.reportsItemIDs { job.report.append("\(row),updated,\(board.items[position].id),") }
        case .skipped: job.counts.skipped += 1
        case .invalid(let reason):
            job.counts.invalid += 1
            job.report.append("\(row),invalid,,\(Self.quoted(reason))")
        case .failed(let reason):
            job.counts.failed += 1
            job.report.append("\(row),failed,,\(Self.quoted(reason))")
        }
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\"", with: "\"\"") + "\""
    }

    /// A number in the form of a UUID, from the account's own random numbers.
    static func uuid(_ random: inout SplitMix64) -> String {
        let digits = [random.next() | 1 << 63, random.next() | 1 << 63].map { String($0, radix: 16) }.joined()
        var text = ""
        for (position, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(position) { text.append("-") }
            text.append(digit)
        }
        return text
    }
}
