/// How many retries all calls of a client have together: where most calls fail, retries would only add to the load.
///
/// It begins full. A retry takes one, a success gives a tenth of one back, and it never holds more than at first.
struct RetryBudget: Hashable, Sendable {
    private let fullTenths: Int
    private var tenths: Int

    /// Makes a full one.
    init(retries: Int) {
        fullTenths = max(0, retries) * 10
        tenths = fullTenths
    }

    /// Takes one retry; `false` when there is none.
    mutating func take() -> Bool {
        guard tenths >= 10 else { return false }
        tenths -= 10
        return true
    }

    mutating func succeeded() {
        tenths = min(fullTenths, tenths + 1)
    }
}
