import Foundation
import Mapping
import Sync
import Synchronization
import WireProtocol

/// A monday account with one board, which keeps what it is sent and fails where a test wants it.
final class FakeBoard: BoardTarget {
    enum Fault: Sendable {
        /// Nothing is done, and no answer comes.
        case lostRequest
        /// Everything is done, and no answer comes.
        case lostAnswer
        /// So many members are done, and no answer comes.
        case partial(Int)
        case refuse(TargetError)
    }

    struct State {
        var items: [String: (name: String, values: [String: String])] = [:]
        var next = 1
        var faults: [Fault] = []
        /// Answers by Idempotency-Key, as monday keeps them for half an hour.
        var cache: [String: [MutationOutcome]] = [:]
        var remembers = true
        /// Whether a refusal comes even where the answer is remembered, as a limit's does.
        var refusesBeforeCache = false
        var sent: [(body: Data, key: String)] = []
        var lookUps = 0
        /// How many pages of keys were read, and by how many keys each look-up asked.
        var keyPages = 0
        var asked: [Int] = []
        /// More values than this are refused in one search, and more searches than this in one request.
        var mostValues = Int.max
        var mostSearches = Int.max
        var described = 0
        /// Items that a look-up does not find yet.
        var hidden: Set<String> = []
        var lookUpFault: TargetError?
        /// Why the next page of keys is refused.
        var keyPageFault: TargetError?
        /// Runs before every look-up.
        var onLookUp: (@Sendable () -> Void)?
        var boardID = "1"
        var columns = FakeBoard.columns
        var itemsLimit = 10_000
        var refusedNames: Set<String> = []
        /// A request with one of these is refused as a whole, without naming it.
        var poisonedNames: Set<String> = []
        /// Items that are never made, and of which the answer does not say so.
        var doubtfulNames: Set<String> = []
        /// Items that are no longer on the board, with where they are.
        var away: [String: ItemPlace] = [:]
        var pages = Pages()
        var bulk = Bulk()
        var workshop = Workshop()
        var lines = Lines()
        /// The state of the board, as monday names it.
        var boardState = "active"
        /// The groups that items were made in.
        var createdIn: Set<String> = []
        var groups = [BoardDescription.Group(id: "topics", title: "Vendors")]
    }

    /// How the board is read back.
    struct Pages {
        var size = 3
        /// The lists that cursors lead to the rest of.
        var rests: [String: [String]] = [:]
        /// The same of pages of keys, which have so many items.
        var keyRests: [String: [FoundItem]] = [:]
        var keySize = 500
        /// Runs after every page of keys.
        var afterKeyPage: (@Sendable () async -> Void)?
        var next = 0
        /// How many cursors are refused as expired.
        var expiring = 0
        /// Has the first item of a list come again at its end.
        var repeats = false
        /// Runs after every page.
        var afterPage: (@Sendable () async -> Void)?
        var read = 0
        var asked: [[String]] = []
        /// Items that pages leave out.
        var unlisted: Set<String> = []
    }

    let state = Mutex(State())

    static let columns = columns(of: .apVendor)

    /// A column for each field of a kind.
    static func columns(of kind: RecordKind) -> [BoardDescription.Column] {
        BoardLayout(kind: kind).fields.enumerated().map { index, field in
            var labels: [String: Int] = [:]
            if case .status(let names) = field.content {
                labels = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
            }
            return BoardDescription.Column(
                id: field == .key ? BoardField.keyColumnID : "c\(index)", title: field.title,
                type: field.content.columnType, labels: labels)
        }
    }

    /// The items by key, each key as often as the board holds it.
    var keys: [String] {
        state.withLock { $0.items.values.compactMap { $0.values[BoardField.keyColumnID] }.sorted() }
    }

    func describe(boardID: String) async throws(TargetError) -> BoardDescription? {
        state.withLock { state in
            state.described += 1
            if boardID == state.lines.boardID { return state.lines.description }
            guard boardID == state.boardID else { return nil }
            return BoardDescription(
                id: boardID, name: state.workshop.name, state: state.boardState, itemsCount: state.items.count,
                itemsLimit: state.itemsLimit, groups: state.groups, columns: state.columns,
                archivedColumns: state.workshop.archivedColumns, purpose: state.workshop.purpose)
        }
    }

    func body(_ mutations: [ItemMutation], mapping: BoardMapping) -> Data {
        let rows = mutations.map { mutation -> [String] in
            switch mutation {
            case .create(let name, let values):
                state.withLock { _ = $0.createdIn.insert(mapping.groupID) }
                return ["", name, values]
            case .change(let id, let values): return [id, "", values]
            }
        }
        return (try? JSONEncoder().encode(rows)) ?? Data()
    }

    func send(
        body: Data, idempotencyKey: String, action: AttemptRow.Action, mutations: Int
    ) async -> MutationAnswer {
        MutationAnswer(outcomes(of: body, idempotencyKey), requestID: "request \(idempotencyKey)")
    }

    private func outcomes(of body: Data, _ idempotencyKey: String) -> [MutationOutcome] {
        let rows = (try? JSONDecoder().decode([[String]].self, from: body)) ?? []
        return state.withLock { state in
            state.sent.append((body, idempotencyKey))
            if state.refusesBeforeCache, case .refuse(let error)? = state.faults.first {
                state.faults.removeFirst()
                return rows.map { _ in .refused(error) }
            }
            if let cached = state.cache[idempotencyKey] { return cached }
            if rows.contains(where: { state.poisonedNames.contains($0[1]) }) {
                return rows.map { _ in .refused(TargetError(.request, "Something of it is wrong.")) }
            }
            let fault = state.faults.isEmpty ? nil : state.faults.removeFirst()
            let unknown = MutationOutcome.unknown(TargetError(.unknown, "No answer came."))
            switch fault {
            case .lostRequest: return rows.map { _ in unknown }
            case .refuse(let error): return rows.map { _ in .refused(error) }
            case .partial(let count):
                _ = rows.prefix(count).map { Self.run($0, &state) }
                return rows.map { _ in unknown }
            case .lostAnswer, nil:
                let outcomes = rows.map { Self.run($0, &state) }
                if state.remembers { state.cache[idempotencyKey] = outcomes }
                return fault == nil ? outcomes : rows.map { _ in unknown }
            }
        }
    }

    private static func run(_ row: [String], _ state: inout State) -> MutationOutcome {
        if state.refusedNames.contains(row[1]) {
            return .refused(TargetError(.record, "The value does not fit the column."))
        }
        if state.doubtfulNames.contains(row[1]) { return .unknown(TargetError(.unknown, "Nobody knows.")) }
        let values = (try? JSONSerialization.jsonObject(with: Data(row[2].utf8)) as? [String: Any]) ?? [:]
        var id = row[0]
        if id.isEmpty {
            id = String(state.next)
            state.next += 1
            state.items[id] = (row[1], [:])
        }
        guard state.items[id] != nil else { return .refused(TargetError(.itemGone, "No such item.")) }
        for (column, value) in values {
            if column == "name" {
                state.items[id]?.name = value as? String ?? ""
            } else {
                state.items[id]?.values[column] = value as? String ?? "\(value)"
            }
        }
        return .done(itemID: id)
    }
}
