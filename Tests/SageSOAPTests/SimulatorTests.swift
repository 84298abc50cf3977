import Configuration
import Foundation
import HTTPClient
import SageSOAP
import SimulatedSage
import SimulatedSageSOAP
import Testing
import WireProtocol

/// The client against the simulated service, with everything that can be ordered to go wrong.
@Suite(.timeLimit(.minutes(2)))
struct SimulatorTests {
    /// What becomes of a creation whose first attempt meets a fault.
    private enum Result: String, Sendable {
        case made, found, redirected
    }

    private static let faults: [(kind: Fault.Kind, result: Result)] = [
        (.executeThenDrop, .found), (.dropBefore, .made), (.cutOff, .found), (.latency, .made), (.hold, .made),
        (.holdAnswer, .found), (.exception, .made), (.unavailable, .made), (.redirect, .redirected),
        (.wrongContentType, .found), (.malformedXML, .found), (.documentType, .found), (.hugeAnswer, .found),
    ]

    @Test func `every fault is tried`() {
        #expect(Set(Self.faults.map(\.kind)) == Set(Fault.Kind.allCases))
    }

    @Test(arguments: faults.indices)
    func `a creation that meets a fault makes one customer`(index: Int) async throws {
        let (kind, result) = Self.faults[index]
        let rig = try await Rig()
        var fault = Fault(kind, operation: "CreateCustomer")
        fault.milliseconds = 10
        fault.bytes = 9 * 1024 * 1024
        rig.service.faults.inject(fault)
        let number = try await rig.client.nextCustomerNumber(at: rig.target)
        let outcome = await rig.outcome(number)
        #expect(outcome == result, "\(kind)")
        // What was held goes on now, and finds the number taken.
        _ = rig.service.faults.release()
        let there = try await rig.client.customer(division: "01", number: number, at: rig.target)
        #expect(try there?.name == (result == .redirected ? nil : "Meier & Söhne"))
        #expect(rig.service.faults.struck[kind] == 1)
        await rig.stop()
    }

    @Test func `a customer is changed, and what the change does not name stays`() async throws {
        let rig = try await Rig()
        let before = try #require(
            try await rig.client.customer(division: "01", number: "C000001", at: rig.target))
        _ = try await rig.client.updateCustomer(division: "01", number: "C000001", at: rig.target) {
            customer throws(SageSOAPError) in try customer.set("TelephoneNo", .text("555-0199"))
        }
        let after = try #require(
            try await rig.client.customer(division: "01", number: "C000001", at: rig.target))
        #expect(try after.telephone == "555-0199")
        let own = ["TelephoneNo", "DateTimeUpdated", "UserUpdatedKey"]
        func rest(_ customer: SOAPCustomer) -> [String] {
            customer.texts.filter { !own.contains($0.name) }.map { "\($0.name)=\($0.text)" }
        }
        #expect(rest(after) == rest(before))
        await rig.stop()
    }

    @Test func `calls of one account come one after the other`() async throws {
        let rig = try await Rig { $0.latency = .milliseconds(3) }
        // Under a clock that jumps, whoever waits for the turn would give up at once.
        let one = SageSOAPClient(rig.client.contract, credentials: credentials, transport: rig.transport)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 1...12 {
                group.addTask {
                    let number = "C" + String(repeating: "0", count: index < 10 ? 5 : 4) + "\(index)"
                    _ = try await one.customer(division: "01", number: number, at: rig.target)
                }
            }
            try await group.waitForAll()
        }
        #expect(rig.service.counters.operations["GetCustomer"] == 12)
        #expect(rig.service.counters.peakByUser["bridge"] == 1)
        await rig.stop()
    }

    /// A service over a generated company, and a client of it.
    private struct Rig {
        let service: SimulatedSageSOAP
        let client: SageSOAPClient
        let target: SOAPTarget
        let transport: HTTPClient

        init(_ change: (inout ServiceConfiguration) -> Void = { _ in }) async throws {
            var configuration = ServiceConfiguration()
            configuration.users = [ServiceUser(name: "bridge", password: "geh<eim>&")]
            change(&configuration)
            let noon = try #require(SageStamp("20260310T12:00:00.000"))
            let sizes = CompanyGenerator.Sizes(vendors: 2, accounts: 4, purchaseOrders: 0, invoices: 0, customers: 12)
            let contents = CompanyGenerator(seed: 7, sizes: sizes, clock: .standing(noon)).generate()
            service = SimulatedSageSOAP(
                [LiveCompany(SimulatedCompany(code: "ABC", contents: contents))], configuration)
            target = try SageSOAPTests.target(try await service.start())
            transport = try HTTPClient(HTTPClient.Options(of: target.url))
            var options = SageSOAPOptions()
            // What is held is waited for as long as this.
            options.deadline = .seconds(1)
            let contract = try SOAPContract(try await SOAPContractLoader(transport).documents(at: target.url))
            client = SageSOAPClient(
                contract, credentials: credentials, transport: transport, options: options, clock: JumpingClock(),
                generator: Halves())
        }

        /// Makes a customer, and says what came of it; `nil` for any other error than a redirect.
        func outcome(_ number: String) async -> Result? {
            do {
                let creation = try await client.createCustomer(division: "01", number: number, at: target) {
                    customer throws(SageSOAPError) in
                    try customer.set("CustomerName", .text("Meier & Söhne"))
                    try customer.set("SalespersonNo", .text("0100"))
                }
                return creation == .made ? .made : .found
            } catch {
                return error.code == .redirected ? .redirected : nil
            }
        }

        func stop() async {
            await transport.shutdown()
            await service.stop()
        }
    }
}
