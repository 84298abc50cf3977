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
    func scan(_ kind: RecordKind, _ query: ScanQuery) async throws -> any AsyncSequence<ScanLine, any Error>

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
    /// One sentence for a person.
    package var sentence: String
    /// Whether it may work later without anybody changing anything.
    package var isRetryable: Bool

    package init(_ sentence: String, isRetryable: Bool) {
        self.sentence = sentence
        self.isRetryable = isRetryable
    }

    package var description: String { sentence }
}
