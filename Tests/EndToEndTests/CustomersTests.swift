import BusinessObjects
import Foundation
import Rig
import SimulatedSage
import TestSupport
import Testing
import WireProtocol

/// Customers: keys and stamps by the agent, what they hold by Sage's SOAP service, with the built programs.
@Suite(.timeLimit(.minutes(5)), .serialized)
struct CustomersTests {
    private static let kinds: [RecordKind] = [.arCustomer]
    private static let sizes = CompanyGenerator.Sizes(
        vendors: 5, accounts: 10, purchaseOrders: 2, invoices: 4, customers: 60)

    /// A bridge with the service, and everything started.
    private func started(
        kinds: [RecordKind] = kinds, sizes: CompanyGenerator.Sizes = sizes, log: String = "info"
    ) async throws -> (bridge: Bridge, address: String) {
        let bridge = try await Bridge(sizes: sizes)
        let address = try await bridge.startSOAP()
        var tuning = Bridge.Tuning()
        tuning.soap = bridge.soapSettings(address)
        tuning.log = log
        try bridge.configureRelay(kinds: kinds, tuning: tuning)
        try await bridge.start()
        return (bridge, address)
    }

    private func expectEqual(_ bridge: Bridge, records: Int) async throws {
        var judge = bridge.judge
        let audits = try await bridge.audit(&judge, of: Self.kinds)
        #expect(audits.differences == [])
        #expect(try await bridge.values(.arCustomer, column: "Sage Key").count == records)
    }

    /// The first customer of the company.
    private func customer(_ bridge: Bridge, _ index: Int = 0) throws -> CustomerName {
        let record = try CompanyFolder(bridge.company).contents().books.records("AR_Customer")[index]
        return CustomerName(division: record["ARDivisionNo"] ?? "", number: record["CustomerNo"] ?? "")
    }

    @Test func `every customer becomes one item, each asked for once, and a quiet poll asks nobody`() async throws {
        let (bridge, address) = try await started()
        let first = try await bridge.sync()
        #expect(first.exitCode == 0, "\(first.errors)")
        try await expectEqual(bridge, records: 60)
        let state = try await bridge.soapState(address)
        #expect(state.operations["GetCustomer"] == 60)
        #expect(state.peakByUser == [Bridge.soapUser: 1])
        let quiet = try await bridge.sync()
        #expect(quiet.exitCode == 0 && quiet.rows.map(\.calls) == [0])
        #expect(try await bridge.soapState(address).operations == state.operations)
    }

    @Test func `a customer that is stamped is asked for by the next poll, and no other one`() async throws {
        let (bridge, address) = try await started()
        _ = try await bridge.sync()
        let before = try await bridge.soapState(address).operations["GetCustomer"] ?? 0
        let name = try customer(bridge)
        try bridge.life.change { books in
            books.changeCustomer(name, ["CustomerName": "Renamed <&> Söhne", "CreditLimit": "12345678901.23"])
            books.addCustomer(CustomerName(division: "01", number: "NEW 1/2"), ["CustomerName": "New"])
        }
        let sync = try await bridge.sync()
        #expect(sync.exitCode == 0, "\(sync.errors)")
        #expect(try await bridge.soapState(address).operations["GetCustomer"] == before + 2)
        #expect(try await bridge.values(.arCustomer, column: "Customer").contains("Renamed <&> Söhne"))
        #expect(try await bridge.values(.arCustomer, column: "Credit Limit").contains("12345678901.23"))
        try await expectEqual(bridge, records: 61)
    }

    @Test func `a balance that changes without a stamp is found by a reconciliation`() async throws {
        let (bridge, _) = try await started()
        _ = try await bridge.sync()
        let name = try customer(bridge, 3)
        try bridge.life.change { $0.postBalance(of: name, cents: 123_456) }
        #expect(try await bridge.sync().exitCode == 0)
        let (reconcile, code) = try await ChildProcess.run(
            "sage-relay", ["reconcile", "acme/ar-customers", "--config", "relay.yaml", "--wait", "120"],
            in: bridge.folder.path)
        #expect(code == 0, "\(reconcile.standardOutput)\(reconcile.standardError)")
        try await expectEqual(bridge, records: 60)
    }

