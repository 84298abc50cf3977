import Sync

/// Has every board's loops look at the state again: a command beside the relay has changed it.
package struct WakeRequest: RelayVerb, Hashable {
    package static let name = "wake"

    /// Nothing: that there is an answer says it all.
    package struct Report: Codable, Hashable, Sendable {}

    package init() {}

    package func perform(in service: RelayService) async throws -> Report {
        for worker in service.workers { await worker.wake() }
        return Report()
    }
}
