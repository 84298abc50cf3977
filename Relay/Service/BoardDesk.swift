import Sync

/// What answers a person's questions about one board, beside the loops that keep it.
struct BoardDesk: Sendable {
    /// The name of the board's monday account.
    let account: String
    let planner: Planner
    let resync: Resync
    /// The board's company.
    let source: any RecordSource
}
