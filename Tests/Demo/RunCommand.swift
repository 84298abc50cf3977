import ArgumentParser
import Foundation
import HTTPClient
import SimulatedSage
import UnixSignals

/// The subcommand `run`.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Sync a company to its boards, let it live a day, sync again, and compare each time.",
        discussion: """
            EXIT CODES
              0   every board was equal to the company each time
              1   a board was not, or the demonstration could not be played
              64  the command line is wrong
              130, 143  ended by Ctrl-C or SIGTERM before it was over
            """)

    @Option(help: ArgumentHelp("Show this company: CSV files named after Sage's tables.", valueName: "folder"))
    var sageData: String?

    @Flag(help: "End by itself; else the simulated boards can be looked at until Ctrl-C.")
    var once = false

    @Option(help: ArgumentHelp("Where to keep everything that is made; made anew each time.", valueName: "folder"))
    var state = "demo-state"

    @Option(help: "How many vendors to make up.")
    var vendors = 300

    @Option(help: "How many G/L accounts to make up.")
    var accounts = 1200

    @Option(help: "How many purchase orders to make up.")
    var purchaseOrders = 500

    @Option(help: "How many invoices to make up.")
    var invoices = 2000

    func validate() throws {
        guard [vendors, accounts].allSatisfy({ 1...100_000 ~= $0 }),
            [purchaseOrders, invoices].allSatisfy({ 0...1_000_000 ~= $0 })
        else {
            throw ValidationError(
                "--vendors and --accounts take 1 to 100000, --purchase-orders and --invoices 0 to 1000000.")
        }
    }

    func run() async throws {
        // A reader that closes our output must not end us before our children are. A handler, unlike SIG_IGN, is not
        // inherited by them.
        signal(SIGPIPE) { _ in }
        let demo: Demo
        do {
            demo = try Demo(state: state)
        } catch {
            throw Self.failure(error)
        }
        let played = Task { try await play(demo) }
        let watch = Task { await Self.endOnSignal(played, demo.children) }
        let result = await played.result
        await demo.children.stopAll()
        watch.cancel()
        if let signal = await watch.value, case .failure = result { throw ExitCode(128 + signal.rawValue) }
        do {
            guard try result.get() else { throw ExitCode(1) }
        } catch {
            throw Self.failure(error)
        }
    }

    /// Plays all acts, and waits for Ctrl-C where it is to; returns whether every board was equal each time.
    private func play(_ demo: Demo) async throws -> Bool {
        let (address, isEqual) = try await demo.play { folder in
            guard let sageData else {
                let sizes = CompanyGenerator.Sizes(
                    vendors: vendors, accounts: accounts, purchaseOrders: purchaseOrders, invoices: invoices)
                return try DemoCompany(sizes, in: folder)
            }
            return try DemoCompany(copyOf: sageData, in: folder)
        }
        demo.console.section(
            isEqual ? "Every board was equal to the company each time." : "Not every board was as it should be.")
        guard !once else { return isEqual }
        demo.console.text("Look at the boards: \(address)/", "Ctrl-C ends everything.")
        while !Task.isCancelled {
            try demo.children.check()
            try? await Task.sleep(for: .seconds(1))
        }
        return isEqual
    }

    /// Ends the play on the first signal and everything at once on the second; returns the first.
    private static func endOnSignal(_ played: Task<Bool, any Error>, _ children: Children) async -> UnixSignal? {
        var first: UnixSignal?
        for await signal in await UnixSignalsSequence(trapping: .sigint, .sigterm, .sighup) {
            if first != nil {
                children.killAll()
                _exit(128 + signal.rawValue)
            }
            first = signal
            played.cancel()
        }
        return first
    }

    private static func failure(_ error: any Error) -> ExitCode {
        if let code = error as? ExitCode { return code }
        FileHandle.standardError.write(Data("sage-demo: \(error)\n".utf8))
        return ExitCode(1)
    }
}