    @Test func `without the service the board is off, says why, and the others are kept`() async throws {
        let bridge = try await Bridge(sizes: Self.sizes)
        try bridge.configureRelay(kinds: [.apVendor, .arCustomer])
        try await bridge.start()
        let sync = try await bridge.sync()
        #expect(sync.exitCode == 1)
        #expect(sync.rows.map(\.isDone) == [true, false])
        #expect(sync.rows.last?.message?.contains("the connection acme has none") == true)
        #expect(try await bridge.values(.apVendor, column: "Sage Key").count == 5)
        let (check, code) = try await ChildProcess.run(
            "sage-relay", ["check", "--config", "relay.yaml"], in: bridge.folder.path)
        #expect(code != 0 && check.standardOutput.contains("The board is off"), "\(check.standardOutput)")
        try await expectStatus(bridge, "acme/ar-customers  OFF")
    }

    /// What `status` says of the board of customers, which needs a person.
    private func expectStatus(_ bridge: Bridge, _ words: String) async throws {
        let (status, code) = try await ChildProcess.run(
            "sage-relay", ["status", "--config", "relay.yaml"], in: bridge.folder.path)
        #expect(code == 1 && status.standardOutput.contains(words), "\(status.standardOutput)")
    }

    @Test func `a service that goes away keeps customers waiting and nobody else, and they come when it is back`()
        async throws
    {
        let (bridge, address) = try await started(kinds: [.apVendor, .arCustomer])
        _ = try await bridge.sync()
        bridge.soap?.send(signal: SIGKILL)
        _ = await bridge.soap?.exitCode()
        let name = try customer(bridge)
        try bridge.life.change { books in
            books.changeCustomer(name, ["CustomerName": "Away"])
            books.addVendor("NEWVEND", name: "New")
        }
        let sync = try await bridge.sync()
        #expect(sync.exitCode == 1 && sync.rows.map(\.isDone) == [true, false])
        #expect(try await bridge.values(.apVendor, column: "Vendor").contains("New"))
        let port = try #require(Int(address.split(separator: ":")[2].split(separator: "/")[0]))
        try await bridge.startSOAP(port: port)
        #expect(try await bridge.sync().exitCode == 0)
        #expect(try await bridge.values(.arCustomer, column: "Customer").contains("Away"))
    }

    @Test func `a refused password is told, and a new one is used without a restart`() async throws {
        let bridge = try await Bridge(sizes: Self.sizes)
        let address = try await bridge.startSOAP()
        try bridge.keepAccount(for: address, password: "another-51ce-password")
        var tuning = Bridge.Tuning()
        tuning.soap = bridge.soapSettings(address)
        try bridge.configureRelay(kinds: Self.kinds, tuning: tuning)
        try await bridge.start()
        let refused = try await bridge.sync()
        #expect(refused.exitCode == 1)
        #expect(refused.rows.first?.message?.contains("Logon failure") == true, "\(refused.rows)")
        #expect(refused.rows.first?.message?.contains("another-51ce-password") == false)
        try await expectStatus(bridge, "acme/ar-customers  REFUSED")
        try bridge.keepAccount(for: address)
        #expect(try await bridge.sync().exitCode == 0)
        try await expectEqual(bridge, records: 60)
    }

    @Test(arguments: [
        ("the account is kept for another address", "https://127.0.0.1:1/other.svc", "ABC", "kept for"),
        ("the account is another company's", nil, "XYZ", "does not serve company ABC"),
    ])
    func `an account that is meant for something else is not sent`(
        what: String, url: String?, company: String, sentence: String
    ) async throws {
        let bridge = try await Bridge(sizes: Self.sizes)
        let address = try await bridge.startSOAP()
        try bridge.keepAccount(for: url ?? address, company: company)
        var tuning = Bridge.Tuning()
        tuning.soap = bridge.soapSettings(address)
        try bridge.configureRelay(kinds: Self.kinds, tuning: tuning)
        try await bridge.start()
        let sync = try await bridge.sync()
        #expect(sync.rows.first?.message?.contains(sentence) == true, "\(what): \(sync.rows)")
        #expect(try await bridge.soapState(address).operations["GetCustomer"] == nil)
    }

