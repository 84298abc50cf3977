import Sync

/// Has a running relay look at once for something to deliver, after a command changed records in the store.
package struct WakeRequest: RelayVerb, Hashable {
    package static let name = "wake"

    /// Nothing comes of it but that it was done.
    package struct Report: Codable, Sendable {}

    package init() {}

    package func perform(in service: RelayService) async throws -> Report {
        for worker in service.workers { worker.wake() }
        return Report()
    }
}
