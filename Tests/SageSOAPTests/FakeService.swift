import Configuration
import Foundation
import HTTPClient
import HTTPTypes
import SageSOAP
import Synchronization
import XML

/// Answers each request as a test says, and keeps what it saw.
final class FakeService: SOAPTransport {
    /// One request as it came.
    struct Seen: Sendable {
        let operation: String
        let envelope: ElementNode
        let isFresh: Bool
        let headers: [String: String]
    }

    /// What a request comes to.
    enum Reply: Sendable {
        case answer(status: Int, type: String, body: Data, headers: [String: String])
        case failure(HTTPClientError)

        /// An envelope with this in its body.
        static func body(_ inner: String, status: Int = 200) -> Reply {
            .answer(
                status: status, type: "text/xml; charset=utf-8",
                body: Data(#"<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>"#.utf8)
                    + Data((inner + "</s:Body></s:Envelope>").utf8), headers: [:])
        }

        /// A fault of Sage's own.
        static func fault(_ code: String, _ text: String) -> Reply {
            .body(
                """
                <s:Fault><faultcode xmlns:a="urn:x">a:\(code)</faultcode><faultstring xml:lang="en-US">\(text)</faultstring>\
                <detail><MasFault xmlns="urn:y"><ErrorCode>\(code)</ErrorCode><ErrorMessage>\(text)</ErrorMessage></MasFault>\
                </detail></s:Fault>
                """, status: 500)
        }

        static let lost = Reply.failure(HTTPClientError(.connectionLost, delivery: .unknown, "the connection was lost"))
        static let unsent = Reply.failure(HTTPClientError(.connect, "no connection"))

        static func page(_ status: Int, headers: [String: String] = [:]) -> Reply {
            .answer(status: status, type: "text/html", body: Data("<html><p>Sorry".utf8), headers: headers)
        }

        /// An answer of the split WSDL's service.
        static func customer(_ number: String = "0001234", name: String = "Meier", more: String = "") -> Reply {
            .body(
                """
                <GetCustomerResponse xmlns="http://example.com/ws"><GetCustomerResult \
                xmlns:a="http://schemas.datacontract.org/2004/07/Example.Ws"><a:ARDivisionNo>01</a:ARDivisionNo>\
                <a:CustomerName>\(name)</a:CustomerName><a:CustomerNo>\(number)</a:CustomerNo>\(more)\
                </GetCustomerResult></GetCustomerResponse>
                """)
        }

        static func done(_ operation: String) -> Reply {
            .body("<\(operation)Response xmlns='http://example.com/ws'/>")
        }

        static func next(_ number: String) -> Reply {
            .body(
                "<GetNextCustomerNoResponse xmlns='http://example.com/ws'><GetNextCustomerNoResult>\(number)"
                    + "</GetNextCustomerNoResult></GetNextCustomerNoResponse>")
        }
    }

    private struct State {
        var seen: [Seen] = []
        var running = 0
        var mostRunning = 0
    }

    private let state = Mutex(State())
    private let script: @Sendable (Seen, Int) async -> Reply

    /// Takes what to answer: the request and its number, from 0 on.
    init(_ script: @escaping @Sendable (Seen, Int) async -> Reply) {
        self.script = script
    }

    /// Takes the answers in their order; the last one goes on.
    convenience init(_ replies: [Reply]) {
        self.init { _, index in replies[min(index, replies.count - 1)] }
    }

    var seen: [Seen] { state.withLock { $0.seen } }
    var operations: [String] { seen.map(\.operation) }
    /// How many requests ran at the same time, at most.
    var mostRunning: Int { state.withLock { $0.mostRunning } }

    func send(_ request: HTTPClient.Request) async throws(HTTPClientError) -> HTTPClient.Response {
        guard let envelope = try? XMLReader.read(request.body) else {
            throw HTTPClientError(.requestInvalid, "the request is no XML")
        }
        let seen = Seen(
            operation: envelope.children.first?.children.first?.name.local ?? "", envelope: envelope,
            isFresh: request.freshConnection,
            headers: Dictionary(
                request.headers.map { ($0.name.rawName, $0.value) }, uniquingKeysWith: { $1 }))
        let index = state.withLock { state in
            state.seen.append(seen)
            state.running += 1
            state.mostRunning = max(state.mostRunning, state.running)
            return state.seen.count - 1
        }
        defer { state.withLock { $0.running -= 1 } }
        switch await script(seen, index) {
        case .failure(let error): throw error
        case .answer(let status, let type, let body, let headers):
            var fields = HTTPFields()
            if !type.isEmpty { fields[.contentType] = type }
            for (name, value) in headers {
                if let name = HTTPField.Name(name) { fields[name] = value }
            }
            return HTTPClient.Response(status: status, headers: fields, body: body)
        }
    }
}

/// A client of the split WSDL's service, whose clock jumps.
func client(
    _ service: any SOAPTransport, of fixture: Fixture = .split, clock: JumpingClock = JumpingClock(),
    change: (inout SageSOAPOptions) -> Void = { _ in }
) throws -> SageSOAPClient {
    var options = SageSOAPOptions()
    options.nullDateTime = "1753-01-01T00:00:00"
    change(&options)
    return SageSOAPClient(
        try fixture.contract(), credentials: credentials, transport: service, options: options, clock: clock,
        generator: Halves())
}

/// A generator whose every draw is the middle, so that jitter is half of its ceiling.
struct Halves: RandomNumberGenerator, Sendable {
    func next() -> UInt64 { 1 << 63 | 1 << 52 }
}
