import Ledger
import WireProtocol

/// What `sage-agent probe` found.
struct ProbeReport: Codable {
    /// The agent's version.
    var agent: String
    var backend: String
    var host: AgentInfo.Host?
    var companies: [CompanyProbe]

    /// Whether every company opened, and of each module that is installed every table could be read.
    var isGood: Bool { companies.allSatisfy(\.isGood) }

    /// The report for people.
    var markdown: String {
        var lines = ["# What Sage 100 offers", "", "- sage-agent \(agent), backend \(backend)"]
        if let host {
            let version = host.version.map { "version \($0), \(host.bits ?? 0) bits, " } ?? ""
            lines.append("- host: \(version)\(host.state.rawValue). \(host.detail)")
        }
        for company in companies {
            lines += ["", "## Company \(company.company)", ""]
            if let fault = company.fault {
                lines.append("Not open. \(fault)")
                continue
            }
            lines.append("Log-on worked. Sage's clock: \(company.clock.map { "\($0.now) \($0.zone)" } ?? "unknown").")
            lines += ["", "| table | object | opens | columns | missing | not known | indexes | records of one page |"]
            lines.append("|---|---|---|---|---|---|---|---|")
            lines += company.tables.map(\.row)
            for table in company.tables where !table.columns.isEmpty {
                lines += ["", "### \(table.table)", "", table.columns.joined(separator: ", ")]
            }
        }
        return lines.joined(separator: "\n")
    }
}

extension TableProbe {
    fileprivate var row: String {
        let page = pageRecords.map { "\($0) in \(pageMilliseconds ?? 0) ms" } ?? ""
        let indexes = self.indexes + indexFaults.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        let cells = [
            table, object, fault ?? "yes", columns.isEmpty ? "" : "\(columns.count)", missing.joined(separator: ", "),
            unknown.joined(separator: ", "), indexes.joined(separator: ", "), page,
        ]
        // A text of Sage must not break the table.
        return "| " + cells.map { $0.replacing("|", with: "/").replacing("\n", with: " ") }.joined(separator: " | ")
            + " |"
    }
}
