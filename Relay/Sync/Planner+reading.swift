import Mapping
import WireProtocol

extension Planner {
    /// What a plan reads.
    struct Reading: Sendable {
        var mode: ScanRow.Mode
        var since: SageStamp?
        /// Whether the items that are known are on another board.
        var forgetsItems: Bool
    }

    /// The keys of the ledger that a read did not see yet, as their hashes.
    ///
    /// Two keys of one hash, which chance does not bring about, would make a count wrong by one and nothing else.
    struct Missing: Sendable {
        private(set) var hashes: Set<Int> = []
        private(set) var known = 0
        var count: Int { hashes.count }

        mutating func add(_ key: String) {
            hashes.insert(key.hashValue)
            known += 1
        }

        mutating func see(_ key: String) { hashes.remove(key.hashValue) }

        func contains(_ key: String) -> Bool { hashes.contains(key.hashValue) }
    }

    /// Reads to the end and counts.
    ///
    /// - Returns: what the ledger has and the read did not see; `nil` when the mode does not read everything.
    func read(_ reading: Reading, _ tally: inout PlanTally) async throws -> Missing? {
        var missing = reading.mode.readsEverything ? try await present() : nil
        var cursor: String?
        repeat {
            let end = try await readAnswer(reading, after: cursor, &tally, &missing)
            guard end.next == nil || end.next != cursor else {
                throw SourceError("The agent's scan does not move on.", isRetryable: false, cause: .cursor)
            }
            cursor = end.next
        } while cursor != nil
        return missing
    }

    /// Counts what a read did not see, unless it is so much that a sync would not believe it.
    ///
    /// - Returns: what a person should know of it, a sentence each.
    func countGone(_ missing: Missing, _ reading: Reading, _ tally: inout PlanTally) async throws -> [String] {
        tally.looksForGone()
        guard missing.count <= max(BoardScanner.goneAllowance, missing.known / BoardScanner.goneShare) else {
            return [
                "\(missing.count) of \(missing.known) records are missing in Sage. That is too much to believe, so no item"
                    + " would be marked. Check that the company is the right one."
            ]
        }
        guard missing.count > 0, !reading.forgetsItems else { return [] }
        var keys = try await present(after: nil)
        while let last = keys.last {
            for before in try await rows(of: keys.filter(missing.contains)) {
                var after = before
                if after.vanish() { tally.countGone(before, after) }
            }
            keys = try await present(after: last)
        }
        return []
    }

    /// Counts what waits for a person's word.
    func countHeld(_ tally: inout PlanTally) async throws {
        let ref = settings.ref
        var last: String?
        repeat {
            let after = last
            let keys = try await store.read {
                try $0.keys(ref, RecordSelection(states: [.held]), after: after, limit: Self.pageSize)
            }
            for row in try await rows(of: keys) { tally.countHeld(row) }
            last = keys.last
        } while last != nil
    }

    // MARK: The ledger

    private func present() async throws -> Missing {
        var missing = Missing()
        var keys = try await present(after: nil)
        while let last = keys.last {
            for key in keys { missing.add(key) }
            keys = try await present(after: last)
        }
        return missing
    }

    /// Keys of records that are not gone, behind one of them.
    private func present(after key: String?) async throws -> [String] {
        let ref = settings.ref
        return try await store.read { try $0.keys(ref, RecordSelection(isGone: false), after: key, limit: 1000) }
    }

    private func rows(of keys: [String]) async throws -> [RecordRow] {
        let ref = settings.ref
        return try await store.read { reader in try keys.compactMap { try reader.record(ref, key: $0) } }
    }

    // MARK: Sage

