import Synchronization

/// How a board's requests fare: what the next one carries, how many failed in a row, and until when the board rests.
final class DeliveryPace: Sendable {
    private struct State {
        var batch: BatchSize
        var failures = 0
        var restsUntil: Int64 = 0
    }

    private let state: Mutex<State>

    /// Begins with what the settings allow.
    ///
    /// - Parameters:
    ///   - batch: the most mutations in a request.
    ///   - longest: how long a request shall take at most, in milliseconds.
    init(batch: Int, longest: Int) {
        state = Mutex(State(batch: BatchSize(most: batch, longest: longest)))
    }

    /// How many mutations the next request may carry.
    func size(now: Int64) -> Int { state.withLock { $0.batch.size(now: now) } }

    /// The members of the next request, of these records.
    func next(_ keys: [String], now: Int64) -> [String] { state.withLock { $0.batch.next(keys, now: now) } }

    /// Takes in what a request cost, as ``BatchSize/learn(_:mutations:took:now:)``.
    func learn(_ cost: RequestCost?, mutations: Int, took: Int?, now: Int64) {
        state.withLock { $0.batch.learn(cost, mutations: mutations, took: took, now: now) }
    }

    /// A request was refused as a whole.
    func refusedWhole(_ keys: [String]) { state.withLock { $0.batch.refusedWhole(keys) } }

    /// A request was answered member by member.
    ///
    /// - Parameters:
    ///   - keys: its members.
    ///   - foundBad: whether it had one member, which was refused.
    ///   - wrote: whether anything of it was carried out.
    func answered(_ keys: [String], foundBad: Bool, wrote: Bool) {
        state.withLock { state in
            state.batch.answered(keys, foundBad: foundBad)
            if wrote { state.failures = 0 }
        }
    }

    func succeeded() { state.withLock { $0.failures = 0 } }

    /// Counts a passing failure.
    ///
    /// - Returns: how many there were in a row.
    func failed() -> Int {
        state.withLock { state in
            state.failures += 1
            return state.failures
        }
    }

    /// Until when nothing is written to the board, in milliseconds since 1970.
    var restsUntil: Int64 { state.withLock { $0.restsUntil } }

    /// Writes nothing to the board before a moment; an earlier one than is set changes nothing.
    func rest(until moment: Int64) { state.withLock { $0.restsUntil = max($0.restsUntil, moment) } }
}
