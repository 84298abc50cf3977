import GRDB
import WireProtocol

/// Which rows of the history are wanted; everything that is set must hold.
package struct HistoryFilter: Hashable, Sendable {
    /// The board's name, `acme/ap-invoices`.
    package var board: String?
    /// The record's key as it stands in the store, to the letter.
    package var key: String?
    /// A part of the key: as it stands in the store, or as Sage holds it, blanks and lower case included.
    package var find: String?
    /// Not before this time, in milliseconds since 1970.
    package var since: Int64?
    /// Before this time, in milliseconds since 1970.
    package var until: Int64?

    package init(
        board: String? = nil, key: String? = nil, find: String? = nil, since: Int64? = nil, until: Int64? = nil
    ) {
        self.board = board
        self.key = key
        self.find = find
        self.since = since
        self.until = until
    }

    /// As a condition on the table `history`, with its arguments.
    var sql: (condition: String, arguments: StatementArguments) {
        var conditions = ["1"]
        var arguments = StatementArguments()
        func add(_ condition: String, _ values: (any DatabaseValueConvertible)...) {
            conditions.append(condition)
            arguments += StatementArguments(values)
        }
        if let board { add("board = ?", board) }
        if let key { add("key = ?", key) }
        if let find { add("(instr(key, ?) OR instr(key, ?))", find, RecordKey([find]).text) }
        if let since { add("at >= ?", since) }
        if let until { add("at < ?", until) }
        return (conditions.joined(separator: " AND "), arguments)
    }
}
