/// One line of a scan's answer (`application/x-ndjson`): a JSON object on a line of its own, told apart by `type`.
///
/// A scan is any number of `record` and `problem` lines and exactly one last line: `end` when it came to its end or to
/// its `limit`, `fault` when it had to stop. A body without a last line was cut off, and nothing after the last
/// complete line may be taken for read.
package enum ScanLine: Hashable, Sendable {
    /// One record that was read.
    case record(RecordLine)
    /// One record that could not be read; the scan goes on.
    case problem(ProblemLine)
    /// The scan stopped early.
    case fault(FaultLine)
    /// The scan came to its end.
    case end(EndLine)
}

/// A record that was read: first its key and digest, so that a reader that knows both can pass over the rest.
package struct RecordLine: Hashable, Sendable {
    package var key: RecordKey
    /// What the record holds, as 64 hexadecimal digits in lower case.
    ///
    /// SHA-256 over the record's canonical JSON without its `stamps` (keys sorted, no blanks). Equal digests mean that nothing that can be shown has changed.
    package var digest: String
    /// Where a scan goes on after this record: an opaque text of at most ``WireLimits/cursorBytes`` bytes.
    package var cursor: String
    package var stamps: AuditStamps
    /// The record; absent with `view=keys`.
    package var record: AnyRecord?

    package init(key: RecordKey, digest: String, cursor: String, stamps: AuditStamps, record: AnyRecord?) {
        self.key = key
        self.digest = digest
        self.cursor = cursor
        self.stamps = stamps
        self.record = record
    }
}

/// A record that could not be read.
package struct ProblemLine: Codable, Hashable, Sendable {
    package var key: RecordKey
    package var cursor: String
    package var problem: Problem

    package init(key: RecordKey, cursor: String, problem: Problem) {
        self.key = key
        self.cursor = cursor
        self.problem = problem
    }
}

/// Why a scan stopped early, and from where it can go on.
package struct FaultLine: Codable, Hashable, Sendable {
    package var problem: Problem
    /// The cursor of the last line that was sent, or else the one the scan was resumed from; absent when there is none.
    package var cursor: String?

    package init(problem: Problem, cursor: String?) {
        self.problem = problem
        self.cursor = cursor
    }
}

/// The proof that a scan came to its end.
package struct EndLine: Codable, Hashable, Sendable {
    /// How many `record` lines came before.
    package var records: Int
    /// How many `problem` lines came before.
    package var problems: Int
    /// The latest stamp of all records sent; absent when none carries one.
    package var highWater: SageStamp?
    /// Where to go on, when `limit` ended the scan; absent when everything was read.
    package var next: String?
    /// Sage's own clock when the scan started.
    ///
    /// No watermark may pass it.
    package var startedAt: SageStamp

    package init(records: Int, problems: Int, highWater: SageStamp?, next: String?, startedAt: SageStamp) {
        self.records = records
        self.problems = problems
        self.highWater = highWater
        self.next = next
        self.startedAt = startedAt
    }
}
