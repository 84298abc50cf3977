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

    /// Makes one counted call that writes nothing.
    ///
    /// - Parameter body: the call.
    /// - Returns: what it returns.
    /// - Throws: ``TargetError``; what the store throws; `CancellationError` while the account's limits are waited for.
    func call<Value: Sendable>(
        _ body: @escaping @Sendable () async throws(TargetError) -> Value
    ) async throws -> Value {
        let ref = ref
        let result = try await governor.request { () async -> Result<Value, TargetError> in
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
    /// - Parameter body: sends a request that writes, and takes in what came of it.
    /// - Returns: what it returns.
    /// - Throws: what it throws; `CancellationError` while the limits are waited for.
    func sending(
        _ body: @escaping @Sendable () async throws -> BoardDeliverer.Step
    ) async throws -> BoardDeliverer.Step {
        let result = try await governor.request { () async -> Result<BoardDeliverer.Step, any Error> in
            do {
                return .success(try await Task { try await body() }.value)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

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
        return try await store.read { try $0.keysDue(ref, creating: creating, now: now, limit: limit) }
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
