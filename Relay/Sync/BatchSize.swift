import Synchronization

/// How many mutations go into one request: halved while requests are refused as a whole, so that the bad record is
/// soon alone.
final class BatchSize: Sendable {
    private let most: Int
    private let current: Mutex<Int>

    init(most: Int) {
        self.most = most
        current = Mutex(most)
    }

    var size: Int { current.withLock { $0 } }

    func halve() { current.withLock { $0 = max(1, $0 / 2) } }

    func restore() { current.withLock { $0 = most } }
}
