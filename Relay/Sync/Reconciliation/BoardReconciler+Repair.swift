import Mapping

/// Putting right what was found.
extension BoardReconciler {
    /// Puts right every repairable finding; each is judged once more in the transaction that does it.
    ///
    /// - Parameter mapping: the board's columns.
    /// - Returns: what was put right.
    /// - Throws: what the store throws.
    func repair(_ mapping: BoardMapping) async throws -> BoardReconciliation.Repairs {
        let (ref, now, others) = (settings.ref, time.now, settings.otherVolumes)
        var repairs = BoardReconciliation.Repairs()
        for walk in FindingWalk.allCases {
            var last: ReadBackItem?
            repeat {
                let (after, before) = (last, repairs)
                (last, repairs) = try await store.write { transaction in
                    var repairs = before
                    let page = try walk.page(
                        transaction, ref, mapping, others: others, after: after, limit: Self.pageSize)
                    for (finding, row) in page.found {
                        guard let known = row else { continue }
                        var row = known
                        guard repairs.make(finding, &row) else { continue }
                        let cause = HistoryEntry.Cause(at: now, note: finding.sentence)
                        try transaction.save(row, was: known, cause)
                        guard let differences = finding.differences else { continue }
                        var entry = HistoryEntry(.repaired, row, cause)
                        for difference in differences {
                            entry.changes[difference.field] = HistoryEntry.Change(
                                old: difference.shown, new: difference.expected)
                        }
                        try transaction.append(entry)
                    }
                    return (page.last, repairs)
                }
            } while last != nil
        }
        return repairs
    }
}

extension BoardReconciliation.Repairs {
    /// Repairs a record, and counts it.
    ///
    /// - Returns: whether the record was changed.
    fileprivate mutating func make(_ finding: Finding, _ row: inout RecordRow) -> Bool {
        // A person set it aside: nothing of it goes out, so nothing is put right.
        guard row.state != .dropped else { return false }
        switch finding.kind {
        case .missing:
            row.forgetItem()
            forgotten += 1
        case .edited:
            row.correct(finding.differences ?? [])
            corrected += 1
        case .unclaimed:
            row.claim(itemID: finding.itemID)
            claimed += 1
        case .archived, .duplicate, .unknown: return false
        }
        return true
    }
}
