import ArgumentParser
import Commands
import Configuration
import Cryptography
import Foundation
import Ledger
import Observability
import Tunnel
import WireProtocol

/// The subcommand `check`.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Look at everything the agent needs, and change nothing.",
        discussion:
            "Reads the configuration and the certificates, opens every company in Sage 100, and connects to the "
            + "relay once.")

    @OptionGroup var common: CommonOptions

    @Flag(help: "Print the results as JSON.")
    var json = false

    func run() async throws {
        try await reporting("sage-agent", exitCode: exitCode(of:)) {
            let configuration = try AgentConfiguration(file: common.config)
            let parts = try AgentParts(configuration)
            var results: [CheckResult] = []
            if let certificate = (parts.dialling ?? parts.listening)?.certificate {
                results.append(
                    await CheckResult("certificate") {
                        let identity = try PeerIdentity(certificate: certificate)
                        return "\(identity) until \(certificate.notAfter.formatted(.iso8601))"
                    })
            }
            for company in configuration.sage.companies {
                results.append(
                    await CheckResult("company \(company)") {
                        let clock = try await parts.ledger.clock(company: company)
                        let segments = try await parts.ledger.segments(company: company).map(\.name)
                            .joined(separator: ", ")
                        return
                            "open; Sage's clock \(clock.now) \(clock.zone); account segments: \(segments.isEmpty ? "none" : segments)"
                    })
            }
            if let host = await parts.ledger.hostState {
                let version = host.version.map { "version \($0), \(host.bits ?? 0) bits. " } ?? ""
                results.append(
                    CheckResult(
                        name: "host of Sage", isGood: host.state == .running || host.state == .stopped,
                        detail: "\(host.state.rawValue). \(version)\(host.detail)"))
            }
            await parts.ledger.close()
            if let relay = configuration.relay, let context = parts.dialling {
                results.append(
                    await CheckResult("relay \(relay.address)") {
                        try await parts.dialer(relay, context).probe()
                        return "\(relay.identity) takes this agent"
                    })
            }
            try printChecks(results, json: json)
        }
    }
}
