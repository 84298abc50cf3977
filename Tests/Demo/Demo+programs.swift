import CompanyAudit
import Foundation
import Mapping
import TestSupport
import WireProtocol

/// Starting the parts, each within a bounded time.
extension Demo {
    func makeCertificates() async throws {
        let log = folder.log("certificates")
        let script = try StartedProgram(
            "/bin/sh", [programs.developmentCA, folder.certificates, Configurations.agent], output: log, log: log)
        children.add(script, runsOn: false)
        guard try await children.wait(for: script, atMost: .seconds(60)) == 0 else {
            throw DemoError("The development certificates could not be made.", logFile: log)
        }
    }

    /// Starts the simulated monday.com.
    ///
    /// - Parameter items: how many items a board must hold, and a little more; monday's usual limit is 10,000.
    /// - Returns: its address.
    /// - Throws: ``DemoError`` when it does not start.
    func startMonday(items: Int) async throws -> String {
        try await start(
            programs.monday, named: "simulated-monday",
            [
                "--port", "0", "--token-file", folder.file("secrets/\(Configurations.tokenName)"),
                "--items-limit", "\(max(10_000, items + 1000))",
            ])
    }

    /// Starts Sage's SOAP service over the company's tables, with a certificate of its own, and keeps the account for it.
    ///
    /// - Returns: its address.
    /// - Throws: ``DemoError`` when it does not start.
    func startSOAP() async throws -> String {
        let (certificate, key) = (
            folder.file("certificates/sage-server.pem"), folder.file("certificates/sage-server.key")
        )
        let log = folder.log("sage-server-certificate")
        let openssl = try StartedProgram(
            "/usr/bin/env",
            [
                "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
                "7",
                "-subj", "/CN=Sage server", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out",
                certificate,
            ], output: log, log: log)
        children.add(openssl, runsOn: false)
        guard try await children.wait(for: openssl, atMost: .seconds(30)) == 0 else {
            throw DemoError("The certificate of Sage's SOAP service could not be made.", logFile: log)
        }
        let password = UUID().uuidString
        try folder.write(password, to: "sage-password")
        let address = try await start(
            programs.soap, named: "simulated-sage-soap",
            [
                "--company", "\(Configurations.company)=\(folder.company)", "--user", Configurations.soapUser,
                "--password-file", folder.file("sage-password"), "--certificate", certificate, "--key", key, "--port",
                "0",
            ])
        let account = [
            "user": Configurations.soapUser, "password": password, "company": Configurations.company, "url": address,
        ]
        let secret = try JSONEncoder().encode(account)
        try folder.write(String(decoding: secret, as: UTF8.self), to: "secrets/\(Configurations.soapName)")
        return address
    }

    /// Starts a simulator, which says in a line of JSON where it listens.
    private func start(_ program: String, named name: String, _ arguments: [String]) async throws -> String {
        struct Hello: Decodable { var address: String }

        let (output, log) = (folder.file("\(name).json"), folder.log(name))
        children.add(try StartedProgram(program, arguments, output: output, log: log), runsOn: true)
        let hello = try await Deadline.poll(atMost: .seconds(30)) { () -> Hello? in
            try children.check()
            guard let text = try? Data(contentsOf: URL(fileURLWithPath: output)), text.contains(UInt8(ascii: "\n"))
            else { return nil }
            return try JSONDecoder().decode(Hello.self, from: text)
        }
        guard let hello else { throw DemoError("\(name) did not start.", logFile: log) }
        return hello.address
    }

    func makeBoards(at address: String, token: String) async throws -> [AuditedKind: String] {
        let script = MondayScript(endpoint: address + "/v2", token: token, client: client)
        let segments = try CompanyTables(folder: folder.company).segments.map {
            AgentInfo.SegmentDefinition(number: $0.number, name: $0.name)
        }
        var boards: [AuditedKind: String] = [:]
        for (kind, recordKind, name) in [
            (AuditedKind.invoice, RecordKind.apInvoice, "A/P invoices"), (.order, .purchaseOrder, "Purchase orders"),
            (.vendor, .apVendor, "Vendors"), (.account, .glAccount, "G/L accounts"),
            (.customer, .arCustomer, "Customers"),
        ] {
            boards[kind] = try await script.makeBoard(
                named: name, BoardLayout(kind: recordKind, segments: segments))
        }
        return boards
    }

    /// Starts the relay, which runs until the end; the agent finds it by itself.
    func startRelay() async throws {
        try? FileManager.default.removeItem(atPath: folder.ready)
        let relay = try StartedProgram(
            programs.relay, ["run", "--config", folder.relayConfiguration, "--ready-file", folder.ready],
            output: folder.log("sage-relay"), log: folder.log("sage-relay"))
        children.add(relay, runsOn: true)
        _ = try await port(of: relay)
    }

    /// Starts a sync; its progress shows on standard error.
    func startSync(_ options: [String]) throws -> StartedProgram {
        try? FileManager.default.removeItem(atPath: folder.ready)
        let sync = try StartedProgram(
            programs.relay, ["sync", "--config", folder.relayConfiguration, "--json"] + options,
            output: folder.file("sync-report.json"), log: nil)
        children.add(sync, runsOn: false)
        return sync
    }

    /// Waits for a sync and reads its report.
    ///
    /// - Parameters:
    ///   - sync: what ``startSync(_:)`` started.
    ///   - limit: how long it may take.
    /// - Returns: the report, also when it tells of failures.
    /// - Throws: ``DemoError`` when there is none.
    func finish(_ sync: StartedProgram, atMost limit: Duration) async throws -> SyncReport {
        let code = try await children.wait(for: sync, atMost: limit)
        let output = try Data(contentsOf: URL(fileURLWithPath: folder.file("sync-report.json")))
        guard [0, 1].contains(code), let report = try? JSONDecoder().decode(SyncReport.self, from: output) else {
            throw DemoError(
                "sage-relay sync ended with code \(code) and without a report.", logFile: folder.log("sage-agent"))
        }
        return report
    }

    /// Waits until a relay listens; returns its port.
    func port(of relay: StartedProgram) async throws -> Int {
        struct Ready: Decodable { var port: Int }

        let ready = try await Deadline.poll(atMost: .seconds(30)) { () -> Ready? in
            guard relay.isRunning else { throw DemoError("sage-relay ended before it listened.", logFile: relay.log) }
            guard let text = try? Data(contentsOf: URL(fileURLWithPath: folder.ready)) else { return nil }
            return try JSONDecoder().decode(Ready.self, from: text)
        }
        guard let ready else { throw DemoError("sage-relay did not listen within 30 s.", logFile: relay.log) }
        return ready.port
    }
}
