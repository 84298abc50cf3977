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

    package init(threshold: Int = 500, rows: Int = 10_000, bytes: Int = 150_000_000, matchesKeys: Bool = true) {
        self.threshold = threshold
        self.rows = rows
        self.bytes = bytes
        self.matchesKeys = matchesKeys
    }
}
