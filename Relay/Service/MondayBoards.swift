import Foundation
import Mapping
import Monday
import Sync

/// The engine's way to one monday account: its verbs as GraphQL calls, and monday's failures as what they mean.
struct MondayBoards: BoardTarget {
    /// Waited when monday names a limit and no time: a minute's window is over by then.
    private static let defaultWait: Duration = .seconds(60)

    let client: MondayClient

    /// Asks whose token it is.
    ///
    /// - Returns: the user and the account.
    /// - Throws: ``TargetError``.
    func whoAmI() async throws(TargetError) -> WhoAmI.Identity {
        try await ask(WhoAmI.call(), WhoAmI.read)
    }

    /// Asks for the plan of the token's account.
    ///
    /// - Returns: as monday names it; `nil` where it does not say.
    /// - Throws: ``TargetError``, for a token without the scope `account:read` too.
    func accountTier() async throws(TargetError) -> String? {
        try await ask(AccountTier.call(), AccountTier.read)
    }

    func describe(boardID: String) async throws(TargetError) -> BoardDescription? {
        // Monday refuses what is no number, and with it the whole request.
        guard !boardID.isEmpty, boardID.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else {
            return nil
        }
        let boards = try await ask(BoardDiscovery.call(boards: [boardID]), BoardDiscovery.read)
        return boards.first { $0.id == boardID }.map(BoardDescription.init)
    }

    func lookUp(keys: [String], mapping: BoardMapping) async throws(TargetError) -> [FoundItem] {
        let column = mapping.keyColumnID
        var page = try await ask(
            ItemLookup.call(board: mapping.boardID, keyColumn: column, keys: keys, columns: [column]), ItemLookup.read)
        var found = Self.found(page, column)
        while let cursor = page.cursor {
            page = try await ask(NextItems.call(cursor: cursor, columns: [column]), NextItems.read)
            found += Self.found(page, column)
        }
        return found
    }

    func body(_ mutations: [ItemMutation], mapping: BoardMapping) -> Data {
        let members = mutations.map { mutation -> MutationBatch.Member in
            switch mutation {
            case .create(let name, let values): .create(name: name, values: values)
            case .change(let itemID, let values): .change(item: itemID, values: values)
            }
        }
        return MutationBatch(board: mapping.boardID, group: mapping.groupID, members: members)
            .call(idempotencyKey: "").body
    }

    func send(
        body: Data, idempotencyKey: String, action: AttemptRow.Action, mutations: Int
    ) async -> MutationAnswer {
        let aliases = MutationBatch.aliases(areCreates: action == .create, count: mutations)
        do {
            let answer = try await client.send(
                MondayCall(
                    body: body, idempotencyKey: idempotencyKey, kind: .mutation, operation: action.rawValue,
                    members: mutations))
            return MutationAnswer(
                BatchOutcome.resolve(aliases, from: answer).map(Self.outcome), requestID: answer.requestID)
        } catch {
            return MutationAnswer(BatchOutcome.resolve(aliases, from: error).map(Self.outcome))
        }
    }

    func ask<Value>(
        _ call: MondayCall, _ read: (MondayAnswer) throws(MondayFailure) -> Value
    ) async throws(TargetError) -> Value {
        let answer: MondayAnswer
        do {
            answer = try await client.send(call)
        } catch {
            throw Self.error(error.failure)
        }
        do {
            return try read(answer)
        } catch {
            throw Self.error(error)
        }
    }

    private static func found(_ page: ItemPage, _ column: String) -> [FoundItem] {
        page.items.compactMap { item in
            item.columns[column]?.text.map { FoundItem(id: item.id, key: $0) }
        }
    }

    static func outcome(_ outcome: BatchOutcome) -> MutationOutcome {
        switch outcome {
        case .done(let id): .done(itemID: id)
        case .refused(let failure): .refused(error(failure))
        case .unknown(let failure):
            .unknown(
                failure.map { error($0) }
                    ?? TargetError(
                        .unknown,
                        "Monday's answer does not name every member; the board is looked at before anything is sent again."
                    ))
        }
    }

    static func error(_ failure: MondayFailure, now: Date = Date()) -> TargetError {
        TargetError(cause(failure.kind, now), "\(failure)")
    }

    private static func cause(_ kind: MondayFailure.Kind, _ now: Date) -> TargetError.Cause {
        switch kind {
        case .rateLimited(_, .day): .limited(wait: millisecondsToMidnight(now))
        case .rateLimited(let wait, _), .locked(let wait), .conflictInProgress(let wait):
            .limited(wait: Int((wait ?? defaultWait) / .milliseconds(1)))
        case .temporary: .temporary
        case .unknownOutcome, .other: .unknown
        case .recordRefused: .record
        case .itemGone: .itemGone
        case .boardFull: .boardFull
        case .boardUnusable: .board
        case .unauthorized: .account
        case .requestInvalid: .request
        case .cursorExpired: .temporary
        }
    }

    /// Monday's day ends at 00:00 UTC, whatever wait its answer gives.
    private static func millisecondsToMidnight(_ now: Date) -> Int {
        let day = 86_400_000
        return day - Int(now.timeIntervalSince1970 * 1000) % day
    }
}
