/// How a board uses bulk imports.
package struct BulkSettings: Sendable, Hashable {
    /// So many new items are imported in bulk; fewer go out in batches, which are done sooner.
    package var threshold: Int
    /// The most rows of one file: monday takes 10,000 (developer.monday.com, "Importing items in bulk").
    package var rows: Int
    /// The most bytes of one file: monday takes 150 MB, which may be meant either way, so the smaller is taken.
    package var bytes: Int
    /// Whether monday matches rows with items by the key column.
    ///
    /// It is the second safety: every key was looked for on the board before. Which types of columns monday takes for
    /// that is not documented.
    package var matchesKeys: Bool

    /// The least time between two questions about a job, in milliseconds: monday advises some ten seconds.
    package var poll: Int64
    /// How long a file may arrive after its job was started, in milliseconds: monday's address lives 10 minutes, five are
    /// left for clocks and for what is under way.
    package var uploadLife: Int64

    package init(
        threshold: Int = 500, rows: Int = 10_000, bytes: Int = 150_000_000, matchesKeys: Bool = true,
        poll: Int64 = 10_000,
        uploadLife: Int64 = 900_000
    ) {
        self.threshold = threshold
        self.rows = rows
        self.bytes = bytes
        self.matchesKeys = matchesKeys
        self.poll = poll
        self.uploadLife = uploadLife
    }
}

extension BulkSettings {
    /// The same for estimates.
    package var rules: BulkRules { BulkRules(threshold: threshold) }
}
