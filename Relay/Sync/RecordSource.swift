import WireProtocol

/// Where records come from: one company through its agent.
package protocol RecordSource: Sendable {
    /// What the agent is and serves, and Sage's clock.
    ///
    /// - Throws: ``SourceError``.
    func info() async throws -> AgentInfo

    /// Reads records.
    ///
    /// - Parameters:
    ///   - kind: which records.
    ///   - query: from where, since when and how much of each.
    /// - Returns: the lines of the answer as they arrive; a body that is cut off ends with a thrown ``SourceError``.
    /// - Throws: ``SourceError``.
    func scan(_ kind: RecordKind, _ query: ScanQuery) async throws -> any AsyncSequence<ScannedLine, any Error>

    /// Reads one record.
    ///
    /// - Parameters:
    ///   - kind: what it is.
    ///   - key: its key.
    /// - Returns: the record, or `nil` when Sage does not hold it.
    /// - Throws: ``SourceError``.
    func record(_ kind: RecordKind, _ key: RecordKey) async throws -> AnyRecord?
}

/// Why records could not be read.
package struct SourceError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What the failure is about, where the engine must know.
    package enum Cause: Hashable, Sendable {
        /// One record alone.
        case record
        /// The place where a scan was to go on.
        case cursor
        /// An answer that is not whole, although it has an end.
        case miscounted
        case other
    }

    /// One sentence for a person.
    package var sentence: String
    /// Whether it may work later without anybody changing anything.
    package var isRetryable: Bool
    package var cause: Cause

    package init(_ sentence: String, isRetryable: Bool, cause: Cause = .other) {
        self.sentence = sentence
        self.isRetryable = isRetryable
        self.cause = cause
    }

    /// Takes over what the agent said, with words in front that say which agent.
    package init(_ problem: Problem, from agent: String? = nil) {
        let cause: Cause = problem.code == .badCursor ? .cursor : problem.code == .recordUnreadable ? .record : .other
        self.init(
            agent.map { "Agent \($0): \(problem)" } ?? "\(problem)", isRetryable: problem.retryable, cause: cause)
    }

    package var description: String { sentence }
}
