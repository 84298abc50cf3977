import Synchronization

/// A whole board as JSON, part after part, so that 100,000 items never stand in memory as text at once.
///
/// Items come in the order they were made. An item that changes while the export runs is given in the form it has when
/// its part is written; the board itself is not locked.
final class BoardExport: Sendable {
    /// How many items one part holds.
    static let partLength = 500

    /// Which items are given; `nil` for all.
    private let itemState: ItemState?
    private let boardID: Int
    private let simulator: SimulatedMonday
    /// The position of the next item, and whether an item was written before it; `nil` at the end.
    private let progress = Mutex<(next: Int, isFirst: Bool)?>((0, true))

    /// Starts at the first item; `nil` for a board that does not exist.
    init?(_ simulator: SimulatedMonday, board: Int, itemState: ItemState?) {
        guard simulator.withAccount({ $0.boards[board] != nil }) else { return nil }
        self.simulator = simulator
        self.itemState = itemState
        boardID = board
    }

    /// The next part; `nil` when everything was given.
    func next() -> [UInt8]? {
        progress.withLock { progress in
            guard let (start, isFirst) = progress else { return nil }
            return simulator.withAccount { account in
                guard let board = account.boards[boardID] else { return nil }
                var writer = JSONWriter()
                var isFirst = isFirst
                if start == 0 { writer.write(raw: Self.opening(board)) }
                let end = min(start + Self.partLength, board.items.count)
                for item in board.items[start..<end]
                where !item.hasLeft && (itemState == nil || item.state == itemState) {
                    writer.write(raw: isFirst ? "\n" : ",\n")
                    writer.write(Self.json(item, on: board))
                    isFirst = false
                }
                if end == board.items.count { writer.write(raw: "\n]}\n") }
                progress = end == board.items.count ? nil : (end, isFirst)
                return writer.bytes
            }
        }
    }

    /// The board's own members, with the list of items left open.
    private static func opening(_ board: Board) -> String {
        let head: JSONValue = [
            "id": .string(String(board.id)), "name": .string(board.name), "state": .string(board.state.rawValue),
            "items_count": .integer(board.activeCount), "items_limit": .integer(board.itemsLimit),
            "groups": .array(
                board.activeGroups.map { board.groups[$0] }
                    .map { ["id": .string($0.id), "title": .string($0.title)] }),
            "columns": .array(
                board.activeColumns.map { board.columns[$0] }.map {
                    ["id": .string($0.id), "title": .string($0.title), "type": .string($0.kind.rawValue)]
                }),
        ]
        return head.encodedText.dropLast() + ",\"items\":["
    }

    /// One item with its filled columns, each with id and title.
    private static func json(_ item: Item, on board: Board) -> JSONValue {
        let values = board.activeColumns.compactMap { index -> JSONValue? in
            let column = board.columns[index]
            return item.cell(index).map { cell in
                [
                    "id": .string(column.id), "title": .string(column.title), "text": .string(cell.text(in: column)),
                    "value": cell.json,
                ]
            }
        }
        return [
            "id": .string(String(item.id)), "name": .string(item.name), "state": .string(item.state.rawValue),
            "group": .string(board.groups[item.group].id), "values": .array(values),
            "parent": item.parent.map { .string(String($0)) } ?? .null,
        ]
    }
}
