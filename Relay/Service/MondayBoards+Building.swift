import Foundation
import Mapping
import Monday
import Sync

extension MondayBoards: BoardBuilding {
    func boards(page: Int) async throws(TargetError) -> (boards: [ListedBoard], isLast: Bool) {
        let entries = try await ask(BoardList.call(page: page), BoardList.read)
        return (
            entries.map {
                ListedBoard(id: $0.id, name: $0.name, madeFor: BoardMarker.board(in: $0.description))
            }, entries.count < BoardList.pageSize
        )
    }

    func make(
        _ part: BoardPart, on boardID: String?, idempotencyKey: String
    ) async throws(TargetError) -> String {
        try await ask(Self.call(part, boardID ?? "", idempotencyKey), BoardStructure.read)
    }

    private static func call(_ part: BoardPart, _ boardID: String, _ key: String) -> MondayCall {
        switch part {
        case .board(let board):
            BoardStructure.board(
                name: board.name, isPrivate: board.isPrivate, description: board.description,
                workspace: board.workspace, idempotencyKey: key)
        case .group(let title):
            BoardStructure.group(board: boardID, title: title, color: nil, idempotencyKey: key)
        case .column(let column) where column.type == "status":
            BoardStructure.statusColumn(
                board: boardID, title: column.title, id: column.id, description: column.description,
                labels: column.labels.map(label), idempotencyKey: key)
        case .column(let column):
            BoardStructure.column(
                board: boardID, title: column.title, type: column.type, id: column.id,
                description: column.description, defaults: defaults(column), idempotencyKey: key)
        case .labels(let columnID, let revision, let labels):
            BoardStructure.labels(
                board: boardID, column: columnID, revision: revision, labels: labels.map(label), idempotencyKey: key)
        }
    }

    private static func label(_ label: BoardDescription.StatusLabel) -> BoardStructure.Label {
        BoardStructure.Label(
            id: label.id, text: label.label, color: label.color ?? "explosive", index: label.index,
            description: label.description, isDone: label.isDone, isDeactivated: label.isDeactivated)
    }

    /// A column's settings in the form of monday's pages on the column types.
    private static func defaults(_ column: BoardPart.Column) -> JSONValue? {
        if !column.linkedBoards.isEmpty {
            let ids = column.linkedBoards.map { id in Int64(id).map { JSONValue.integer($0) } ?? .string(id) }
            return .object(["boardIds": .array(ids), "allowMultipleItems": .bool(true)])
        }
        return column.unit.map { unit in
            .object([
                "unit": .object([
                    "symbol": .string("custom"), "custom_unit": .string(unit), "direction": .string("right"),
                    "precision": .integer(2),
                ])
            ])
        }
    }
}

extension MondayBoards: BoardArchiver {
    func archive(items: [String], idempotencyKey: String) async -> MutationAnswer {
        let aliases = ItemArchiving.aliases(items.count)
        do {
            let answer = try await exchange(ItemArchiving.call(items: items, idempotencyKey: idempotencyKey))
            return MutationAnswer(
                BatchOutcome.resolve(aliases, from: answer).map(Self.outcome), requestID: answer.requestID)
        } catch {
            return MutationAnswer(BatchOutcome.resolve(aliases, from: error).map(Self.outcome))
        }
    }
}
