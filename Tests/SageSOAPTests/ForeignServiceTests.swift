import Configuration
import Foundation
import HTTPClient
import SageSOAP
import TestSupport
import Testing
import WireProtocol

/// The client against a service that others wrote: Debian's python3-spyne, which checks each request by its schema.
@Suite(.timeLimit(.minutes(2)))
struct ForeignServiceTests {
    @Test func `customers are made, read and changed through a service that spyne made`() async throws {
        let service = try ForeignService()
        let place = try target("http://127.0.0.1:\(service.port)/EBusiness.svc")
        let transport = try HTTPClient(HTTPClient.Options(of: place.url))
        let documents = try await SOAPContractLoader(transport).documents(at: place.url)
        let one = SageSOAPClient(try SOAPContract(documents), credentials: credentials, transport: transport)

        let information = try await one.contractInformation(at: place.url)
        #expect(information.contractVersion == "7")
        #expect(information.nullDateTime == "1753-01-01T00:00:00")

        let number = try await one.nextCustomerNumber(at: place)
        #expect(number == "0001000")
        #expect(try await one.customer(division: "01", number: number, at: place) == nil)
        let made = try await one.createCustomer(division: "01", number: number, at: place) {
            customer throws(SageSOAPError) in
            try customer.set("CustomerName", .text("Søren & <Söhne>"))
            try customer.set("CreditLimit", .text("123456789012345.67"))
            try customer.set("SalespersonNo", .text("0100"))
            try customer.set("DateTimeCreated", .date(SageDate("20260301")))
            try customer.set("DateTimeUpdated", .date(nil))
            try customer.set(otherField: "UDF_REGION", "West")
        }
        #expect(made == .made)

        let read = try #require(try await one.customer(division: "01", number: number, at: place))
        #expect(try read.name == "Søren & <Söhne>")
        #expect(try read.creditLimit?.text == "123456789012345.67")
        #expect(try read.aging(1)?.text == "123456789012.340")
        #expect(try read.created?.text == "20260301T00:00:00.000")
        #expect(try read.updated == nil)
        #expect(read.otherFields == ["UDF_REGION": "West"])

        let sent = try await one.updateCustomer(division: "01", number: number, at: place) {
            customer throws(SageSOAPError) in
            try customer.set("TermsCode", .text("07"))
            try customer.set(otherField: "UDF_CLASS", "A")
        }
        #expect(try sent.termsCode == "07")
        let again = try #require(try await one.customer(division: "01", number: number, at: place))
        #expect(try again.termsCode == "07")
        #expect(try again.salesperson == "0100")
        #expect(try again.aging(1)?.text == "123456789012.340")
        #expect(again.otherFields == ["UDF_REGION": "West", "UDF_CLASS": "A"])
    }

    @Test func `faults that spyne writes are known`() async throws {
        let service = try ForeignService()
        let place = try target("http://127.0.0.1:\(service.port)/EBusiness.svc")
        let transport = try HTTPClient(HTTPClient.Options(of: place.url))
        let contract = try SOAPContract(try await SOAPContractLoader(transport).documents(at: place.url))
        func code(
            _ credentials: SageSOAPCredentials, company: String = "ABC", _ members: [String: String] = [:]
        ) async throws -> SageSOAPError? {
            let one = SageSOAPClient(contract, credentials: credentials, transport: transport)
            let other = SOAPTarget(url: place.url, company: try ServedCompany(company, among: [company], of: "It"))
            return await failure {
                _ = try await one.createCustomer(division: "01", number: "7", at: other) {
                    customer throws(SageSOAPError) in
                    for (name, text) in members { try customer.set(name, .text(text)) }
                }
            }
        }
        let stranger = SageSOAPCredentials(user: "bridge", password: Secret("wrong"))
        #expect(try await code(stranger)?.code == .logon)
        let refused = try await code(credentials, company: "XYZ")
        #expect(refused?.code == .sageRefused)
        #expect(refused?.sageCode == "WS_Company")
        #expect(try await code(credentials, ["ZipCode": "00000"])?.code == .valueNotOnFile)
        // Longer than the schema allows: spyne's own refusal, before the service.
        let long = try await code(credentials, ["CustomerName": String(repeating: "x", count: 31)])
        #expect(long?.code == .sageRefused)
        #expect(long?.sageText?.contains("31") == true)
        #expect(try await code(credentials) == nil)
        #expect(try await code(credentials)?.code == .alreadyExists)
    }

    @Test func `the WSDL in the folder is what spyne writes of the service`() throws {
        let process = Process()
        process.executableURL = ForeignService.python
        process.arguments = [ForeignService.script, "--wsdl"]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        let now = try SOAPContract(SOAPContractDocuments(address: "a", documents: ["?wsdl": bytes]))
        let kept = try Fixture.spyne.contract()
        #expect(now.operationNames == kept.operationNames)
        for name in kept.operationNames { #expect(try now.operation(name) == kept.operation(name)) }
        let customer = try kept.operation("GetCustomer").output.members[0]
        #expect(now.type(of: customer) == kept.type(of: customer))
    }
}

/// The service of `foreign-service.py` as a process, on a port of the system's choice.
private final class ForeignService {
    // The system's Python, since that is the one apt installs python3-spyne for.
    static let python = URL(filePath: "/usr/bin/python3")
    static let script = Fixture.folder.deletingLastPathComponent().appending(path: "foreign-service.py").path

    let port: Int
    private let process = Process()
    /// The service ends with it, also when this process is killed.
    private let input = Pipe()

    init() throws {
        let output = Pipe()
        process.executableURL = Self.python
        process.arguments = [Self.script]
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        var text = ""
        while !text.hasSuffix("\n") {
            let bytes = output.fileHandleForReading.availableData
            guard !bytes.isEmpty else { throw POSIXError(.ECHILD) }
            text += String(decoding: bytes, as: UTF8.self)
        }
        guard let port = text.split(whereSeparator: \.isWhitespace).last.flatMap({ Int($0) }) else {
            throw POSIXError(.EPROTO)
        }
        self.port = port
    }

    deinit {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}
