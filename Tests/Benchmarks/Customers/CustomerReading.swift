import BusinessObjects
import Configuration
import Foundation
import FoundationXML
import HTTPClient
import HTTPTypes
import SageSOAP
import SimulatedSage
import SimulatedSageSOAP
import Synchronization
import WireProtocol

/// Measures what one customer costs the relay: its request written and its answer read, without a network.
enum CustomerReading {
    private static let count = 5000

    static func run() async throws {
        guard let noon = SageStamp("20260310T12:00:00.000") else { return }
        let sizes = CompanyGenerator.Sizes(vendors: 1, accounts: 1, purchaseOrders: 0, invoices: 0, customers: 1)
        let company = SimulatedCompany(
            code: "ABC", contents: CompanyGenerator(seed: 7, sizes: sizes, clock: .standing(noon)).generate())
        var configuration = ServiceConfiguration()
        configuration.users = [ServiceUser(name: "bench", password: "bench")]
        let simulator = SimulatedSageSOAP([LiveCompany(company)], configuration)
        let url = try SageServerURL(
            try await simulator.start(), allowing: .init(plainHTTP: true, privateAddresses: true))
        let client = try HTTPClient(HTTPClient.Options(of: url))
        let contract = try SOAPContract(try await SOAPContractLoader(client).documents(at: url))
        let recorder = Recorder(client)
        let target = SOAPTarget(
            url: url, company: try ServedCompany("ABC", among: ["ABC"], of: "The simulated service"))
        let record = company.books.records("AR_Customer")[0]
        let key = (division: record["ARDivisionNo"] ?? "", number: record["CustomerNo"] ?? "")
        let soap = SageSOAPClient(
            contract, credentials: SageSOAPCredentials(user: "bench", password: Secret("bench")), transport: recorder)
        _ = try await soap.customer(division: key.division, number: key.number, at: target)
        await simulator.stop()
        guard let answer = recorder.answer.withLock({ $0 })?.body else { return }

        let peer = try await seconds {
            for _ in 0..<count { precondition(XMLParser(data: answer).parse()) }
        }
        print(
            "Foundation's XMLParser over \(count) answers of \(answer.count) bytes, and nothing else: \(text(peer)) s of"
                + " processor")
        let taken = try await seconds {
            for _ in 0..<count {
                let customer = try await soap.customer(division: key.division, number: key.number, at: target)
                let balance = try customer?.currentBalance
                precondition(balance != nil)
            }
        }
        print(
            "\(count) customers, each asked for in the contract's order and read by it: \(text(taken)) s,"
                + " \(text(taken / peer)) times the parser's")
        await client.shutdown()
    }

    /// User and system time of this process that something takes.
    private static func seconds(_ body: () async throws -> Void) async throws -> Double {
        func used() -> Double {
            var usage = rusage()
            getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
            return [usage.ru_utime, usage.ru_stime].reduce(0) {
                $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1_000_000
            }
        }
        let start = used()
        try await body()
        return used() - start
    }

    private static func text(_ number: Double) -> String { String(format: "%.3f", number) }

    /// Carries the first requests, and gives the last answer to all others.
    private final class Recorder: SOAPTransport {
        let answer = Mutex<HTTPClient.Response?>(nil)
        private let client: HTTPClient

        init(_ client: HTTPClient) { self.client = client }

        func send(_ request: HTTPClient.Request) async throws(HTTPClientError) -> HTTPClient.Response {
            if let known = answer.withLock({ $0 }) { return known }
            let response = try await client.send(request)
            // The first call asks how the service writes no day.
            if request.headers.contains(where: { $0.value.contains("GetCustomer\"") }) {
                answer.withLock { $0 = response }
            }
            return response
        }
    }
}

@main
enum CustomersBench {
    static func main() async throws {
        try await CustomerReading.run()
    }
}
