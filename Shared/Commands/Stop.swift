import Foundation
import Logging
import UnixSignals

/// Waits for SIGTERM or SIGINT.
///
/// A second signal ends the process at once, and so does a stop that takes longer than it may: whatever is not finished
/// by then is found and settled at the next start, as after any death.
///
/// - Parameters:
///   - logger: told that the program stops.
///   - drain: how long what is under way may take to finish.
package func waitForStop(_ logger: Logger, drain: Duration) async {
    for await signal in await UnixSignalsSequence(trapping: .sigterm, .sigint) {
        logger.notice("Stopping", metadata: ["signal": "\(signal)"])
        break
    }
    guard !Task.isCancelled else { return }
    Task.detached {
        for await _ in await UnixSignalsSequence(trapping: .sigterm, .sigint) { _exit(1) }
    }
    Task.detached {
        try await Task.sleep(for: drain + .seconds(5))
        _exit(1)
    }
}
