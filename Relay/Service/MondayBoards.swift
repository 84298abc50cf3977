import Foundation
import Mapping
import Monday
import Sync

/// The engine's way to one monday account: its verbs as GraphQL calls, and monday's failures as what they mean.
struct MondayBoards: BoardTarget {
    /// Waited when monday names a limit and no time: a minute's window is over by then.
    private static let defaultWait: Duration = .seconds(60)
    /// Waited when a board is locked, or a request still runs, and no time is named: "a short delay", says monday.
    private static let shortWait: Duration = .seconds(5)

    let client: MondayClient
    /// Looks at the version that answers.
    var versions: VersionWatch?

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
        await write(
            MondayCall(
                body: body, idempotencyKey: idempotencyKey, kind: .mutation, operation: action.rawValue,
                members: mutations), MutationBatch.aliases(areCreates: action == .create, count: mutations))
    }

    /// Sends a request that writes, and tells for each of its members what came of it.
    func write(_ call: MondayCall, _ aliases: [String]) async -> MutationAnswer {
        do {
            let answer = try await exchange(call)
            return MutationAnswer(
                BatchOutcome.resolve(aliases, from: answer).map(Self.outcome), requestID: answer.requestID,
                cost: answer.complexity.map(RequestCost.init))
        } catch {
            return MutationAnswer(BatchOutcome.resolve(aliases, from: error).map(Self.outcome))
        }
    }

    /// Sends one call once, and looks at what answers.
    func exchange(_ call: MondayCall) async throws(MondayError) -> MondayAnswer {
        let answer = try await client.send(call)
        versions?.saw(answer.apiVersion)
        return answer
    }

    func ask<Value>(
        _ call: MondayCall, _ read: (MondayAnswer) throws(MondayFailure) -> Value
    ) async throws(TargetError) -> Value {
        let answer: MondayAnswer
        do {
            answer = try await exchange(call)
        } catch {
            throw Self.error(error.failure)
        }
        do {
            return try read(answer)
        } catch {
            throw Self.error(error)
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
        case .rateLimited(let wait, _): .limited(wait: Int((wait ?? defaultWait) / .milliseconds(1)))
        case .locked(let wait): .boardLocked(wait: Int((wait ?? shortWait) / .milliseconds(1)))
        case .conflictInProgress(let wait): .underWay(wait: Int((wait ?? shortWait) / .milliseconds(1)))
        case .temporary: .temporary
        case .unknownOutcome, .outOfDate, .other: .unknown
        case .recordRefused: .record
        case .itemGone: .itemGone
        case .boardFull: .boardFull
        case .boardUnusable, .forbidden: .board
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

extension RequestCost {
    fileprivate init(_ complexity: MondayAnswer.Complexity) {
        self.init(
            points: complexity.query, left: complexity.after, resetsIn: Int(complexity.reset / .milliseconds(1)))
    }
}
