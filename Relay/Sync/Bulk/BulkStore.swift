import Mapping

/// A record in a bulk job.
package struct BulkMember: Hashable, Sendable {
    /// The record's key in its text form.
    package var key: String
    /// What its row holds for the key column.
    package var sageKey: String
    /// The items that were found with this key after the job, in the order in which they were found.
    package var items: [String]
    /// The digest of what its row shows; `nil` for a job of an earlier version.
    package var sent: String?

    package init(key: String, sageKey: String, items: [String] = [], sent: String? = nil) {
        self.key = key
        self.sageKey = sageKey
        self.items = items
        self.sent = sent
    }
}

/// What is read of bulk jobs.
package protocol BulkStoreReader {
    /// The board's job, if there is one.
    func bulkJob(_ ref: BoardRef) throws -> BulkJobRow?
    func bulkStanding(_ ref: BoardRef) throws -> BulkStanding
    /// How many records are to be created now that a job may bring, counted up to a limit.
    func bulkBacklog(_ ref: BoardRef, now: Int64, limit: Int) throws -> Int
    /// Records that are to be created now and that a job may bring, those waiting longest first, behind one of them.
    func bulkCandidates(_ ref: BoardRef, now: Int64, after last: RecordRow?, limit: Int) throws -> [RecordRow]
    /// The member whose row holds this text for the key column, compared exactly.
    func bulkMember(_ ref: BoardRef, sageKey: String) throws -> BulkMember?
    /// Members in the order of their keys; with an item, or without.
    func bulkMembers(_ ref: BoardRef, found: Bool?, limit: Int) throws -> [BulkMember]
    /// What tells one content from another, for ``BulkMember/sent``.
    func digest(of content: ItemContent) throws -> String
    /// How many members have an item.
    func bulkFound(_ ref: BoardRef) throws -> Int
}

/// What is changed of bulk jobs.
package protocol BulkStoreWriter {
    func save(_ job: BulkJobRow) throws
    /// Forgets the board's job with its members.
    func closeBulkJob(_ ref: BoardRef) throws
    /// Makes a record a member.
    ///
    /// - Parameters:
    ///   - member: the record.
    ///   - folded: its key as a reader that folds case sees it.
    ///   - ref: the board.
    /// - Returns: `false` when another member's key is the same to such a reader; it is no member then.
    /// - Throws: what the store throws.
    func add(_ member: BulkMember, folded: String, _ ref: BoardRef) throws -> Bool
    func save(_ member: BulkMember, _ ref: BoardRef) throws
    func removeBulkMember(_ ref: BoardRef, key: String) throws
    func save(_ standing: BulkStanding, _ ref: BoardRef) throws
    /// Counts that a job could not bring a record; with ``BulkMiss/most`` of them no job brings it any more.
    func countBulkMiss(_ ref: BoardRef, key: String, _ count: Int) throws
}

/// How often a job may fail to bring a record.
package enum BulkMiss {
    /// After two failures it goes out in batches, where monday says for each record what is wrong with it.
    package static let most = 2
}
