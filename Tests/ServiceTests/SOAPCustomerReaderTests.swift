import BusinessObjects
import Configuration
import Foundation
import Secrets
import SimulatedSage
import SimulatedSageSOAP
import Store
import Sync
import Synchronization
import TestSupport
import Testing
import WireProtocol

@testable import Service

/// Milliseconds that go on when a test says so.
private final class HandClock: Sendable {
    let now = Mutex<Int64>(1_000_000)
}

/// The way to a connection's SOAP service, against the simulated one over HTTP.
@Suite(.timeLimit(.minutes(2)))
struct SOAPCustomerReaderTests {
    private static let user = ServiceUser(name: "bridge", password: "pass-51")
    private static let day: Int64 = 86_400_000

    private let folder: ScratchFolder
    private let company: SimulatedCompany
    private let simulator: SimulatedSageSOAP
    private let store: RelayStore
    private let clock = HandClock()

    init() throws {
        folder = try ScratchFolder()
        let noon = try #require(SageStamp("20260310T12:00:00.000"))
        let sizes = CompanyGenerator.Sizes(vendors: 1, accounts: 1, purchaseOrders: 0, invoices: 0, customers: 8)
        company = SimulatedCompany(
            code: "ABC", contents: CompanyGenerator(seed: 7, sizes: sizes, clock: .standing(noon)).generate())
        var configuration = ServiceConfiguration()
        configuration.users = [Self.user]
        simulator = SimulatedSageSOAP([LiveCompany(company)], configuration)
        store = try RelayStore(path: folder.path + "/relay.sqlite")
    }

    private func keep(_ password: String, for address: String) throws {
        let account = ["user": Self.user.name, "password": password, "company": "ABC", "url": address]
        let json = String(decoding: try JSONEncoder().encode(account), as: UTF8.self)
        _ = try folder.write(json, to: "sage", mode: 0o600)
    }

    /// The way to the service at an address, as a relay that has just been started has it.
    private func service(_ address: String) throws -> SageService {
        let yaml = """
            state: ./relay.sqlite
            secrets: { folder: . }
            agents: { listen: "127.0.0.1:0", certificate: ./c, key: ./k, trust: [./t], trust-domain: bridge.test }
            monday: [{ name: m, plan: pro, token: { secret: token } }]
            connections:
              - name: acme
                agent: hq
                company: ABC
                monday: m
                soap: { url: "\(address)", allow-http: true, allow-private-addresses: true, deadline: 1s,
                  credentials: { secret: sage } }
                boards: { ar-customers: { board: 1 } }
            """
        let configuration = try RelayConfiguration(bytes: Array(yaml.utf8), file: folder.path + "/relay.yaml")
        let soap = try #require(configuration.connections[0].soap)
        return SageService(
            soap, company: "ABC", secrets: SecretFolder(path: folder.path), store: store, turns: AccountTurns(),
            version: "1", now: { [clock] in clock.now.withLock { $0 } })
    }

    /// The company's customers as an agent sends them.
    private var customers: [ARCustomer] {
        company.books.records("AR_Customer").map {
            ARCustomer(division: $0["ARDivisionNo"] ?? "", customerNumber: $0["CustomerNo"] ?? "")
        }
    }

    private func failure(_ reader: SOAPCustomerReader, _ customer: ARCustomer) async -> SourceError? {
        do {
            _ = try await reader.details(of: customer)
            return nil
        } catch {
            return error as? SourceError
        }
    }

    @Test func `a customer comes as Sage has it, and one that there is not comes as none`() async throws {
        let address = try await simulator.start()
        try keep(Self.user.password, for: address)
        let reader = SOAPCustomerReader(try service(address))
        let record = company.books.records("AR_Customer")[0]
        let details = try #require(try await reader.details(of: customers[0]))
        #expect(details.name == record["CustomerName"])
        #expect(details.balance?.isSameNumber(as: try #require(DecimalText(record["CurrentBalance"] ?? ""))) == true)
        #expect(details.aging.count == 4)
        #expect(try await reader.details(of: ARCustomer(division: "99", customerNumber: "NOBODY")) == nil)
        await simulator.stop()
    }

    @Test func `a customer that cannot be asked for is its own problem, and the others are read`() async throws {
        let address = try await simulator.start()
        try keep(Self.user.password, for: address)
        let reader = SOAPCustomerReader(try service(address))
        for _ in 0..<6 {
            // XML cannot hold the number.
            let error = await failure(reader, ARCustomer(division: "01", customerNumber: "A\u{1}"))
            #expect(error?.cause == .record)
        }
        #expect(try await reader.details(of: customers[0]) != nil)
        await simulator.stop()
    }

