import Foundation
import Mapping
import Sync
import Synchronization

extension FakeBoard {
    /// How boards are made.
    struct Workshop {
        var name = "Vendors"
        var purpose: String?
        var archivedColumns: [BoardDescription.Column] = []
        /// What was made, in order.
        var made: [BoardPart] = []
        /// Ids by idempotency key, as monday keeps answers for half an hour.
        var answers: [String: String] = [:]
        /// How many answers are lost after the work was done.
        var losing = 0
        /// Refused as long as they ask for an id of their own.
        var refusesOwnIDs = false
        /// So many parts are made before everything is refused.
        var mostParts = Int.max
        var listed: [ListedBoard] = []
        var pageSize = 100
        /// How many requests listed boards.
        var lists = 0
    }
}

extension FakeBoard: BoardBuilding {
    func boards(page: Int) async throws(TargetError) -> (boards: [ListedBoard], isLast: Bool) {
        state.withLock { state in
            state.workshop.lists += 1
            let size = state.workshop.pageSize
            let rest = state.workshop.listed.dropFirst((page - 1) * size)
            return (Array(rest.prefix(size)), rest.count < size)
        }
    }

    func make(
        _ part: BoardPart, on boardID: String?, idempotencyKey: String
    ) async throws(TargetError) -> String {
        let made: Result<String, TargetError> = state.withLock { state in
            let known = state.workshop.answers[idempotencyKey]
            let id: String
            if let known {
                id = known
            } else {
                if state.workshop.made.count >= state.workshop.mostParts {
                    return .failure(TargetError(.account, "The token was taken away."))
                }
                if case .column(let column) = part, state.workshop.refusesOwnIDs, column.id != nil {
                    return .failure(TargetError(.request, "The id is not allowed."))
                }
                id = Self.make(part, &state)
                state.workshop.made.append(part)
                state.workshop.answers[idempotencyKey] = id
            }
            if state.workshop.losing > 0 {
                state.workshop.losing -= 1
                return .failure(TargetError(.unknown, "No answer came."))
            }
            return .success(id)
        }
        return try made.get()
    }

    private static func make(_ part: BoardPart, _ state: inout State) -> String {
        switch part {
        case .board(let board):
            state.boardID = "900"
            state.columns = []
            state.workshop.name = board.name
            state.workshop.purpose = board.description
            state.workshop.listed.append(
                ListedBoard(id: "900", name: board.name, madeFor: BoardMarker.board(in: board.description)))
            return "900"
        case .group(let title):
            state.groups.append(BoardDescription.Group(id: "g\(state.groups.count)", title: title))
            return "g\(state.groups.count - 1)"
        case .column(let column):
            let id = column.id ?? "made\(state.columns.count)"
            state.columns.append(
                BoardDescription.Column(
                    id: id, title: column.title, type: column.type,
                    labels: Dictionary(uniqueKeysWithValues: column.labels.map { ($0.label, $0.index) }),
                    statusLabels: column.labels, linkedBoards: column.linkedBoards, revision: "1"))
            return id
        case .labels(let columnID, _, let labels):
            guard let index = state.columns.firstIndex(where: { $0.id == columnID }) else { return columnID }
            state.columns[index].statusLabels = labels
            state.columns[index].labels = Dictionary(uniqueKeysWithValues: labels.map { ($0.label, $0.index) })
            return columnID
        }
    }
}

extension FakeBoard: BoardArchiver {
    func archive(items: [String], idempotencyKey: String) async -> MutationAnswer {
        state.withLock { state in
            let fault = state.faults.isEmpty ? nil : state.faults.removeFirst()
            if case .refuse(let error) = fault { return MutationAnswer(items.map { _ in .refused(error) }) }
            if case .lostRequest = fault {
                return MutationAnswer(items.map { _ in .unknown(TargetError(.unknown, "No answer came.")) })
            }
            let outcomes = items.map { id -> MutationOutcome in
                guard state.items.removeValue(forKey: id) != nil else {
                    return .refused(TargetError(.itemGone, "The item is not active."))
                }
                state.away[id] = .archived
                return .done(itemID: id)
            }
            guard case .lostAnswer = fault else { return MutationAnswer(outcomes) }
            return MutationAnswer(items.map { _ in .unknown(TargetError(.unknown, "No answer came.")) })
        }
    }
}
