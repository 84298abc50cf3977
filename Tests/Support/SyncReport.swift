/// What `sage-relay sync --json` prints, as a program that reads it has it.
package struct SyncReport: Decodable, Sendable {
    /// One board's row.
    package struct Row: Decodable, Sendable {
        package var board: String
        package var read: Int
        package var created: Int
        package var updated: Int
        package var unchanged: Int
        package var gone: Int
        package var failed: Int
        package var calls: Int
        package var milliseconds: Int
        package var isDone: Bool
        package var message: String?
    }

    package var rows: [Row]
    package var message: String?

    /// Requests to monday.com that all boards took.
    package var calls: Int { rows.reduce(0) { $0 + $1.calls } }
    /// Why something is left to do, a sentence for each board.
    package var notes: [String] {
        rows.compactMap { row in row.message.map { "\(row.board): \($0)" } } + [message].compactMap(\.self)
    }
}
