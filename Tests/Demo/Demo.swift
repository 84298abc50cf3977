import CompanyAudit
import Foundation
import HTTPClient
import Mapping
import SimulatedSage
import TestSupport
import WireProtocol

/// The demonstration: one play in four acts, with everything that it needs.
struct Demo: Sendable {
    let programs: Programs
    let folder: StateFolder
    let children = Children()
    let console = Console()
    let client: HTTPClient

    /// What runs once everything is set up.
    struct Stage: Sendable {
        let company: DemoCompany
        let monday: SimulatorView
        let boards: [AuditedKind: String]
        /// The address of Sage's SOAP service.
        let soap: String

        /// How long one sync may take, far beyond what it does take.
        var limit: Duration { .seconds(300 + company.largestKind / 20) }
    }

    /// Takes a fresh folder.
    ///
    /// - Parameter state: the path of the folder for everything that is made.
    /// - Throws: ``DemoError`` when the folder holds something else, or a program is missing.
    init(state: String) throws {
        programs = try Programs()
        folder = try StateFolder(fresh: state)
        var options = HTTPClient.Options()
        options.allowsPlainLoopback = true
        client = try HTTPClient(options)
    }

    /// Plays all acts.
    ///
    /// - Parameter makeCompany: makes the company in a folder.
    /// - Returns: the address of the simulated monday.com, and whether every audit found every board equal.
    /// - Throws: ``DemoError``, and what a part throws.
    func play(_ makeCompany: (String) throws -> DemoCompany) async throws -> (address: String, isEqual: Bool) {
        console.line("Sage 100 on monday.com boards: a demonstration.")
        console.line("Everything runs on this machine, and is kept in \(folder.path).")
        let stage = try await setUp(makeCompany)
        var audit = CompanyAudit(connection: Configurations.connection, company: Configurations.company)
        var isEqual = try await firstSync(stage, &audit)
        isEqual = try await secondSync(stage, &audit) && isEqual
        isEqual = try await quietPoll(stage) && isEqual
        return (stage.monday.address, isEqual)
    }

    // MARK: Acts

    private func setUp(_ makeCompany: (String) throws -> DemoCompany) async throws -> Stage {
        console.section("1. A company and a monday.com account, both simulated")
        let company = try makeCompany(folder.company)
        console.text(
            "Company \(Configurations.company): \(company.summary).",
            "Its tables are CSV files with Sage's names, in \(folder.company).",
            "Sage's SOAP service stands over the same tables, for customers.")
        try await makeCertificates()
        let token = UUID().uuidString
        try folder.write(token, to: "secrets/\(Configurations.tokenName)")
        let soap = try await startSOAP()
        let monday = SimulatorView(address: try await startMonday(items: company.largestKind), client: client)
        let boards = try await makeBoards(at: monday.address, token: token)
        console.text(
            "monday.com: \(monday.address), with five empty boards, made through its API.",
            "This account limits nothing; on a real one the relay keeps to monday's limits and its own,",
            "40 writes a minute and board by default.")
        return Stage(company: company, monday: monday, boards: boards, soap: soap)
    }

    private func firstSync(_ stage: Stage, _ audit: inout CompanyAudit) async throws -> Bool {
        console.section("2. The first sync: every record becomes one item")
        console.text(
            "sage-agent reads Sage and dials sage-relay over mutual TLS 1.3; sage-relay writes the boards.", "")
        let endpoint = stage.monday.address + "/v2"
        // The relay's first command is one that ends. The port that the system chose for it is kept for what follows,
        // so that the agent finds the relay again by itself.
        try folder.write(
            Configurations.relay(port: 0, endpoint: endpoint, soap: stage.soap, boards: stage.boards), to: "relay.yaml")
        let sync = try startSync(["--all", "--ready-file", folder.ready])
        let port = try await port(of: sync)
        try folder.write(Configurations.agent(port: port), to: "agent.yaml")
        children.add(
            try StartedProgram(
                programs.agent, ["run", "--config", folder.agentConfiguration], output: folder.log("sage-agent"),
                log: folder.log("sage-agent")), runsOn: true)
        let report = try await finish(sync, atMost: stage.limit)
        console.show(report)
        try folder.write(
            Configurations.relay(port: port, endpoint: endpoint, soap: stage.soap, boards: stage.boards),
            to: "relay.yaml")
        try await startRelay()
        return try await self.audit(stage, &audit)
    }

    private func secondSync(_ stage: Stage, _ audit: inout CompanyAudit) async throws -> Bool {
        console.section("3. A day passes in Sage, and the boards follow")
        for event in try stage.company.liveADay() { console.text(event) }
        console.text(
            "Part of this leaves no usable stamp, so that no poll can see it: a sweep compares every record.", "")
        let report = try await finish(startSync(["--all", "--mode", "sweep"]), atMost: stage.limit)
        console.show(report)
        return try await self.audit(stage, &audit)
    }

    private func quietPoll(_ stage: Stage) async throws -> Bool {
        console.section("4. An ordinary poll, with nothing changed")
        let before = try await stage.monday.requests()
        let report = try await finish(startSync(["--all"]), atMost: stage.limit)
        let seen = try await stage.monday.requests() - before
        console.show(report)
        console.text(
            "",
            "A poll reads again what Sage stamped in the last two hours or not at all; what is the same stays unsent.",
            "monday.com calls: \(report.calls) by the relay's count, \(seen) by monday.com's own.")
        guard report.calls == 0, seen == 0 else {
            console.text("There should have been none.")
            return false
        }
        return true
    }

    /// Compares every board with the company, and says what came of it.
    private func audit(_ stage: Stage, _ audit: inout CompanyAudit) async throws -> Bool {
        try children.check()
        let tables = try CompanyTables(folder: folder.company)
        var results: [BoardAudit] = []
        for kind in AuditedKind.allCases {
            guard let board = stage.boards[kind] else { continue }
            results.append(audit.audit(kind, tables, try await stage.monday.board(board)))
        }
        console.show(results)
        return results.allSatisfy { $0.findings.isEmpty }
    }
}
