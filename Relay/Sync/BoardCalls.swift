import Foundation
import Mapping

/// One board's way to monday: every call within the account's limits and counted, and what a failure means for the next.
struct BoardCalls: Sendable {
    let settings: BoardSettings
    let store: any SyncStore
    let target: any BoardTarget
    let governor: RateGovernor
    let time: any TimeSource
    let random: @Sendable (ClosedRange<Int64>) -> Int64
    let pace: DeliveryPace
    let lookUpSize: LookUpSize
    let absences = KnownAbsences()

    var ref: BoardRef { settings.ref }
    var now: Int64 { time.now }

    /// Makes one counted call that writes no items.
    ///
    /// - Parameters:
    ///   - lane: how urgent it is.
    ///   - kind: what it does, for what it costs.
    ///   - board: the board it is about, where that is another one: that of the subitems.
    ///   - body: the call.
    /// - Returns: what it returns.
    /// - Throws: ``TargetError``; what the store throws; `CancellationError` while the account's limits are waited for.
    func call<Value: Sendable>(
        lane: Lane = .live, kind: RequestKind = .other, board: String? = nil,
        _ body: @escaping @Sendable () async throws(TargetError) -> Value
    ) async throws -> Value {
        let ref = ref
        let demand = Demand(kind, lane: lane, board: board ?? settings.boardID, owner: settings.boardID)
        let result = try await governor.request(demand) { () async -> Result<Value, TargetError> in
            do throws(TargetError) {
                return .success(try await body())
            } catch {
                return .failure(error)
            }
        }
        try await store.write { try $0.count(DeliveryCounts(calls: 1), ref) }
        return try result.get()
    }

    /// Waits for the account's limits, and then runs to the end, even when the relay is told to stop meanwhile: an answer
    /// that is waited for is worth more than an outcome that must be settled after the next start.
    ///
    /// - Parameters:
    ///   - lane: how urgent it is.
    ///   - kind: what it does to its members.
    ///   - board: the board it writes to, where that is another one: that of the subitems.
    ///   - members: how many items it is to write.
    ///   - isWhole: whether it must carry all of them.
    ///   - body: sends a request that writes as many of them as it is told, and takes in what came of it; says
    ///     ``carries(_:)`` when it writes fewer.
    /// - Returns: what it returns.
    /// - Throws: what it throws; `CancellationError` while the limits are waited for.
    func sending(
        lane: Lane = .live, kind: RequestKind = .change, board: String? = nil, members: Int = 1, isWhole: Bool = false,
        _ body: @escaping @Sendable (_ granted: Int) async throws -> BoardDeliverer.Step
    ) async throws -> BoardDeliverer.Step {
        let demand = Demand(
            kind, lane: lane, board: board ?? settings.boardID, owner: settings.boardID, members: members,
            isWhole: isWhole)
        let result = try await governor.request(demand) { granted async -> Result<BoardDeliverer.Step, any Error> in
            do {
                return .success(try await Task { try await body(granted) }.value)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// Says, within the body of a request, that it carries fewer members than were granted.
    ///
    /// - Parameter members: how many; 0 when nothing is sent, which costs nothing then.
    func carries(_ members: Int) async { await governor.shrink(to: members) }

    /// Keeps the board from being asked again too soon, and says why.
    ///
    /// - Parameter error: why a call failed.
    /// - Returns: until when nothing is tried.
    /// - Throws: what the store throws.
    func park(_ error: TargetError) async throws -> BoardDeliverer.Step {
        let (ref, until) = (ref, pause(for: error))
        if case .limited = error.cause {
            await governor.pause(until: until)
            return .waiting(until: until)
        }
        if case .boardLocked = error.cause { pace.rest(until: until) }
        // A passing failure is not told before it has come several times.
        if until < now + BoardDeliverer.faultPause, pace.failed() < BoardDeliverer.passingFailures {
            return .waiting(until: until)
        }
        try await store.write { transaction in
            var board = try transaction.board(ref)
            board.fault = error.sentence
            if error.cause == .board || error.cause == .boardFull { board.needsDiscovery = true }
            try transaction.save(board)
        }
        FailPoint.faultNoted.reached()
        return .waiting(until: until)
    }

    /// Finds the records that may go out now.
    ///
    /// - Parameters:
    ///   - creating: those without an item, or those with one.
    ///   - limit: how many at most.
    /// - Returns: the records with what their key columns hold, the next ones first.
    /// - Throws: what the store throws.
    func due(creating: Bool, limit: Int) async throws -> [RecordOnBoard] {
        let (ref, now) = (ref, now)
        return try await store.read { try $0.keysDue(ref, creating: creating, nil, now: now, limit: limit) }
            .map { RecordOnBoard(key: $0, settings) }
    }

    /// Until when nothing is tried after a failure, in milliseconds since 1970.
    func pause(for error: TargetError) -> Int64 {
        switch error.cause {
        case .limited(let wait): now + Int64(wait)
        // Whoever changes the board is given time, and does not meet the relay at the same moment again.
        case .boardLocked(let wait), .underWay(let wait): now + Int64(wait) + random(0...Int64(max(0, wait) / 4))
        case .temporary, .unknown: now + random(1000...30_000)
        default: now + BoardDeliverer.faultPause
        }
    }
}
