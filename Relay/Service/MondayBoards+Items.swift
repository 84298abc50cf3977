import Foundation
import Mapping
import Monday
import Sync

extension MondayBoards: BoardReader {
    func page(after cursor: String?, mapping: BoardMapping) async throws(TargetError) -> ShownPage? {
        let columns = mapping.columnIDs
        let page: ItemPage
        do {
            if let cursor {
                page = try NextItems.read(try await answer(NextItems.call(cursor: cursor, columns: columns)))
            } else {
                page = try BoardItems.read(
                    try await answer(BoardItems.call(board: mapping.boardID, columns: columns)))
            }
        } catch {
            if error.kind == .cursorExpired { return nil }
            throw Self.error(error)
        }
        return ShownPage(items: page.items.map { ShownItem($0, mapping) }, cursor: page.cursor)
    }

    func items(_ ids: [String], mapping: BoardMapping) async throws(TargetError) -> [LocatedItem] {
        do {
            return try ItemsByID.read(try await answer(ItemsByID.call(items: ids, columns: mapping.columnIDs)))
                .map { LocatedItem(state: $0.state ?? "", boardID: $0.board, item: ShownItem($0, mapping)) }
        } catch {
            throw Self.error(error)
        }
    }

    /// Sends one call once; why there is no answer is a failure too.
    func answer(_ call: MondayCall) async throws(MondayFailure) -> MondayAnswer {
        do {
            return try await exchange(call)
        } catch {
            throw error.failure
        }
    }
}

extension BoardMapping {
    /// The ids of all columns that show a field.
    var columnIDs: [String] { targets.values.map(\.columnID).sorted() }
}

extension ShownItem {
    /// Brings an item of monday's into the words of the mapping.
    init(_ item: MondayItem, _ mapping: BoardMapping) {
        let fields = mapping.targets.compactMapValues { target in
            item.columns[target.columnID].flatMap { $0.shown(as: target.columnType) }
        }
        self.init(
            id: item.id, group: item.group, key: item.columns[mapping.keyColumnID]?.text ?? "",
            content: ItemContent(name: item.name, fields: fields))
    }
}

extension MondayItem.ColumnValue {
    /// What the column shows, in the form in which it was written; `nil` where it is empty.
    fileprivate func shown(as columnType: String) -> String? {
        let text: String? =
            switch columnType {
            // `text` is made for people; `value` is the stored number, as JSON text in quotes.
            case "numbers": value.flatMap { $0 == "null" ? nil : $0.trimmingCharacters(in: ["\""]) } ?? self.text
            case "date": date ?? self.text
            case "status": label ?? self.text
            default: self.text
            }
        return text.flatMap { $0.isEmpty ? nil : $0 }
    }
}
