import Mapping
import Sync
import Synchronization

extension FakeBoard {
    func lookUp(
        _ groups: [[String]], mapping: BoardMapping
    ) async throws(TargetError) -> [Result<KeyPage, TargetError>] {
        state.withLock { $0.onLookUp }?()
        let answer: Result<[Result<KeyPage, TargetError>], TargetError> = state.withLock { state in
            state.lookUps += 1
            state.asked.append(groups.reduce(0) { $0 + $1.count })
            if let fault = state.lookUpFault {
                state.lookUpFault = nil
                return .failure(fault)
            }
            guard groups.count <= state.mostSearches else {
                return .failure(TargetError(.request, "Too many searches."))
            }
            return .success(
                groups.map { keys in
                    guard keys.count <= state.mostValues else {
                        return .failure(TargetError(.request, "Too many values."))
                    }
                    let wanted = Set(keys.map { $0.lowercased() })
                    return .success(
                        Self.page(Self.listed(state).filter { wanted.contains($0.key.lowercased()) }, &state))
                })
        }
        return try answer.get()
    }

    func keyPage(after cursor: String?, mapping: BoardMapping) async throws(TargetError) -> KeyPage? {
        state.withLock { $0.onLookUp }?()
        let fault = state.withLock { state in
            defer { state.keyPageFault = nil }
            return state.keyPageFault
        }
        if let fault { throw fault }
        let page: KeyPage? = state.withLock { state in
            state.keyPages += 1
            guard let cursor else {
                state.listAgain()
                let listed = Self.listed(state).filter { !state.pages.unlisted.contains($0.id) }
                return Self.page(listed.shuffled(), &state)
            }
            if state.pages.expiring > 0 {
                state.pages.expiring -= 1
                return nil
            }
            return Self.page(state.pages.keyRests[cursor] ?? [], &state)
        }
        let hook = state.withLock { $0.pages.afterKeyPage }
        await hook?()
        return page
    }

    /// The items that searches and lists show.
    private static func listed(_ state: State) -> [FoundItem] {
        state.items.compactMap { id, item in
            guard let key = item.values[BoardField.keyColumnID], !state.hidden.contains(id) else { return nil }
            return FoundItem(id: id, key: key)
        }
    }

    private static func page(_ items: [FoundItem], _ state: inout State) -> KeyPage {
        let rest = Array(items.dropFirst(state.pages.keySize))
        guard !rest.isEmpty else { return KeyPage(items: items, cursor: nil) }
        state.pages.next += 1
        let cursor = "\(state.pages.next)"
        state.pages.keyRests[cursor] = rest
        return KeyPage(items: Array(items.prefix(state.pages.keySize)), cursor: cursor)
    }
}
