/// How a simulated account behaves.
package struct SimulatorConfiguration: Sendable {
    /// What the `Authorization` header must hold, to the letter and without `Bearer`: a personal token.
    ///
    /// The access tokens of logins by OAuth are taken too.
    package var token = "simulated-token"
    /// The limits that are enforced; none by default.
    package var limits = SimulatorLimits.none
    /// How many active items a new board takes.
    package var itemsLimit = 10_000
    /// How many values one column of a search takes; monday documents no figure.
    package var valuesPerColumn = 100
    /// After how many milliseconds a search sees a write.
    package var searchLag: SimulatorClock.Milliseconds = 0
    /// Whether `create_item` with one bad column value makes the item without column values, beside the error.
    ///
    /// monday's documentation does not say which of the two happens.
    package var createsDespiteBadColumn = false
    /// Whether a board lists archived columns and groups among the others, told by `archived` alone.
    package var listsArchivedParts = true
    /// Whether the first `create_subitem` on a board makes its board of subitems, rather than being refused.
    package var makesSubitemBoards = false
    /// The app that logs in by OAuth.
    package var oauth = OAuthApp()
    /// How errors of limits and tokens are written.
    package var errorForm = ErrorForm.current
    /// How bulk import behaves.
    package var imports = ImportSettings()
    /// How many bytes the body of a request may have; monday documents no figure.
    package var bodyLimit = 4 << 20
    /// The start of the random order of items and of the cursors.
    package var seed: UInt64 = 1

    /// An account without limits that takes `simulated-token`.
    package init() {}
}
