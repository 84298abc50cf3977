import CompanyAudit
import Observability
import Rig

/// What happened in a run, and what was found in the end.
struct ChaosTally {
    var relay = Keeper.Ends()
    var agent = Keeper.Ends()
    var lives = 0
    var cuts = 0
    var syncs = 0
    /// Faults ordered at monday.com by the plan.
    var ordered = 0
    /// Faults that struck a request there.
    var struck = 0
    var requests = 0
    /// What came of the sync in the calm.
    var lastSync = ""
    var audits: [BoardAudit] = []

    private func count(_ isCounted: (BoardAudit.Finding) -> Bool) -> Int {
        audits.flatMap(\.findings).count(where: isCounted)
    }

    var duplicates: Int { count { if case .duplicate = $0 { true } else { false } } }
    var missing: Int { count { if case .missing = $0 { true } else { false } } }
    /// Items that show something else than their record, or stand for none.
    var wrong: Int { audits.flatMap(\.findings).count - duplicates - missing }
    var crashes: [String] { relay.crashes + agent.crashes }

    /// Whether nothing is lost, nothing doubled and nothing wrong.
    var isRight: Bool {
        !audits.isEmpty && audits.allSatisfy(\.findings.isEmpty) && crashes.isEmpty
    }

    /// The table at the end of a run.
    ///
    /// - Parameters:
    ///   - seed: what decided it.
    ///   - seconds: how long it went on.
    /// - Returns: lines.
    func table(seed: UInt64, seconds: Int) -> String {
        var table = TextTable([("What", .left), ("Relay", .right), ("Agent", .right), ("All", .right)])
        func each(_ title: String, _ count: (Keeper.Ends) -> Int) {
            table.add([title, "\(count(relay))", "\(count(agent))", "\(count(relay) + count(agent))"])
        }
        func all(_ title: String, _ count: Int) { table.add([title, "", "", "\(count)"]) }
        all("seconds", seconds)
        each("killed (SIGKILL)") { $0.killed }
        each("killed at a named step") { $0.atFailPoint }
        each("ended (SIGTERM)") { $0.terminated }
        each("frozen (SIGSTOP)") { $0.frozen }
        each("ended by itself") { $0.byThemselves.count }
        each("crashed") { $0.crashes.count }
        all("cuts of the network", cuts)
        all("faults that struck", struck)
        all("syncs asked for", syncs)
        all("times the company lived", lives)
        all("requests to monday.com", requests)
        all("records", audits.reduce(0) { $0 + $1.records })
        all("records gone", audits.reduce(0) { $0 + $1.gone })
        all("items", audits.reduce(0) { $0 + $1.items })
        all("values compared", audits.reduce(0) { $0 + $1.values })
        all("duplicates", duplicates)
        all("missing", missing)
        all("wrong", wrong)
        let codes = Dictionary(grouping: (relay.byThemselves + agent.byThemselves), by: { $0 }).mapValues(\.count)
        let exits = codes.sorted { $0.key < $1.key }.map { "exit code \($0.key): \($0.value) times" }
        let notes = audits.differences + crashes + exits + ["last sync: \(lastSync)"]
        return "seed \(seed)\n" + table.text + notes.joined(separator: "\n")
    }
}
