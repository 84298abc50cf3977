import Synchronization

/// How much one look-up asks for, made smaller when monday refuses so much.
///
/// monday documents neither how many values a column may be searched for nor how many searches a request may hold: what is
/// refused as a wrong argument is asked again in smaller parts, and that is remembered until the relay starts anew.
final class LookUpSize: Sendable {
    private struct State {
        var values: Int
        var groups: Int
        var listsRefusedUntil: Int64 = 0
    }

    private let state: Mutex<State>

    /// Begins with what the settings allow.
    ///
    /// - Parameters:
    ///   - values: how many keys one search asks for, at least 1.
    ///   - groups: how many searches one request holds, at least 1.
    init(values: Int, groups: Int) {
        state = Mutex(State(values: max(1, values), groups: max(1, groups)))
    }

    /// Before this moment lists of a whole board are not asked for, in milliseconds since 1970.
    var listsRefusedUntil: Int64 { state.withLock { $0.listsRefusedUntil } }

    /// Asks for no list of a whole board before a moment.
    func refuseLists(until moment: Int64) { state.withLock { $0.listsRefusedUntil = moment } }

    /// How many keys one request asks for.
    var keys: Int { state.withLock { $0.values * $0.groups } }

    /// Splits keys into searches; what does not fit into one request is left out.
    func groups(_ keys: [String]) -> [[String]] {
        let (values, most) = state.withLock { ($0.values, $0.groups) }
        return stride(from: 0, to: min(keys.count, values * most), by: values).map {
            Array(keys[$0..<min($0 + values, keys.count)])
        }
    }

    /// Makes the next look-up half as large.
    ///
    /// - Parameters:
    ///   - isWhole: whether the request was refused without naming a search; then there are fewer of them first.
    ///   - asked: how many keys the largest refused search had, and how many searches there were.
    /// - Returns: whether a smaller one can be asked for.
    func shrink(isWhole: Bool, asked: (values: Int, groups: Int)) -> Bool {
        state.withLock { state in
            if isWhole, asked.groups > 1 {
                state.groups = min(state.groups, max(1, asked.groups / 2))
                return true
            }
            guard asked.values > 1 else { return false }
            state.values = min(state.values, max(1, asked.values / 2))
            return true
        }
    }
}
