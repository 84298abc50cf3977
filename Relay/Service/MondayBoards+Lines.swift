import Foundation
import Mapping
import Monday
import Sync

extension MondayBoards: LineTarget {
    func parents(_ ids: [String], mapping: BoardMapping) async throws(TargetError) -> [ParentItem] {
        let parents = try await ask(
            SubitemsOfItems.call(items: ids, columns: mapping.columnIDs), SubitemsOfItems.read)
        return parents.map { parent in
            ParentItem(
                id: parent.item.id, state: parent.item.state ?? "", boardID: parent.item.board,
                subitems: parent.subitems.map { ShownItem($0, mapping) })
        }
    }

    func body(lines: [LineMutation], boardID: String) -> Data {
        let members = lines.map { line -> LineBatch.Member in
            switch line {
            case .create(let parent, let name, let values): .create(parent: parent, name: name, values: values)
            case .change(let item, let values): .change(item: item, values: values)
            case .delete(let item): .delete(item: item)
            }
        }
        return LineBatch(board: boardID, members: members).call(idempotencyKey: "").body
    }

    func send(
        lines body: Data, idempotencyKey: String, action: AttemptRow.Action, mutations: Int
    ) async -> MutationAnswer {
        await write(
            MondayCall(
                body: body, idempotencyKey: idempotencyKey, kind: .mutation, operation: action.kind.rawValue,
                members: mutations), LineBatch.aliases(mutations))
    }
}
