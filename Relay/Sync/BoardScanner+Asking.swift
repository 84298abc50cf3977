import WireProtocol

/// What a poll could not read, where records are asked for one by one.
extension BoardScanner {
    /// How many records one poll asks for again.
    private static let mostAgain = 20

    /// Asks again for records that could not be read, those tried longest ago first: a poll brings only what was stamped
    /// since, and what was refused may have been refused in passing.
    ///
    /// - Parameter committed: called when something was read.
    /// - Throws: what the store throws, and `CancellationError`; a source that is away is left to the next poll.
    func askAgain(_ committed: @Sendable () -> Void) async throws {
        let ref = settings.ref
        let keys = try await store.read { try $0.unreadable(ref, limit: Self.mostAgain) }
        let resync = Resync(settings: settings, store: store, source: source, time: time)
        for key in keys {
            guard let key = RecordKey(text: key) else { continue }
            do {
                if case .unreadable = try await resync.read(key) { continue }
            } catch is SourceError {
                return
            }
            committed()
        }
    }
}
