import ArgumentParser
import Foundation
import SimulatedSage
import SimulatedSageSOAP
import UnixSignals

/// `simulated-sage-soap`: Sage 100's eBusiness Web Services on 127.0.0.1, over companies in folders.
@main
struct SimulatedSageSOAPCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulated-sage-soap",
        abstract: "Serves Sage 100's eBusiness Web Services on 127.0.0.1, for demonstrations and tests.",
        discussion: """
            Prints one line of JSON with its address when it listens, and ends on SIGTERM or SIGINT. A company is a \
            folder of CSV files named after Sage's tables, as sage-agent's simulated backend reads it; what changes in \
            the folder is seen at once, and customers that are created or changed are written back.

              simulated-sage-soap --company ABC=sage/ABC --user bridge --password-file password \\
                  --certificate server.pem --key server.key
              simulated-sage-soap --company ABC=sage/ABC --user bridge --password-file password --http --port 8091
              curl -s 'http://127.0.0.1:8091/ebusinesswebservices/masservice.svc?singleWsdl'

            What goes wrong is ordered while it runs. The second CreateCustomer from now on is done, but its \
            connection breaks before the answer:

              curl -s http://127.0.0.1:8091/simulator/faults \\
                   -d '{"kind":"executeThenDrop","operation":"CreateCustomer","nth":2}'

            GET /simulator/state counts calls by operation, faults, and the most calls of a user that ran at once.
            POST /simulator/release lets held calls go on.
            """)

    @OptionGroup(title: "The service") var service: ServiceOptions

    @OptionGroup(title: "TLS") var encryption: EncryptionOptions

    @Option(help: ArgumentHelp("A company and its folder; may be repeated.", valueName: "code=folder"))
    var company: [CompanyArgument] = []

    @Option(help: "The port to listen on; 0 takes a free one.")
    var port = 0

    @Option(
        help: ArgumentHelp(
            "A fault to order at the start, as the JSON that /simulator/faults takes; may be repeated.",
            valueName: "json"))
    var fault: [String] = []

    func validate() throws {
        guard 0...65_535 ~= port else { throw ValidationError("--port must be 0 to 65535.") }
        guard !company.isEmpty else { throw ValidationError("--company CODE=FOLDER names no company yet.") }
        guard Set(company.map(\.code)).count == company.count else {
            throw ValidationError("--company: two companies have one code.")
        }
        _ = try faults
    }

    func run() async throws {
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
        var configuration = try service.configuration
        configuration.credential = encryption.credential
        let companies = company.map { LiveCompany(code: $0.code, folder: $0.folder) }
        for company in companies { _ = try company.contents() }
        let simulator = SimulatedSageSOAP(companies, configuration)
        for fault in try faults { simulator.faults.inject(fault) }
        let line = StartLine(
            address: try await simulator.start(port: port), pid: ProcessInfo.processInfo.processIdentifier)
        FileHandle.standardOutput.write(try line.json)
        for await _ in signals { break }
        await simulator.stop()
    }

    private var faults: [Fault] {
        get throws {
            try fault.map { text in
                do {
                    return try Fault(json: text.utf8)
                } catch {
                    throw ValidationError("--fault \(text): \(error)")
                }
            }
        }
    }
}
