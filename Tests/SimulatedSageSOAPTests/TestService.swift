import BusinessObjects
import Foundation
import SimulatedSage
import SimulatorServer
import Testing
import WireProtocol
import XML

@testable import SimulatedSageSOAP

/// A service over a small generated company, called in this process.
struct TestService {
    static let user = ServiceUser(name: "bridge", password: "s3cret <&>")
    /// A company whose clock stands at noon, generated once for all tests.
    static let contents = Result {
        let noon = try #require(SageStamp("20260310T12:00:00.000"))
        let sizes = CompanyGenerator.Sizes(vendors: 2, accounts: 4, purchaseOrders: 0, invoices: 0, customers: 12)
        return CompanyGenerator(seed: 7, sizes: sizes, clock: .standing(noon)).generate()
    }

    let company: SimulatedCompany
    let service: SimulatedSageSOAP
    let names: ContractNames

    /// Makes a service.
    ///
    /// - Parameters:
    ///   - change: what is configured otherwise than usual.
    ///   - live: served in the place of ``company``.
    ///   - sleep: what lets time pass; nothing does by default.
    /// - Throws: when the company could not be generated.
    init(
        _ change: (inout ServiceConfiguration) -> Void = { _ in }, company live: LiveCompany? = nil,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { _ in }
    ) throws {
        var configuration = ServiceConfiguration()
        configuration.users = [Self.user]
        change(&configuration)
        company = SimulatedCompany(code: "ABC", contents: try Self.contents.get())
        service = SimulatedSageSOAP([live ?? LiveCompany(company)], configuration, sleep: sleep)
        names = configuration.names
    }

    /// Lets something happen in the company.
    func happen(_ events: (inout Books) -> Void) {
        company.change { books in events(&books) }
    }

    /// Sends a document as an operation's request.
    func post(
        _ document: String, action: String, type: String = "text/xml; charset=utf-8"
    ) async -> SOAPAnswer {
        let headers = ["content-type": type, "soapaction": "\"\(action)\""]
        return SOAPAnswer(
            await service.respond(
                to: HTTPCall(
                    method: "POST", path: names.path, query: [:], headers: headers, body: Array(document.utf8))))
    }

    /// Calls an operation.
    ///
    /// - Parameters:
    ///   - operation: the operation.
    ///   - parameters: what follows logon and company, in XML; the default namespace is the contract's, the prefix `d` is
    ///     that of the data.
    ///   - logon: other elements than the usual logon and company.
    /// - Returns: the answer.
    func call(_ operation: ServiceOperation, _ parameters: String = "", logon: String? = nil) async
        -> SOAPAnswer
    {
        await post(envelope(operation, parameters, logon: logon), action: names.action(operation))
    }

    /// The document of ``call(_:_:logon:)``.
    func envelope(_ operation: ServiceOperation, _ parameters: String = "", logon: String? = nil) -> String {
        let usual = """
            <logon><d:Password>s3cret &lt;&amp;&gt;</d:Password><d:Username>bridge</d:Username></logon>\
            <companyCode>ABC</companyCode>
            """
        return """
            <e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:d="\(names.data)" \
            xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><e:Body>\
            <\(operation.rawValue) xmlns="\(names.service)">\(operation.parameters.isEmpty ? "" : logon ?? usual)\(parameters)\
            </\(operation.rawValue)></e:Body></e:Envelope>
            """
    }

    /// Reads a customer through the service.
    func customer(_ number: String, division: String = "01") async -> SOAPAnswer {
        await call(.getCustomer, "<arDivisionNo>\(division)</arDivisionNo><customerNo>\(number)</customerNo>")
    }

    /// Gets a document of the description.
    func get(_ query: [String: String]) async -> SOAPAnswer {
        SOAPAnswer(
            await service.respond(
                to: HTTPCall(method: "GET", path: names.path, query: query, headers: [:], body: [])))
    }
}

/// An answer of the service, taken apart.
struct SOAPAnswer {
    let answer: HTTPAnswer
    /// The one element in the body of the envelope.
    let content: ElementNode?

    init(_ answer: HTTPAnswer) {
        self.answer = answer
        content = (try? XMLReader.read(Data(answer.body)))?.children.first?.children.first
    }

    var status: Int { answer.status }
    var text: String { String(decoding: answer.body, as: UTF8.self) }
    var type: String? { answer.headers.first { $0.name == "Content-Type" }?.value }

    /// The result's element.
    var result: ElementNode? { content?.children.first }

    /// The text of a member of the result; `nil` where it is missing or nil.
    subscript(member: String) -> String? {
        let element = result?.children.first { $0.name.local == member }
        return element.flatMap { $0[QualifiedName(ContractReader.instance, "nil")] == "true" ? nil : $0.text }
    }

    /// The fault's code without its prefix, and its text.
    var fault: (code: String, text: String)? {
        guard content?.name == QualifiedName(Envelope.namespace, "Fault"), let content else { return nil }
        let code = content.child(QualifiedName(nil, "faultcode"))
        let name = code.flatMap { element in element.resolve(element.text) }
        return name.map { ($0.local, content.child(QualifiedName(nil, "faultstring"))?.text ?? "") }
    }
}
