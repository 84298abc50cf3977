import Logging
import Store

extension RelayService {
    /// How often old rows of the history are looked for, in milliseconds.
    private static let pruneInterval: Int64 = 3_600_000

    /// Removes rows of the history that are older than they are to be kept, until the task is cancelled.
    ///
    /// - Parameter keep: how long they are kept; `nil` for ever.
    func pruneHistory(keeping keep: Duration?) async {
        guard let keep else { return }
        while !Task.isCancelled {
            do {
                let oldest = time.now - Int64(keep / .milliseconds(1))
                while try store.pruneHistory(before: oldest) > 0 {
                    // The boards' own transactions come in between.
                    try await time.sleep(until: time.now + 20)
                }
            } catch is CancellationError {
                return
            } catch {
                logger.error("The history cannot be pruned", metadata: ["reason": "\(error)"])
            }
            try? await time.sleep(until: time.now + Self.pruneInterval)
        }
    }
}
