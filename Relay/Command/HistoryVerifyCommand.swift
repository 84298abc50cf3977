import ArgumentParser
import Commands
import Configuration
import Service
import Store

/// `history verify`.
struct HistoryVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Walk the whole history, and name every row that was altered, removed or added.",
        discussion: """
            Every row holds the SHA-256 of its values and of the row before it. Who can write to the state file could make \
            all hashes anew: write the head that this command prints down elsewhere, in a ticket or on paper, and give it \
            with --noted later. Ends with 1 when something is wrong, or cannot be proved.
            """)

    @OptionGroup var common: CommonOptions

    @Option(help: ArgumentHelp("A head that was noted earlier; the row must still be the same.", valueName: "id:hash"))
    var noted: HistoryLink?

    @Flag(help: "Print the result as JSON.")
    var json = false

    func run() async throws {
        try await reporting("sage-relay", exitCode: exitCode(of:)) {
            let configuration = try RelayConfiguration(file: common.config)
            var report = try RelayStore(readOnly: configuration.state).verifyHistory(noted: noted)
            if configuration.history.keep == nil { report.refusePruning() }
            if json { try printJSON(report) } else { print(text(report), terminator: "") }
            if !report.faults.isEmpty { throw ExitCode(1) }
        }
    }

    private func text(_ report: HistoryReport) -> String {
        let span = [report.from, report.to].compactMap { $0.map(HistoryRow.moment) }.joined(separator: " to ")
        var out = "The history holds \(report.rows) rows\(span.isEmpty ? "" : ", from \(span)").\n"
        if report.pruned > 0 {
            out += "Rows up to \(report.pruned) were removed, by age or otherwise: nothing can be said of them.\n"
        }
        for fault in report.faults { out += fault.description + "\n" }
        if report.faults.isEmpty {
            out +=
                "Every row is as it was written\(noted.map { ", up to the noted row \($0.id) and behind it" } ?? "").\n"
        }
        return out + "Head: \(report.head.id):\(report.head.hash)\n"
    }
}

extension HistoryLink: ExpressibleByArgument {
    package init?(argument: String) {
        let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let id = Int64(parts[0]), id > 0, parts[1].count == 64 else { return nil }
        self.init(id: id, hash: parts[1].lowercased())
    }
}
