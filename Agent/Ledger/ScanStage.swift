import BusinessObjects
import WireProtocol

/// One walk through one table, as a part of a scan: turns a page of its records into records of the wire.
protocol ScanStage: Sendable {
    /// Tells the stage apart in a cursor; one of a kind in its scan.
    var letter: Character { get }

    /// The table it walks, by its primary index; a cursor holds the fields of that.
    var table: SageTable { get }

    /// Reads one page.
    ///
    /// - Parameters:
    ///   - request: where the page begins, how many records it has at most, and Sage's share of the test for changes.
    ///   - session: Sage, for this turn.
    ///   - context: what holds for the whole scan.
    /// - Returns: what the page has to tell, in the order of the table.
    /// - Throws: ``BusinessObjectError``, or `CancellationError`.
    func page(_ request: PageRequest, _ session: SageSession, _ context: ScanContext) async throws -> StagePage
}

/// What a stage read.
struct StagePage: Sendable {
    /// One record, and where in the table it stood.
    struct Item: Sendable {
        /// The fields of the index.
        var position: [String]
        var key: RecordKey
        var result: Result<AnyRecord, UnreadableField>
    }

    var items: [Item]
    /// Where the next page begins; `nil` when the stage is done.
    var next: [String]?
}

/// What holds for a whole scan.
struct ScanContext: Sendable {
    /// Only what changed at or after this moment.
    var changedSince: SageStamp?
    /// Sage's clock when the scan started.
    var startedAt: SageStamp
    /// Names and codes that many records of the scan share.
    var references: References
}

extension ScanStage {
    /// Whether a cursor stands in this stage's table.
    func accepts(_ cursor: ScanCursor) -> Bool {
        cursor.stage == letter && cursor.position.count == table.index.count
    }

    /// Makes the items of a table whose every record is one of the wire.
    func items(
        _ rows: [Row], _ context: ScanContext, key: (Row) -> RecordKey,
        _ make: (Row) throws(UnreadableField) -> AnyRecord
    ) -> [StagePage.Item] {
        rows.filter { $0.isChanged(since: context.changedSince) }.map { row in
            StagePage.Item(
                position: row.position.parts, key: key(row),
                result: Result { () throws(UnreadableField) in try make(row) })
        }
    }
}

extension ScanContext {
    /// The part of the test for changes that Sage makes: by the day.
    var filter: RecordFilter? {
        changedSince.map { RecordFilter.changedSince($0.date) }
    }
}
