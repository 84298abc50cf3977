import WireProtocol

/// Control totals: Sage's own figures beside the board's.
extension BoardReconciler {
    /// So often an answer of the agent that breaks off is gone on with.
    private static let mostFaults = 3

    /// Reads all records whole, and adds them up.
    ///
    /// Neither the mapping nor the ledger takes part: only what Sage holds, and which keys the board shows.
    ///
    /// - Parameter survey: the last reading of the board.
    /// - Returns: both sides.
    /// - Throws: ``SourceError``, and what the store throws.
    func totals(_ survey: BoardSurvey) async throws -> ControlReport {
        var count = SageCount(fields: ControlFields(kind: settings.ref.kind, mapping: survey.mapping))
        var faults = 0
        while !count.isComplete {
            do {
                try await readAnswer(&count)
            } catch let error as SourceError where error.isRetryable && faults < Self.mostFaults {
                // What was added up stands, and the next answer goes on behind it.
                faults += 1
                try await time.sleep(until: time.now + 1000 << Int64(faults))
            }
        }
        return ControlReport(
            sage: count.totals, board: survey.totals, outOfScope: count.outOfScope, archived: count.archived,
            gone: survey.gone, unreadable: survey.unreadable + count.unreadable,
            onOtherBoards: settings.volumes == nil ? nil : count.elsewhere)
    }

    private func readAnswer(_ count: inout SageCount) async throws {
        let query = ScanQuery(after: count.cursor, view: .full)
        var page: [AnyRecord] = []
        for try await line in try await source.scan(settings.ref.kind, query) {
            switch line {
            case .record(let line):
                guard let record = try? line.record() else {
                    try await add(page, to: &count)
                    page = []
                    count.unreadable += 1
                    (count.read, count.cursor) = (line.cursor, line.cursor)
                    continue
                }
                page.append(record)
                count.read = line.cursor
                if page.count >= Self.pageSize {
                    try await add(page, to: &count)
                    page = []
                }
            case .problem(let line):
                try await add(page, to: &count)
                page = []
                count.unreadable += 1
                (count.read, count.cursor) = (line.cursor, line.cursor)
            case .fault(let fault):
                try await add(page, to: &count)
                throw SourceError(fault.problem)
            case .end(let end):
                try await add(page, to: &count)
                guard let next = end.next else {
                    count.isComplete = true
                    return
                }
                guard next != query.after else {
                    throw SourceError("The agent's scan does not move on.", isRetryable: false, cause: .cursor)
                }
                count.cursor = next
                return
            }
        }
        throw SourceError("The agent's answer was cut off before its end.", isRetryable: true)
    }

    private func add(_ page: [AnyRecord], to count: inout SageCount) async throws {
        let (ref, keys) = (settings.ref, page.map(\.key.text))
        let (settings, now) = (settings, time.now)
        let (places, putAway, elsewhere, unread) = try await store.read { reader in
            let places = try reader.places(ref, keys: keys)
            // What the relay archived itself is not looked for among the items.
            let absent = keys.filter { places[$0] == nil }
            let putAway = Set(try absent.filter { try reader.record(ref, key: $0)?.isPutAway == true })
            // Of such records the scan has the key; what they hold could not be read, so that they have no item.
            let unread =
                ref.kind.isWholeOnTheWire ? [] : Set(try absent.filter { try reader.record(ref, key: $0) == nil })
            return (places, putAway, try reader.placedElsewhere(absent, settings), unread)
        }
        for record in page {
            switch places[record.key.text] {
            case .listed, .unlisted: count.fields.add(record, to: &count.totals)
            case .archived: count.archived += 1
            case nil where unread.contains(record.key.text): count.unreadable += 1
            case nil where putAway.contains(record.key.text): count.archived += 1
            case nil where elsewhere.contains(record.key.text): count.elsewhere += 1
            case .deleted, .moved, nil:
                if settings.rollover?.covers(record, now: now) != true, settings.scope.contains(record) {
                    count.fields.add(record, to: &count.totals)
                } else {
                    count.outOfScope += 1
                }
            }
        }
        count.cursor = count.read ?? count.cursor
    }
}

/// How far Sage's side was added up.
private struct SageCount {
    let fields: ControlFields
    var totals = ControlTotals()
    var outOfScope = 0
    var elsewhere = 0
    var archived = 0
    var unreadable = 0
    /// Behind the last record that was read.
    var read: String?
    /// Behind the last record that was added up.
    var cursor: String?
    var isComplete = false

    init(fields: ControlFields) {
        self.fields = fields
    }
}
