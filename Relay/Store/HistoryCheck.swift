/// Walks the chain of the history row by row, and names every row that is not as it was written: pure.
struct HistoryCheck {
    /// More faults than this say nothing new.
    static let mostFaults = 20

    /// The row up to which the chain is walked.
    private(set) var last: HistoryLink
    private var report: HistoryReport
    private let noted: HistoryLink?

    /// Begins behind the rows that were pruned.
    ///
    /// - Parameters:
    ///   - pruned: the last row that was pruned.
    ///   - early: numbers of rows that are there although they were pruned.
    ///   - noted: a row as a person wrote it down earlier.
    init(after pruned: HistoryLink, early: [Int64], noted: HistoryLink?) {
        last = pruned
        self.noted = noted
        report = HistoryReport(head: pruned, pruned: pruned.id)
        for id in early { add(.added, id, id, "It was pruned before, and somebody put it back.") }
        if let noted {
            if noted.id <= pruned.id {
                add(.unknown, noted.id, noted.id, "It was noted, and is older than what is kept: nothing can be said.")
            }
        }
    }

    /// Goes on behind rows that were pruned while the chain was walked.
    mutating func skip(to pruned: HistoryLink) {
        if pruned.id > last.id { last = pruned }
    }

    /// Takes the next row.
    ///
    /// - Parameters:
    ///   - row: with a number higher than ``last``.
    ///   - end: the last row as the chain's own row names it.
    /// - Throws: `CryptographyError` when OpenSSL has no SHA-256.
    mutating func take(_ row: HistoryRow, end: HistoryLink) throws {
        defer { last = HistoryLink(id: row.id, hash: row.hash) }
        report.rows += 1
        report.from = report.from ?? row.at
        report.to = row.at
        guard row.id <= end.id else {
            return add(.added, row.id, row.id, "The chain ended with row \(end.id), and somebody put it behind.")
        }
        if row.id > last.id + 1 {
            add(.removed, last.id + 1, row.id - 1, "The chain has a gap here.")
        } else if row.previous != last.hash {
            let isFirst = report.rows == 1
            add(
                .altered, isFirst ? row.id : last.id, row.id,
                isFirst
                    ? "It does not follow what was pruned before it."
                    : "Row \(row.id) was written after another row \(last.id): one of the two was altered or replaced.")
        }
        if try row.computedHash() != row.hash {
            add(.altered, row.id, row.id, "Its values are not those that were written.")
        }
        if let noted, noted.id == row.id, noted.hash != row.hash {
            add(.altered, row.id, row.id, "Its hash is not the one that was noted.")
        }
    }

    /// What was found.
    ///
    /// - Parameter end: the last row as the chain's own row names it.
    /// - Returns: the report.
    func report(end: HistoryLink) -> HistoryReport {
        var check = self
        if last.id < end.id {
            check.add(.removed, last.id + 1, end.id, "The end of the chain is cut off.")
        } else if last.id == end.id, last.hash != end.hash {
            check.add(.altered, last.id, last.id, "It is not the row that the chain ended with.")
        }
        if let noted, noted.id > end.id {
            check.add(.removed, end.id + 1, noted.id, "Row \(noted.id) was noted, and the chain ends before it.")
        }
        check.report.head = end
        return check.report
    }

    private mutating func add(_ kind: HistoryReport.Fault.Kind, _ first: Int64, _ last: Int64, _ sentence: String) {
        guard report.faults.count < Self.mostFaults else { return }
        report.faults.append(HistoryReport.Fault(kind: kind, first: first, last: last, sentence: sentence))
    }
}

/// What a walk along the history's chain found.
package struct HistoryReport: Hashable, Sendable, Codable {
    /// Rows that are not as they were written.
    package struct Fault: Hashable, Sendable, Codable {
        /// What was done to them.
        package enum Kind: String, Hashable, Sendable, Codable {
            case altered, removed, added
            /// Nothing was found wrong, and nothing can be proved.
            case unknown
        }

        package var kind: Kind
        /// The first and the last row concerned.
        package var first: Int64
        package var last: Int64
        package var sentence: String

        /// The fault as one sentence that names the rows.
        package var description: String {
            first == last
                ? "Row \(first) \(kind == .unknown ? "cannot be proved" : "was \(kind.rawValue)"). \(sentence)"
                : "Rows \(first) to \(last): \(kind.rawValue). \(sentence)"
        }
    }

    package var rows = 0
    /// When the first and the last row were written, in milliseconds since 1970; `nil` where there is none.
    package var from: Int64?
    package var to: Int64?
    /// The last row: who writes it down elsewhere can prove later that nothing up to it was rewritten.
    package var head: HistoryLink
    /// The first ``HistoryCheck/mostFaults`` faults.
    package var faults: [Fault] = []

    /// The last row that is no longer kept; 0 when all are.
    package let pruned: Int64

    init(head: HistoryLink, pruned: Int64) {
        self.head = head
        self.pruned = pruned
    }

    /// Takes a missing beginning for a fault: nothing is to be removed by age.
    package mutating func refusePruning() {
        guard pruned > 0 else { return }
        faults.insert(
            Fault(kind: .removed, first: 1, last: pruned, sentence: "The configuration keeps all rows for ever."), at: 0
        )
    }
}
