import Synchronization

/// Has the deliverer of another board look at once for what it was given.
package final class BoardBells: Sendable {
    private let bells = Mutex<[BoardRef: @Sendable () -> Void]>([:])

    package init() {}

    /// Says how a board is woken.
    ///
    /// - Parameters:
    ///   - ref: the board.
    ///   - ring: wakes its deliverer.
    package func add(_ ref: BoardRef, _ ring: @escaping @Sendable () -> Void) {
        bells.withLock { $0[ref] = ring }
    }

    /// Wakes a board; one that nobody keeps finds what it has with its next start.
    func ring(_ ref: BoardRef) { bells.withLock { $0[ref] }?() }
}
