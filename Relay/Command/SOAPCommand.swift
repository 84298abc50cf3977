import ArgumentParser
import Commands
import Configuration
import Observability
import Service

/// The subcommand `soap`.
struct SOAPCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "soap",
        abstract: "Ask Sage's SOAP service something; nothing is changed in Sage.",
        discussion: """
            Customers come through Sage 100 eBusiness Web Services (docs/soap.md). `check` tells whether the service can \
            be called; these commands show what it answers.
            """,
        subcommands: [SOAPContractCommand.self, SOAPCustomerCommand.self, SOAPOrderCommand.self])
}

/// Which connection's service a command is about.
struct SOAPOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The connection's name in the configuration; needed where several have soap.", valueName: "name"))
    var connection: String?

    @Flag(help: "Print the result as JSON.")
    var json = false
}

/// The subcommand `soap contract`.
struct SOAPContractCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contract",
        abstract: "Read the service's WSDL, and show what it offers and which version it is.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var options: SOAPOptions

    func run() async throws {
        try await reporting("sage-relay", exitCode: exitCode(of:)) {
            let configuration = try RelayConfiguration(file: common.config)
            let report = try await SOAPAccess.contract(
                configuration, connection: options.connection, version: SageRelay.version)
            if options.json { return try printJSON(report) }
            print("Address           \(report.address)")
            print("Namespace         \(report.namespace)")
            print("Contract version  \(report.contractVersion ?? "not told")")
            print("Assembly version  \(report.assemblyVersion ?? "not told")")
            print("Blank date        \(report.nullDateTime ?? "not told")")
            print("")
            var table = TextTable([("Operation", .left), ("SOAPAction", .left)])
            for operation in report.operations {
                table.add([operation.name, operation.action ?? "(cannot be called)"])
            }
            print(table.text, terminator: "")
        }
    }
}

/// The subcommand `soap customer`.
struct SOAPCustomerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "customer", abstract: "Show a customer as the service has it.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var options: SOAPOptions

    @Argument(help: "Division and number, such as 01/ABF.")
    var key: String

    func run() async throws {
        try await reporting("sage-relay", exitCode: exitCode(of:)) {
            let configuration = try RelayConfiguration(file: common.config)
            try options.show(
                await SOAPAccess.customer(
                    key, configuration, connection: options.connection, version: SageRelay.version))
        }
    }
}

/// The subcommand `soap order`.
struct SOAPOrderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "order", abstract: "Show a sales order as the service has it, without its lines.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var options: SOAPOptions

    @Argument(help: "The order's number.")
    var number: String

    func run() async throws {
        try await reporting("sage-relay", exitCode: exitCode(of:)) {
            let configuration = try RelayConfiguration(file: common.config)
            try options.show(
                await SOAPAccess.salesOrder(
                    number, configuration, connection: options.connection, version: SageRelay.version))
        }
    }
}

extension SOAPOptions {
    /// Prints a record, a member a line.
    fileprivate func show(_ record: SOAPRecordReport) throws {
        if json { return try printJSON(record) }
        var table = TextTable([("Member", .left), ("Value", .left)])
        for member in record.members { table.add([member.name, member.text]) }
        print(table.text, terminator: "")
    }
}
