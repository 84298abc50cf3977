/// Wakes one loop: that it rang is remembered until the loop waits, how often is not.
struct Bell: Sendable {
    private let rings: AsyncStream<Void>
    private let ringer: AsyncStream<Void>.Continuation

    init() {
        (rings, ringer) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func ring() {
        ringer.yield()
    }

    /// Waits until it rings, or for a moment; returns at once when the task is cancelled.
    ///
    /// - Parameters:
    ///   - moment: milliseconds since 1970; `nil` to wait for the bell alone.
    ///   - time: the wall clock.
    func wait(until moment: Int64?, _ time: any TimeSource) async {
        let timer = moment.map { moment in
            Task {
                try await time.sleep(until: moment)
                ring()
            }
        }
        var rings = rings.makeAsyncIterator()
        _ = await rings.next()
        timer?.cancel()
    }
}
