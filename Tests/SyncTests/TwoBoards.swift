import Foundation
import Mapping
import Sync
import Synchronization

/// A monday account with several boards, each of which is asked by its id.
struct TwoBoards: BoardTarget {
    let boards: [String: any BoardTarget]

    private func board(_ id: String) -> any BoardTarget { boards[id] ?? FakeBoard() }

    func describe(boardID: String) async throws(TargetError) -> BoardDescription? {
        try await board(boardID).describe(boardID: boardID)
    }

    func lookUp(
        _ groups: [[String]], mapping: BoardMapping
    ) async throws(TargetError) -> [Result<KeyPage, TargetError>] {
        try await board(mapping.boardID).lookUp(groups, mapping: mapping)
    }

    func keyPage(after cursor: String?, mapping: BoardMapping) async throws(TargetError) -> KeyPage? {
        try await board(mapping.boardID).keyPage(after: cursor, mapping: mapping)
    }

    func body(_ mutations: [ItemMutation], mapping: BoardMapping) -> Data {
        Data("\(mapping.boardID)\n".utf8) + board(mapping.boardID).body(mutations, mapping: mapping)
    }

    func send(
        body: Data, idempotencyKey: String, action: AttemptRow.Action, mutations: Int
    ) async -> MutationAnswer {
        let parts = body.split(separator: UInt8(ascii: "\n"), maxSplits: 1)
        return await board(String(decoding: parts[0], as: UTF8.self))
            .send(body: parts[1], idempotencyKey: idempotencyKey, action: action, mutations: mutations)
    }
}
