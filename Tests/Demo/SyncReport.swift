/// What `sage-relay sync --json` prints.
struct SyncReport: Decodable {
    /// One board's row.
    struct Row: Decodable {
        var board: String
        var read: Int
        var created: Int
        var updated: Int
        var unchanged: Int
        var gone: Int
        var failed: Int
        var calls: Int
        var milliseconds: Int
        var message: String?
    }

    var rows: [Row]
    var message: String?

    /// Requests to monday.com that all boards took.
    var calls: Int { rows.reduce(0) { $0 + $1.calls } }
    /// Why something is left to do, a sentence for each board.
    var notes: [String] {
        rows.compactMap { row in row.message.map { "\(row.board): \($0)" } } + [message].compactMap(\.self)
    }
}
