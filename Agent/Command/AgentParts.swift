import COMHost
import Configuration
import Cryptography
import Endpoints
import Foundation
import Ledger
import Secrets
import SimulatedSage
import Tunnel
import WireProtocol

/// What an agent is made of, put together from its configuration.
struct AgentParts {
    let configuration: AgentConfiguration
    let ledger: Ledger
    /// What it shows its relay when it dials; `nil` without a relay.
    let dialling: TLSContext?
    /// What it shows who dials it; `nil` without a direct port.
    let listening: TLSContext?

    /// Reads certificates and makes the way to Sage; Sage itself is not asked yet.
    ///
    /// - Parameters:
    ///   - configuration: what the administrator wrote.
    ///   - report: is told what becomes of the host of a real Sage.
    /// - Throws: `CryptographyError`, and what ``Configuration/AgentConfiguration/Sage/server(_:report:)`` throws.
    init(
        _ configuration: AgentConfiguration, report: @escaping @Sendable (HostEvent) -> Void = { _ in }
    ) throws {
        self.configuration = configuration
        ledger = Ledger(
            server: try configuration.sage.server(configuration.secrets?.open(), report: report),
            companies: configuration.sage.companies.map { Ledger.Company(code: $0) },
            objects: configuration.sage.objects)
        dialling = try configuration.relay.map { relay in
            try TLSContext(
                configuration.tls.with(
                    role: .client(serverName: relay.serverName), protocol: TunnelListener.applicationProtocol))
        }
        listening = try configuration.direct.map { _ in
            try TLSContext(
                configuration.tls.with(role: .server(.required), protocol: DirectListener.applicationProtocol))
        }
    }

    /// Answers the relay's requests.
    var endpoints: AgentEndpoints<ContinuousClock> {
        AgentEndpoints(
            ledger: ledger, version: SageAgent.version, digest: SHA256.hexadecimal, clock: ContinuousClock()
        )
    }

    /// Dials the relay, once for each try.
    func dialer(_ relay: AgentConfiguration.Relay, _ context: TLSContext) -> TunnelDialer {
        TunnelDialer(
            host: relay.address.host, port: relay.address.port, relay: relay.identity, instance: UUID().uuidString,
            product: SageAgent.version, credentials: { context }, handler: endpoints, settings: settings)
    }

    /// Times of the tunnel as the configuration has them.
    var settings: TunnelSettings {
        var settings = TunnelSettings()
        settings.connectDeadline = configuration.connectTimeout
        settings.handshakeDeadline = configuration.timeouts.handshake
        settings.pingInterval = configuration.timeouts.ping
        settings.silenceLimit = configuration.timeouts.dead
        settings.drainGrace = configuration.timeouts.drain
        return settings
    }
}

extension TLSFiles {
    fileprivate func with(role: TLSConfiguration.Role, protocol name: String) -> TLSConfiguration {
        TLSConfiguration(
            role: role, credential: TLSConfiguration.Credential(certificateChain: certificate, privateKey: key),
            trust: trust, revocations: revocations, applicationProtocols: [name])
    }
}
