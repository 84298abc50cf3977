import ArgumentParser
import Commands
import Configuration
import Foundation
import Ledger
import WireProtocol

/// The subcommand `probe`.
struct ProbeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "probe",
        abstract: "Report what the installed Sage 100 offers, for support.",
        discussion: """
            Opens every company and looks at each table that is read: whether its business object opens, its columns, \
            which of ours are missing, the indexes, Sage's clock, and the time of one page. The report holds names of \
            tables and columns and texts of Sage's errors, and no value of any record. It goes to standard output as \
            Markdown, or as JSON with --json.
            """)

    @OptionGroup var common: CommonOptions

    @Flag(help: "Print the report as JSON.")
    var json = false

    func run() async throws {
        try await reporting("sage-agent", exitCode: exitCode(of:)) {
            let configuration = try AgentConfiguration(file: common.config)
            let parts = try AgentParts(configuration)
            var companies: [CompanyProbe] = []
            for company in configuration.sage.companies {
                companies.append(await parts.ledger.probe(company: company))
            }
            let report = ProbeReport(
                agent: SageAgent.version, backend: parts.ledger.backend, host: await parts.ledger.hostState,
                companies: companies)
            await parts.ledger.close()
            if json {
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
                print(String(decoding: try encoder.encode(report), as: UTF8.self))
            } else {
                print(report.markdown)
            }
            if !report.isGood { throw ExitCode(1) }
        }
    }
}
