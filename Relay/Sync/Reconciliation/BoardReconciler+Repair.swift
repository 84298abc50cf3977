import Mapping

/// Putting right what was found.
extension BoardReconciler {
    /// Puts right every repairable finding; each is judged once more in the transaction that does it.
    ///
    /// - Parameter mapping: the board's columns.
    /// - Returns: what was put right.
    /// - Throws: what the store throws.
    func repair(_ mapping: BoardMapping) async throws -> BoardReconciliation.Repairs {
        let ref = settings.ref
        var repairs = BoardReconciliation.Repairs()
        for walk in FindingWalk.allCases {
            var last: ReadBackItem?
            repeat {
                let (after, before) = (last, repairs)
                (last, repairs) = try await store.write { transaction in
                    var repairs = before
                    let page = try walk.page(transaction, ref, mapping, after: after, limit: Self.pageSize)
                    for (finding, row) in page.found {
                        guard var row, repairs.make(finding, &row) else { continue }
                        try transaction.save(row)
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