    @Test func `an address of the own network is not connected to unless it is allowed`() async throws {
        let bridge = try await Bridge(sizes: Self.sizes)
        let address = try await bridge.startSOAP()
        var tuning = Bridge.Tuning()
        // The name is no private address by itself; only where it leads is: libcurl takes such names for this machine.
        let named = address.replacing("127.0.0.1", with: "sage.localhost")
        tuning.soap = bridge.soapSettings(named, more: "")
        try bridge.keepAccount(for: named)
        try bridge.configureRelay(kinds: Self.kinds, tuning: tuning)
        try await bridge.start()
        let sync = try await bridge.sync()
        #expect(sync.rows.first?.message?.contains("no public address") == true, "\(sync.rows)")
        #expect(try await bridge.soapState(address).operations == [:])
    }

    @Test func `a redirect is told and not followed`() async throws {
        let (bridge, address) = try await started()
        _ = try await bridge.sync()
        let name = try customer(bridge)
        try await bridge.injectSOAP(
            #"{"kind":"redirect","operation":"GetCustomer","times":1000,"location":"https://elsewhere.invalid/"}"#,
            at: address)
        try bridge.life.change { $0.changeCustomer(name, ["CustomerName": "Redirected"]) }
        let sync = try await bridge.sync()
        #expect(sync.rows.first?.message?.contains("elsewhere.invalid") == true, "\(sync.rows)")
        try await bridge.calmSOAP(address)
        #expect(try await bridge.sync().exitCode == 0)
        #expect(try await bridge.values(.arCustomer, column: "Customer").contains("Redirected"))
    }

    @Test func `a relay that is killed while it reads customers makes every item once`() async throws {
        let bridge = try await Bridge(
            sizes: .init(vendors: 2, accounts: 2, purchaseOrders: 1, invoices: 1, customers: 150))
        let address = try await bridge.startSOAP(["--latency", "5"])
        var tuning = Bridge.Tuning()
        tuning.soap = bridge.soapSettings(address)
        tuning.batch = 10
        try bridge.configureRelay(kinds: Self.kinds, tuning: tuning)
        for written in [0, 1, 30, 80] {
            try await bridge.start()
            let isThere = await eventually(within: .seconds(30)) {
                (try? await bridge.values(.arCustomer, column: "Sage Key").count) ?? 0 >= written
            }
            #expect(isThere)
            await bridge.killBoth()
        }
        try await bridge.start()
        let last = try await bridge.sync()
        #expect(last.exitCode == 0, "\(last.errors)")
        try await expectEqual(bridge, records: 150)
    }

    @Test func `the password stands in no log, no state and no list of processes, and commands show the service`()
        async throws
    {
        let (bridge, _) = try await started(log: "trace")
        _ = try await bridge.sync()
        for arguments in [
            ["contract"], ["customer", try customer(bridge).key.joined(separator: "/")], ["contract", "--json"],
        ] {
            let (soap, code) = try await ChildProcess.run(
                "sage-relay", ["soap"] + arguments + ["--config", "relay.yaml"], in: bridge.folder.path)
            #expect(code == 0, "\(soap.standardError)")
            #expect(soap.standardOutput.contains(arguments[0] == "contract" ? "GetCustomer" : "CustomerName"))
            #expect(!soap.standardOutput.contains(Bridge.soapPassword))
        }
        let (check, code) = try await ChildProcess.run(
            "sage-relay", ["check", "--config", "relay.yaml"], in: bridge.folder.path)
        #expect(code == 0 && check.standardOutput.contains("SOAP service of acme"), "\(check.standardOutput)")
        #expect(check.standardOutput.contains("agent acme-hq"))
        let pid = try #require(bridge.relay?.pid)
        let needle = Data(Bridge.soapPassword.utf8)
        for file in ["cmdline", "environ"] {
            let contents = FileManager.default.contents(atPath: "/proc/\(pid)/\(file)") ?? Data()
            #expect(contents.range(of: needle) == nil)
        }
        #expect(bridge.relay?.standardError.contains(Bridge.soapPassword) == false)
        let files = try #require(FileManager.default.enumerator(atPath: bridge.folder.path))
        for case let file as String in files where !["sage-password", "secrets/sage"].contains(file) {
            let bytes = FileManager.default.contents(atPath: bridge.folder.path + "/" + file)
            #expect(bytes?.range(of: needle) == nil, "\(file)")
        }
    }
}
