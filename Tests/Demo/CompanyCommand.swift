import ArgumentParser
import Foundation
import SimulatedSage

/// The subcommand `company`.
struct CompanyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "company",
        abstract: "Make a company up, and write it as a folder of CSV files named after Sage's tables.",
        discussion: """
            sage-agent reads it (`backend: simulated`, `folder`), and simulated-sage-soap serves its customers. Its clock \
            is the real one: what is changed in the files while they run is new.
            """)

    @Argument(help: ArgumentHelp("Where; a folder that is not there yet.", valueName: "folder"))
    var folder: String

    @Option(help: "How many vendors to make up.")
    var vendors = 20

    @Option(help: "How many invoices to make up.")
    var invoices = 40

    @Option(help: "How many customers to make up.")
    var customers = 20

    func validate() throws {
        guard 1...100_000 ~= vendors, [invoices, customers].allSatisfy({ 0...1_000_000 ~= $0 }) else {
            throw ValidationError("--vendors takes 1 to 100000, --invoices and --customers 0 to 1000000.")
        }
        guard !FileManager.default.fileExists(atPath: folder) else {
            throw ValidationError("\(folder) is there already; name another folder.")
        }
    }

    func run() async throws {
        let sizes = CompanyGenerator.Sizes(
            vendors: vendors, accounts: 60, purchaseOrders: 10, invoices: invoices, customers: customers)
        let contents = CompanyGenerator(seed: 1, sizes: sizes, clock: SageClock(zone: .gmt)).generate()
        try CompanyFolder(URL(fileURLWithPath: folder, isDirectory: true)).save(contents)
        print("\(folder): \(vendors) vendors, \(invoices) invoices, \(customers) customers.")
    }
}
