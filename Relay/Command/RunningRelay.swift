import Foundation
import Service
import Store

/// The relay that holds a state file, as a command beside it sees it.
struct RunningRelay {
    let state: String

    /// Asks the relay to sync, and waits for what comes of it.
    ///
    /// - Parameters:
    ///   - request: which boards, and how.
    ///   - progress: makes the display of progress.
    /// - Returns: the relay's report.
    /// - Throws: ``RelayError`` when the relay ends meanwhile; what the store throws.
    func sync(_ request: SyncRequest, progress: (RelayStore) -> SyncProgress) async throws -> SyncReport {
        let store = try RelayStore(path: state)
        let argument = String(decoding: try JSONEncoder().encode(request), as: UTF8.self)
        let id = try store.ask(verb: "sync", argument: argument, now: now)
        let display = progress(store)
        let showing = Task { await display.show() }
        defer { showing.cancel() }
        while true {
            try await Task.sleep(for: .milliseconds(100))
            guard let command = try store.command(id) else { break }
            if let result = command.result {
                showing.cancel()
                await showing.value
                return try JSONDecoder().decode(SyncReport.self, from: Data(result.utf8))
            }
            guard StoreLock.isHeld(path: state) else { break }
        }
        throw RelayError(
            .unavailable,
            "The relay ended before it was done. What it queued is kept; look at its log, and start it again.")
    }

    private var now: Int64 { Int64(Date().timeIntervalSince1970 * 1000) }
}
