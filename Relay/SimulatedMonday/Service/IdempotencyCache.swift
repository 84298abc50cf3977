/// Remembers the first answer to every idempotency key.
struct IdempotencyCache {
    /// How long an answer is kept.
    static let lifetime: SimulatorClock.Milliseconds = 30 * 60_000
    /// How large a kept answer may be.
    static let answerLimit = 1 << 20
    /// How much all kept answers may take; beyond it a mutation runs and its answer is not kept.
    static let capacity = 64 << 20

    /// What is known of a key.
    enum Entry {
        case inProgress
        case answered(body: [UInt8])
    }

    private struct Answer {
        let body: [UInt8]
        let madeAt: SimulatorClock.Milliseconds
    }

    private var inProgress: Set<String> = []
    private var answers: [String: Answer] = [:]
    /// The keys of the answers, oldest first.
    private var ages: [String] = []
    private var size = 0

    /// What is known of a key now; `nil` for a key that is new or older than ``lifetime``.
    mutating func entry(_ key: String, now: SimulatorClock.Milliseconds) -> Entry? {
        dropExpired(now: now)
        if inProgress.contains(key) { return .inProgress }
        return answers[key].map { .answered(body: $0.body) }
    }

    /// Marks a key as running.
    mutating func begin(_ key: String) {
        inProgress.insert(key)
    }

    /// Ends the running of a key.
    ///
    /// - Parameters:
    ///   - key: The key.
    ///   - body: The answer to keep; `nil` for a request that did not run.
    ///   - now: The time.
    mutating func end(_ key: String, body: [UInt8]?, now: SimulatorClock.Milliseconds) {
        inProgress.remove(key)
        guard let body, body.count <= Self.answerLimit, size + body.count <= Self.capacity, answers[key] == nil else {
            return
        }
        answers[key] = Answer(body: body, madeAt: now)
        ages.append(key)
        size += body.count
    }

    /// Forgets one key, be it answered or running.
    mutating func forget(_ key: String) {
        inProgress.remove(key)
        guard let answer = answers.removeValue(forKey: key) else { return }
        size -= answer.body.count
        ages.removeAll { $0 == key }
    }

    /// Forgets every key.
    mutating func forgetAll() {
        self = IdempotencyCache()
    }

    private mutating func dropExpired(now: SimulatorClock.Milliseconds) {
        let expired = ages.prefix { (answers[$0]?.madeAt ?? 0) + Self.lifetime <= now }
        for key in expired { size -= answers.removeValue(forKey: key)?.body.count ?? 0 }
        ages.removeFirst(expired.count)
    }
}
