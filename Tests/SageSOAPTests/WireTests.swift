import Configuration
import Foundation
import HTTPClient
import SageSOAP
import Synchronization
import TestSupport
import Testing

/// The client over real connections, to a server that does what a test wants.
@Suite(.timeLimit(.minutes(1)))
struct WireTests {
    private static let made =
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body>"
        + "<CreateCustomerResponse xmlns='http://example.com/ws'/></s:Body></s:Envelope>"
    private static let none =
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><s:Fault><faultcode>s:CI_NoKey"
        + "</faultcode><faultstring>none</faultstring></s:Fault></s:Body></s:Envelope>"
    private static let type = "Content-Type: text/xml; charset=utf-8\r\n"

    @Test func `a kept connection that has died costs a reading nothing, and no creation goes over one`() async throws {
        let server = try ScriptedServer { connection in
            // Each connection answers one reading, and dies at the next request.
            guard let request = connection.readRequest() else { return }
            if request.contains("<CreateCustomer ") || request.contains("<CreateCustomer>") {
                connection.answer(headers: Self.type, body: Self.made)
            } else {
                connection.answer("500 Internal Server Error", headers: Self.type, body: Self.none)
            }
            _ = connection.readRequest()
            connection.resetOnClose()
        }
        let one = try client(at: server)
        let place = try target(server.url + "/ws/Service.svc")
        #expect(try await one.customer(division: "01", number: "1", at: place) == nil)
        let result = try await create(one, at: place)
        #expect(result == .made)
        let creations = server.seen.filter { $0.contains("CreateCustomer") }
        // On the dead kept connection libcurl would have sent the same bytes again by itself.
        #expect(creations.count == 1)
    }

    @Test func `a creation whose connection dies before the answer is looked for before it is sent again`() async throws
    {
        let server = try ScriptedServer { connection in
            while let request = connection.readRequest() {
                guard request.contains("CreateCustomer") else {
                    connection.answer("500 Internal Server Error", headers: Self.type, body: Self.none)
                    continue
                }
                if connection.server.seen.filter({ $0.contains("CreateCustomer") }).count == 1 {
                    connection.resetOnClose()
                    return
                }
                connection.answer(headers: Self.type, body: Self.made)
            }
        }
        let result = try await create(client(at: server), at: target(server.url + "/ws/Service.svc"))
        #expect(result == .made)
        let order = server.seen.map { $0.contains("CreateCustomer") ? "create" : "get" }
        #expect(order == ["create", "get", "create"])
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func `a redirect is an error, and nothing is sent on`(status: Int) async throws {
        let other = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.answer()
        }
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.answer("\(status) Moved", headers: "Location: \(other.url)/steal\r\n", body: "")
        }
        let error = await failure { _ = try await create(client(at: server), at: target(server.url + "/ws")) }
        #expect(error?.code == .redirected)
        #expect(error?.message.contains("HTTP \(status) to the host 127.0.0.1:\(other.port);") == true)
        #expect(server.seen.count == 1)
        #expect(other.seen.isEmpty)
    }

    @Test(arguments: [0, 1, 40, 90])
    func `an answer that is cut off is a lost one`(percent: Int) async throws {
        let server = try ScriptedServer { connection in
            guard connection.readRequest() != nil else { return }
            let body = Self.made
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\(Self.type)\r\n")
            connection.send(String(body.prefix(body.count * percent / 100)))
        }
        let error = await failure {
            _ = try await client(at: server) { $0.attempts = 2 }.nextCustomerNumber(
                at: target(server.url + "/ws"))
        }
        #expect(error?.code == .connectionLost)
        #expect(error?.delivery == .unknown)
        #expect(server.seen.count == 2)
    }

    @Test func `an answer beyond the limit is refused while it comes`() async throws {
        let server = try ScriptedServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.send("HTTP/1.1 200 OK\r\n\(Self.type)\r\n<a>")
            let piece = String(repeating: "x", count: 64 * 1024)
            while connection.send(piece) {}
        }
        let error = await failure {
            _ = try await client(at: server) { $0.maximumAnswerBytes = 1_000_000 }.customer(
                division: "01", number: "1", at: target(server.url + "/ws"))
        }
        #expect(error?.code == .answerTooLarge)
        #expect(server.seen.count == 1)
    }

    @Test func `plain HTTP to an address that does not allow it never leaves this process`() async throws {
        let server = try ScriptedServer { connection in _ = connection.readRequest() }
        let transport = try HTTPClient(HTTPClient.Options())
        let one = SageSOAPClient(try Fixture.split.contract(), credentials: credentials, transport: transport)
        let error = await failure {
            _ = try await one.nextCustomerNumber(at: target(server.url + "/ws"))
        }
        #expect(error?.code == .requestInvalid)
        #expect(server.seen.isEmpty)
    }

    @Test func `options of an address allow what it allows, and no more`() throws {
        let open = HTTPClient.Options(of: try target("http://10.0.0.7/ws").url)
        #expect(open.addresses == .any)
        #expect(open.plainHost == "10.0.0.7")
        let pin = "sha256//" + String(repeating: "A", count: 43) + "="
        let closed = HTTPClient.Options(of: try SageServerURL("https://sage.example.com/ws", pin: pin))
        #expect(closed.addresses == .publicOnly)
        #expect(closed.plainHost == nil)
        #expect(!closed.allowsPlainLoopback)
        #expect(closed.pinnedPublicKey == pin)
    }

    private func create(_ client: SageSOAPClient, at place: SOAPTarget) async throws -> SOAPCreation {
        try await client.createCustomer(division: "01", number: "0001234", at: place) {
            customer throws(SageSOAPError) in try customer.set("CustomerName", .text("Meier"))
        }
    }

    private func client(
        at server: ScriptedServer, change: (inout SageSOAPOptions) -> Void = { _ in }
    ) throws -> SageSOAPClient {
        let options = HTTPClient.Options(of: try target(server.url + "/ws").url)
        return try SageSOAPTests.client(HTTPClient(options), change: change)
    }
}
