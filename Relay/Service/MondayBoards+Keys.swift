import Mapping
import Monday
import Sync

extension MondayBoards {
    func lookUp(
        _ groups: [[String]], mapping: BoardMapping
    ) async throws(TargetError) -> [Result<KeyPage, TargetError>] {
        let (board, column) = (mapping.boardID, mapping.keyColumnID)
        let pages: [Result<ItemPage, MondayFailure>]
        do {
            pages = try ItemLookup.read(
                try await answer(ItemLookup.call(board: board, keyColumn: column, groups: groups)),
                groups: groups.count)
        } catch {
            throw Self.error(error)
        }
        return pages.map { page in
            switch page {
            case .success(let page): .success(KeyPage(page, column))
            case .failure(let failure): .failure(Self.error(failure))
            }
        }
    }

    func keyPage(after cursor: String?, mapping: BoardMapping) async throws(TargetError) -> KeyPage? {
        let (board, column) = (mapping.boardID, mapping.keyColumnID)
        let page: ItemPage
        do {
            page = try KeyItems.read(
                try await answer(KeyItems.call(after: cursor, board: board, keyColumn: column)), isFirst: cursor == nil)
        } catch {
            if error.kind == .cursorExpired { return nil }
            throw Self.error(error)
        }
        return KeyPage(page, column)
    }
}

extension KeyPage {
    /// Takes the items that have a key; an item without one is nobody's.
    fileprivate init(_ page: ItemPage, _ column: String) {
        let items = page.items.compactMap { item in
            item.columns[column]?.text.flatMap { $0.isEmpty ? nil : FoundItem(id: item.id, key: $0) }
        }
        self.init(items: items, cursor: page.cursor)
    }
}
