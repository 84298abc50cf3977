import Foundation
import Mapping
import Sync
import Synchronization
import WireProtocol

/// Subitems below the board's items, on a board of their own.
extension FakeBoard: LineTarget {
    struct Subitem {
        let parent: String
        var name: String
        var values: [String: String] = [:]
    }

    struct Lines {
        var boardID = "77"
        var items: [String: Subitem] = [:]
        var columns: [BoardDescription.Column] = (BoardLayout(linesOf: .apInvoice)?.fields ?? []).map {
            BoardDescription.Column(id: $0.ownColumnID, title: $0.title, type: $0.content.columnType)
        }
        var faults: [Fault] = []
        var cache: [String: [MutationOutcome]] = [:]
        var sent: [(key: String, action: AttemptRow.Action, members: Int)] = []
        var reads: [[String]] = []
        var readFault: TargetError?
        /// Whether readings do not show yet what was made.
        var isHidden = false
        var refusedNames: Set<String> = []
        /// A request with one of these is refused as a whole, without naming it.
        var poisonedNames: Set<String> = []

        var description: BoardDescription {
            BoardDescription(
                id: boardID, name: "Subitems", state: "active", itemsCount: items.count, itemsLimit: 10_000,
                groups: [BoardDescription.Group(id: "topics", title: "Subitems")], columns: columns)
        }
    }

    func parents(_ ids: [String], mapping: BoardMapping) async throws(TargetError) -> [ParentItem] {
        let found: Result<[ParentItem], TargetError> = state.withLock { state in
            state.lines.reads.append(ids)
            if let fault = state.lines.readFault {
                state.lines.readFault = nil
                return .failure(fault)
            }
            return .success(ids.compactMap { Self.parent($0, state, mapping) })
        }
        return try found.get()
    }

    private static func parent(_ id: String, _ state: State, _ mapping: BoardMapping) -> ParentItem? {
        if state.away[id] == .archived {
            return ParentItem(id: id, state: "archived", boardID: state.boardID, subitems: [])
        }
        guard state.items[id] != nil else { return nil }
        let below = state.lines.isHidden ? [:] : state.lines.items.filter { $0.value.parent == id }
        return ParentItem(
            id: id, state: "active", boardID: state.boardID,
            subitems: below.map { id, subitem in
                let fields = mapping.targets.compactMapValues { target in
                    subitem.values[target.columnID].flatMap { $0 == "<null>" ? nil : $0 }
                }
                return ShownItem(
                    id: id, group: nil, key: subitem.values[mapping.keyColumnID] ?? "",
                    content: ItemContent(name: subitem.name, fields: fields))
            })
    }

    func body(lines: [LineMutation], boardID: String) -> Data {
        let rows = lines.map { line in
            switch line {
            case .create(let parent, let name, let values): ["create", parent, name, values]
            case .change(let item, let values): ["change", item, "", values]
            case .delete(let item): ["delete", item, "", ""]
            }
        }
        return (try? JSONEncoder().encode(rows)) ?? Data()
    }

    func send(
        lines body: Data, idempotencyKey: String, action: AttemptRow.Action, mutations: Int
    ) async -> MutationAnswer {
        let rows = (try? JSONDecoder().decode([[String]].self, from: body)) ?? []
        let outcomes: [MutationOutcome] = state.withLock { state in
            state.lines.sent.append((idempotencyKey, action, mutations))
            if let cached = state.lines.cache[idempotencyKey] { return cached }
            if rows.contains(where: { state.lines.poisonedNames.contains($0[2]) }) {
                return rows.map { _ in .refused(TargetError(.request, "Something of it is wrong.")) }
            }
            let fault = state.lines.faults.isEmpty ? nil : state.lines.faults.removeFirst()
            let unknown = MutationOutcome.unknown(TargetError(.unknown, "No answer came."))
            switch fault {
            case .lostRequest: return rows.map { _ in unknown }
            case .refuse(let error): return rows.map { _ in .refused(error) }
            case .partial(let count):
                for row in rows.prefix(count) { _ = Self.run(line: row, &state) }
                return rows.map { _ in unknown }
            case .lostAnswer, nil:
                let outcomes = rows.map { Self.run(line: $0, &state) }
                if state.remembers { state.lines.cache[idempotencyKey] = outcomes }
                return fault == nil ? outcomes : rows.map { _ in unknown }
            }
        }
        return MutationAnswer(outcomes, requestID: "request \(idempotencyKey)")
    }

    private static func run(line row: [String], _ state: inout State) -> MutationOutcome {
        let gone = MutationOutcome.refused(TargetError(.itemGone, "No such item."))
        if state.lines.refusedNames.contains(row[2]) {
            return .refused(TargetError(.record, "The value does not fit the column."))
        }
        var id = row[1]
        switch row[0] {
        case "create":
            guard state.items[row[1]] != nil else { return gone }
            id = String(state.next)
            state.next += 1
            state.lines.items[id] = Subitem(parent: row[1], name: row[2])
        case "delete": return state.lines.items.removeValue(forKey: id) == nil ? gone : .done(itemID: id)
        default: if state.lines.items[id] == nil { return gone }
        }
        let values = (try? JSONSerialization.jsonObject(with: Data(row[3].utf8)) as? [String: Any]) ?? [:]
        for (column, value) in values {
            if column == "name" {
                state.lines.items[id]?.name = value as? String ?? ""
            } else {
                state.lines.items[id]?.values[column] = value as? String ?? "\(value)"
            }
        }
        return .done(itemID: id)
    }

    /// What stands below the items, by the item's name: each subitem as its name and amount, in order.
    var subitems: [String: [String]] {
        state.withLock { state in
            var shown: [String: [String]] = [:]
            for subitem in state.lines.items.values {
                let parent = state.items[subitem.parent]?.name ?? "nowhere"
                shown[parent, default: []].append("\(subitem.name) \(subitem.values["amount"] ?? "-")")
            }
            return shown.mapValues { $0.sorted() }
        }
    }

    /// The keys of all subitems, each as often as it is there.
    var lineKeys: [String] {
        state.withLock { $0.lines.items.values.compactMap { $0.values[BoardField.keyColumnID] }.sorted() }
    }
}
