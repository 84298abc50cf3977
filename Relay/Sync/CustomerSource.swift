import WireProtocol

/// Who knows what a customer holds: Sage's SOAP service.
package protocol CustomerReader: Sendable {
    /// Asks for one customer.
    ///
    /// - Parameter customer: key and stamps, as the agent sent them.
    /// - Returns: what the customer holds; `nil` where the service knows no such customer.
    /// - Throws: ``SourceError``; its cause is `record` where it is about this customer alone.
    func details(of customer: ARCustomer) async throws -> ARCustomer.Details?
}

/// Customers: which there are, and which changed, from the agent; what they hold, from Sage's SOAP service.
///
/// The service cannot list customers, so that the agent's scan says which to ask for. The agent's digest of a customer
/// covers the key alone; here the stamps are added to it, so that a customer is asked for when Sage stamped it anew, and
/// not otherwise.
package struct CustomerSource: RecordSource {
    private let agent: any RecordSource
    private let reader: (any CustomerReader)?
    private let connection: String

    /// Makes the source of one connection.
    ///
    /// - Parameters:
    ///   - agent: the company's agent.
    ///   - reader: the SOAP service; `nil` where the connection has none, and then nothing is read at all.
    ///   - connection: the connection's name, for what is said then.
    package init(agent: any RecordSource, reader: (any CustomerReader)?, connection: String) {
        self.agent = agent
        self.reader = reader
        self.connection = connection
    }

    /// Why a connection without the service has no customers.
    ///
    /// - Parameter connection: its name.
    /// - Returns: the sentence.
    package static func off(_ connection: String) -> String {
        "The board is off: customers come through Sage's SOAP service, and the connection \(connection) has none."
            + " Add soap to it in the configuration, or leave ar-customers out."
    }

    package func info() async throws -> AgentInfo {
        _ = try present()
        return try await agent.info()
    }

    package func scan(
        _ kind: RecordKind, _ query: ScanQuery
    ) async throws -> any AsyncSequence<ScannedLine, any Error> {
        _ = try present()
        return Self.stamped(try await agent.scan(kind, query))
    }

    package func record(_ kind: RecordKind, _ key: RecordKey) async throws -> AnyRecord? {
        let reader = try present()
        guard case .arCustomer(var customer)? = try await agent.record(kind, key) else { return nil }
        guard let details = try await reader.details(of: customer) else {
            throw SourceError(
                "Sage's SOAP service knows no customer \(customer.division)-\(customer.customerNumber), which the agent"
                    + " reads. Both must be of one company, and the service's user may have to be allowed to see it.",
                isRetryable: false, cause: .record)
        }
        customer.details = details
        return .arCustomer(customer)
    }

    private func present() throws -> any CustomerReader {
        guard let reader else { throw SourceError(Self.off(connection), isRetryable: false) }
        return reader
    }

    private static func stamped<Lines: AsyncSequence>(
        _ lines: Lines
    ) -> any AsyncSequence<ScannedLine, any Error>
    where Lines.Element == ScannedLine, Lines.Failure == any Error {
        lines.map { line in
            guard case .record(let record) = line else { return line }
            let stamps = [record.stamps.dateCreated, record.stamps.dateLastUpdated].map { $0?.text ?? "" }
            return .record(
                ScannedRecord(
                    RecordLine(
                        key: record.key, digest: record.digest + stamps.map { "/" + $0 }.joined(),
                        // One that cannot be read is asked for by itself, and is its own problem then.
                        cursor: record.cursor, stamps: record.stamps, record: (try? record.record()) ?? nil)))
        }
    }
}