    @Test func `a service that fails every call is no customer's problem`() async throws {
        let address = try await simulator.start()
        try keep(Self.user.password, for: address)
        let reader = SOAPCustomerReader(try service(address))
        simulator.faults.inject(Fault(.wrongContentType, operation: "GetCustomer", times: 1000))
        let error = await failure(reader, customers[0])
        #expect(error?.cause == .other && error?.isRetryable == true, "\(error?.sentence ?? "")")
        simulator.faults.clear()
        #expect(try await reader.details(of: customers[0]) != nil)
        await simulator.stop()
    }

    @Test func `one call that fails while the service answers is the customer's problem`() async throws {
        let address = try await simulator.start()
        try keep(Self.user.password, for: address)
        let reader = SOAPCustomerReader(try service(address))
        simulator.faults.inject(Fault(.wrongContentType, operation: "GetCustomer"))
        #expect(await failure(reader, customers[0])?.cause == .record)
        await simulator.stop()
    }

    @Test func `a refused password is not tried again within an hour, and another one at once`() async throws {
        let address = try await simulator.start()
        try keep("wrong-51", for: address)
        let reader = SOAPCustomerReader(try service(address))
        let first = await failure(reader, customers[0])
        #expect(first?.isRetryable == false && first?.sentence.contains("Logon failure") == true)
        let calls = simulator.counters.operations["GetCustomer"]
        let second = await failure(reader, customers[0])
        #expect(second?.sentence.contains("not tried again within an hour") == true)
        #expect(second?.sentence.contains("wrong-51") == false)
        #expect(simulator.counters.operations["GetCustomer"] == calls)
        clock.now.withLock { $0 += 3_600_000 }
        #expect(await failure(reader, customers[0])?.sentence.contains("not tried again") == false)
        #expect(simulator.counters.operations["GetCustomer"] != calls)
        try keep(Self.user.password, for: address)
        #expect(try await reader.details(of: customers[0]) != nil)
        await simulator.stop()
    }

    @Test func `the WSDL is kept across restarts, read anew after a day, and gone by where it is not given any more`()
        async throws
    {
        let address = try await simulator.start()
        try keep(Self.user.password, for: address)
        var reader = SOAPCustomerReader(try service(address))
        _ = try await reader.details(of: customers[0])
        let once = try #require(simulator.counters.operations["wsdl"])
        #expect(once > 0)
        reader = SOAPCustomerReader(try service(address))
        _ = try await reader.details(of: customers[0])
        #expect(simulator.counters.operations["wsdl"] == once)
        clock.now.withLock { $0 += Self.day }
        _ = try await reader.details(of: customers[1])
        #expect(simulator.counters.operations["wsdl"] == 2 * once)
        clock.now.withLock { $0 += Self.day }
        // As where an administrator no longer publishes it.
        simulator.faults.inject(Fault(.wrongContentType, operation: "wsdl", times: 1000))
        #expect(try await reader.details(of: customers[2]) != nil)
        await simulator.stop()
    }

    @Test func `without a WSDL at all the error names what is missing, and nothing is kept`() async throws {
        let address = try await simulator.start()
        try keep(Self.user.password, for: address)
        let reader = SOAPCustomerReader(try service(address))
        simulator.faults.inject(Fault(.wrongContentType, operation: "wsdl", times: 1000))
        let error = await failure(reader, customers[0])
        #expect(error?.cause == .other, "\(error?.sentence ?? "")")
        #expect(try await store.soapContract(at: address) == nil)
        await simulator.stop()
    }

    @Test func `one account has one turn, however its name is spelled, and another account another`() {
        let turns = AccountTurns()
        let queue = turns.queue(of: "bridge", at: "https://a/")
        #expect(queue === turns.queue(of: "BRIDGE", at: "https://a/"))
        #expect(queue !== turns.queue(of: "bridge", at: "https://b/"))
        #expect(queue !== turns.queue(of: "other", at: "https://a/"))
    }

    @Test func `what an agent serves is known by connection, of the last ones alone`() throws {
        let noon = try #require(SageStamp("20260310T12:00:00.000"))
        let served = ServedCompanies()
        func info(_ codes: [String]) -> AgentInfo {
            AgentInfo(
                version: "1", protocolVersions: [1], backend: "fake", mayWrite: false,
                companies: codes.map { AgentInfo.Company(code: $0, segments: []) },
                clock: AgentInfo.Clock(now: noon, zone: "UTC"))
        }
        #expect(served.codes(epoch: 1) == nil)
        served.note(info(["ABC"]), epoch: 1)
        served.note(info(["XYZ"]), epoch: 2)
        served.note(info(["ABC", "DEF"]), epoch: 1)
        #expect(served.codes(epoch: 1) == ["ABC", "DEF"])
        #expect(served.codes(epoch: 2) == ["XYZ"])
        for epoch in 3..<70 as Range<UInt64> { served.note(info([]), epoch: epoch) }
        #expect(served.codes(epoch: 2) == nil)
        #expect(served.codes(epoch: 69) == [])
    }
}
