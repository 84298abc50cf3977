import Mapping
import Sync
import Synchronization

extension FakeBoard: BoardReader {
    func page(after cursor: String?, mapping: BoardMapping) async throws(TargetError) -> ShownPage? {
        let page: ShownPage? = state.withLock { state in
            state.pages.read += 1
            var ids: [String]
            if let cursor {
                if state.pages.expiring > 0 {
                    state.pages.expiring -= 1
                    return nil
                }
                ids = state.pages.rests[cursor] ?? []
            } else {
                state.listAgain()
                ids = state.items.keys.filter { !state.pages.unlisted.contains($0) }.shuffled()
                if state.pages.repeats, let first = ids.first { ids.append(first) }
            }
            let rest = Array(ids.dropFirst(state.pages.size))
            let items = ids.prefix(state.pages.size).compactMap { Self.shown($0, state, mapping) }
            guard !rest.isEmpty else { return ShownPage(items: items, cursor: nil) }
            state.pages.next += 1
            state.pages.rests["\(state.pages.next)"] = rest
            return ShownPage(items: items, cursor: "\(state.pages.next)")
        }
        let hook = state.withLock { $0.pages.afterPage }
        await hook?()
        return page
    }

    func items(_ ids: [String], mapping: BoardMapping) async throws(TargetError) -> [LocatedItem] {
        state.withLock { state in
            state.pages.asked.append(ids)
            return ids.compactMap { id in
                switch state.away[id] {
                case .archived:
                    return LocatedItem(state: "archived", boardID: state.boardID, item: Self.blank(id))
                case .moved: return LocatedItem(state: "active", boardID: "another", item: Self.blank(id))
                default:
                    return Self.shown(id, state, mapping).map {
                        LocatedItem(state: "active", boardID: state.boardID, item: $0)
                    }
                }
            }
        }
    }

    private static func blank(_ id: String) -> ShownItem {
        ShownItem(id: id, group: nil, key: "", content: ItemContent(name: "", fields: [:]))
    }

    private static func shown(_ id: String, _ state: State, _ mapping: BoardMapping) -> ShownItem? {
        guard let item = state.items[id] else { return nil }
        let fields = mapping.targets.compactMapValues { target -> String? in
            guard let value = item.values[target.columnID], value != "<null>", !value.isEmpty else { return nil }
            guard target.columnType == "status" else { return value }
            let index = Int(value.filter(\.isNumber))
            return target.labels.first { $0.value == index }?.key
        }
        return ShownItem(
            id: id, group: "topics", key: item.values[mapping.keyColumnID] ?? "",
            content: ItemContent(name: item.name, fields: fields))
    }

    // MARK: What people do

    /// The id of a record's item.
    func item(_ key: String) -> String? {
        state.withLock { state in
            state.items.filter { $0.value.values[BoardField.keyColumnID] == key }.keys.sorted().first
        }
    }

    /// Has an item disappear from the board.
    func take(_ id: String?, to place: ItemPlace) {
        state.withLock { state in
            guard let id else { return }
            state.items[id] = nil
            if place != .deleted { state.away[id] = place }
        }
    }

    /// Writes over what an item shows.
    func edit(_ id: String?, name: String? = nil, _ values: [String: String] = [:]) {
        state.withLock { state in
            guard let id else { return }
            if let name { state.items[id]?.name = name }
            for (title, value) in values {
                guard let column = state.columns.first(where: { $0.title == title }) else { continue }
                state.items[id]?.values[column.id] = value.isEmpty ? nil : value
            }
        }
    }

    /// Makes an item as a person would.
    @discardableResult
    func make(_ name: String, key: String?) -> String {
        state.withLock { state in
            let id = String(state.next)
            state.next += 1
            state.items[id] = (name, key.map { [BoardField.keyColumnID: $0] } ?? [:])
            return id
        }
    }
}

extension FakeBoard.State {
    /// A list is begun: what an import made shows up after some of them.
    mutating func listAgain() {
        guard let left = bulk.hiding else { return }
        bulk.hiding = left > 0 ? left - 1 : nil
        if left == 0 { pages.unlisted = [] }
    }
}
