import CompanyAudit

/// The configuration files of both programs, as an operator would write them.
enum Configurations {
    static let connection = "acme"
    static let company = "ABC"
    static let agent = "acme-hq"
    static let tokenName = "acme-monday-token"
    static let soapName = "acme-sage"
    static let soapUser = "bridge"

    /// The relay's file.
    ///
    /// - Parameters:
    ///   - port: where the relay listens; 0 lets the system choose.
    ///   - endpoint: monday's GraphQL endpoint.
    ///   - soap: the address of Sage's SOAP service.
    ///   - boards: board ids.
    /// - Returns: YAML; paths are relative to the state folder, in which it lies.
    static func relay(port: Int, endpoint: String, soap: String, boards: [AuditedKind: String]) -> String {
        let kinds = AuditedKind.allCases.compactMap { kind in
            // Nothing is read on schedule while the demonstration lasts, so that it shows what it asked for.
            boards[kind].map { "      \(kind.collection): { board: \"\($0)\", every: 7d, reconcile: never }" }
        }
        return """
            # Made by sage-demo; docs/configuration.md explains every key.
            state: ./relay.sqlite
            secrets: { folder: ./secrets }
            agents:
              listen: "127.0.0.1:\(port)"
              certificate: ./certificates/relay-main.pem
              key: ./certificates/relay-main.key
              trust: [./certificates/ca.pem]
              revocations: [./certificates/ca.crl.pem]
              trust-domain: bridge.example
            monday:
              - name: acme-monday
                endpoint: \(endpoint)
                plan: enterprise
                token: { secret: \(tokenName) }
                # An account of the demonstration's own, without limits; a real one has them.
                limits: { board-mutations-per-minute: none, requests-per-minute: none, requests-per-day: none,
                  complexity-per-minute: none }
            connections:
              - name: \(connection)
                agent: \(agent)
                company: \(company)
                monday: acme-monday
                # Customers come through it. It is on this machine, which has to be allowed.
                soap: { url: "\(soap)", credentials: { secret: \(soapName) },
                  certificate-bundle: ./certificates/sage-server.pem, allow-private-addresses: true }
                boards:
            \(kinds.joined(separator: "\n"))

            """
    }

    /// The agent's file.
    ///
    /// - Parameter port: where the relay listens.
    /// - Returns: YAML; paths are relative to the state folder, in which it lies.
    static func agent(port: Int) -> String {
        """
        # Made by sage-demo; docs/configuration.md explains every key.
        relay: { address: "127.0.0.1:\(port)", identity: spiffe://bridge.example/relay/main }
        tls:
          certificate: ./certificates/agent-\(agent).pem
          key: ./certificates/agent-\(agent).key
          trust: [./certificates/ca.pem]
          revocations: [./certificates/ca.crl.pem]
        sage: { backend: simulated, companies: [\(company)], simulated: { folder: ./company } }

        """
    }
}
