import SimulatorServer

/// Everything that lives behind the simulator's lock.
struct SimulatorState {
    let account: Account
    var governor: RateGovernor
    var idempotency = IdempotencyCache()
    var oauth: OAuthBook
    var faults = FaultBook()
    var journal = Journal()
    /// Requests and answers that wait to be released, oldest first.
    var held: [HeldCall] = []
    /// Tests that wait until so many requests are held.
    var heldWaiters: [(count: Int, resume: @Sendable () -> Void)] = []
    var lastRequestID: UInt64 = 0

    /// Makes an account without boards.
    init(_ configuration: SimulatorConfiguration) {
        account = Account(configuration)
        governor = RateGovernor(configuration.limits)
        oauth = OAuthBook(configuration.oauth, seed: configuration.seed)
    }
}

/// A request that waits to be released.
struct HeldCall {
    let call: HTTPCall
    /// The answer, for a request that has been done already.
    let answer: HTTPAnswer?
    /// The idempotency key of a request that has been done, in progress until the release.
    var key: String?
    let reply: @Sendable (HTTPAnswer) -> Void
}
