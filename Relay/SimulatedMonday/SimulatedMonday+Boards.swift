import Synchronization

/// A column of a board that is made directly.
package struct ColumnPlan: Sendable {
    package var id: String
    package var title: String
    package var kind: ColumnKind
    /// The labels of a status or dropdown column; `nil` has the default ones.
    package var labels: [String]?
    /// The boards whose items a column of linked items takes.
    package var boards: [String] = []

    /// Describes a column.
    package init(_ id: String, _ title: String, _ kind: ColumnKind, labels: [String]? = nil, boards: [String] = []) {
        self.id = id
        self.title = title
        self.kind = kind
        self.labels = labels
        self.boards = boards
    }
}

/// An item as an independent checker sees it.
package struct BoardItem: Sendable, Hashable {
    package let id: String
    package let name: String
    /// The group's title.
    package let group: String
    package let state: ItemState
    /// The text of the filled columns by their ids.
    package let values: [String: String]
}

extension SimulatedMonday {
    /// Makes a board without going through the API: limits and faults do not apply.
    ///
    /// - Parameters:
    ///   - name: Its title.
    ///   - columns: Its columns beside the name.
    ///   - itemsLimit: How many active items it takes; `nil` for the account's figure.
    /// - Returns: The board's id.
    /// - Throws: An error that names what the API would refuse too.
    package func makeBoard(name: String, columns: [ColumnPlan] = [], itemsLimit: Int? = nil) throws -> String {
        try withAccount { account in
            let board = try account.createBoard(name, isEmpty: true)
            if let itemsLimit { board.itemsLimit = itemsLimit }
            for column in columns {
                let defaults: JSONValue =
                    column.kind == .boardRelation
                    ? ["boardIds": .array(column.boards.compactMap { Int($0) }.map { .integer($0) })]
                    : column.labels.map { ["labels": .array($0.map { .string($0) })] } ?? .null
                _ = try account.createColumn(
                    on: board, title: column.title, kind: column.kind.rawValue, id: column.id, defaults: defaults)
            }
            return String(board.id)
        }
    }

    /// Makes an item as a person on the board would: limits and faults do not apply.
    ///
    /// - Parameters:
    ///   - board: The board's id.
    ///   - name: 1 to 255 characters.
    ///   - values: Plain texts by column id.
    /// - Returns: The item's id.
    /// - Throws: An error that names what the API would refuse too.
    @discardableResult
    package func makeItem(on board: String, name: String, values: [String: String] = [:]) throws -> String {
        try withAccount { account in
            let members = values.sorted { $0.key < $1.key }.map { JSONMember($0.key, .string($0.value)) }
            let target = try account.activeBoard(board)
            let made = try account.createItem(
                on: target, name: name, group: nil, values: .string(JSONValue.object(members).encodedText),
                createsLabels: true)
            return String(target.items[made.position].id)
        }
    }

    /// Archives or deletes a board, or brings it back; an unknown id is left alone.
    package func setState(_ state: ItemState, ofBoard id: String) {
        withAccount { account in
            Int(id).flatMap { account.boards[$0] }?.state = state
        }
    }

    /// The ids of all boards, oldest first.
    package var boardIDs: [String] {
        withAccount { $0.boardOrder.map { String($0) } }
    }

    /// The items of a board in the order they came; none for an unknown id.
    ///
    /// - Parameters:
    ///   - board: The board's id.
    ///   - state: Which items.
    /// - Returns: The items with the text of their columns.
    package func items(on board: String, state: ItemState = .active) -> [BoardItem] {
        withAccount { account in
            guard let board = Int(board).flatMap({ account.boards[$0] }) else { return [] }
            return board.items.filter { !$0.hasLeft && $0.state == state }.map { item in
                var values: [String: String] = [:]
                for index in board.activeColumns {
                    let column = board.columns[index]
                    if let cell = item.cell(index) { values[column.id] = cell.text(in: column) }
                }
                return BoardItem(
                    id: String(item.id), name: item.name, group: board.groups[item.group].title, state: item.state,
                    values: values)
            }
        }
    }

    /// Runs with the account, under the lock.
    func withAccount<Result: Sendable>(_ body: (Account) throws -> Result) rethrows -> Result {
        let now = clock.now
        return try state.withLock { state in
            state.account.now = now
            state.account.advanceImports()
            return try body(state.account)
        }
    }
}