    /// Reads one answer of the agent to its last line.
    private func readAnswer(
        _ reading: Reading, after cursor: String?, _ tally: inout PlanTally, _ missing: inout Missing?
    ) async throws -> EndLine {
        let isWhole = settings.ref.kind.isWholeOnTheWire
        let query = ScanQuery(
            changedSince: reading.since, after: cursor, limit: isWhole ? nil : BoardScanner.smallAnswerSize,
            view: reading.mode == .sweep ? .keys : .full)
        var page: [ScannedRecord] = []
        var lines = 0
        for try await line in try await source.scan(settings.ref.kind, query) {
            switch line {
            case .record(let record):
                lines += 1
                page.append(record)
                guard page.count == Self.pageSize else { continue }
                try await compare(page, reading, &tally, &missing)
                page = []
            case .problem(let problem):
                lines += 1
                missing?.see(problem.key.text)
                tally.countUnreadable()
            case .fault(let fault): throw SourceError(fault.problem)
            case .end(let end):
                try await compare(page, reading, &tally, &missing)
                guard end.records + end.problems == lines else {
                    throw SourceError(
                        "The agent says it sent \(end.records + end.problems) records, and \(lines) arrived.",
                        isRetryable: true)
                }
                return end
            }
        }
        throw SourceError("The agent's answer was cut off before its end.", isRetryable: true)
    }

    /// Compares a page with the ledger; in a sweep, fetches the records whose digest differs.
    private func compare(
        _ page: [ScannedRecord], _ reading: Reading, _ tally: inout PlanTally, _ missing: inout Missing?
    ) async throws {
        let (ref, kind) = (settings.ref, settings.ref.kind)
        let rows = try await rows(of: page.map(\.key.text))
        let elsewhere = try await store.read { [settings] in
            try $0.placedElsewhere(page.map(\.key.text), settings)
        }
        let sightings = page.map { Sighting(key: $0.key.text, digest: $0.digest) }
        let differing = try await store.read { try $0.differing(ref, sightings) }
        let known = Dictionary(rows.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        for line in page {
            let key = line.key.text
            if elsewhere.contains(key) {
                missing?.see(key)
                tally.countElsewhere()
                continue
            }
            let before = known[key].map { reading.forgetsItems ? $0.withoutItem : $0 }
            if !reading.mode.readsAll(kind), let before, !differing.contains(key) {
                missing?.see(key)
                tally.countCurrent(before)
                continue
            }
            let fetched: AnyRecord?
            do {
                if let record = try decoded(line), record.isWhole {
                    fetched = record
                } else {
                    fetched = try await source.record(kind, line.key)
                }
            } catch let error as SourceError where error.cause == .record {
                missing?.see(key)
                tally.countUnreadable()
                continue
            }
            // Gone between the two reads: left unseen, so that the end of the sweep counts it.
            guard let record = fetched else { continue }
            missing?.see(key)
            guard line.key.parts.count == kind.keyPartCount, record.key == line.key else {
                tally.countUnreadable()
                continue
            }
            observe(record, before, reading, &tally)
        }
    }

    private func decoded(_ line: ScannedRecord) throws -> AnyRecord? {
        do {
            return try line.record()
        } catch {
            throw SourceError(
                "The agent sent a line that cannot be read, of the record \(line.key).", isRetryable: false)
        }
    }

    private func observe(
        _ record: AnyRecord, _ before: RecordRow?, _ reading: Reading, _ tally: inout PlanTally
    ) {
        // A sync brings the board to today before it reads.
        let content = settings.derived.applied(to: mapper.content(of: record), on: settings.day(at: time.now))
        let isInScope = settings.scope.contains(record)
        guard let before else {
            let row = RecordRow(
                board: settings.ref, key: record.key.text, desired: content, isInScope: isInScope)
            return tally.count(nil, row, isInScope ? .created : .skipped)
        }
        var after = before
        let observation = after.observe(desired: content, isInScope: isInScope)
        // On another board a record that has not changed is written all the same.
        tally.count(before, after, reading.forgetsItems && observation == .unchanged ? .created : observation)
    }
}

extension RecordRow {
    /// As it is when its board is replaced by another one.
    fileprivate var withoutItem: RecordRow {
        var row = self
        if row.state != .skipped { row.loseItem() }
        return row
    }
}
