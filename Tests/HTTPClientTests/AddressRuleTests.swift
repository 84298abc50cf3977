import Foundation
import TestSupport
import Testing

@testable import HTTPClient

struct AddressRuleTests {
    @Test(arguments: [
        ("0.0.0.0", false), ("0.255.255.255", false), ("1.0.0.0", true), ("9.255.255.255", true), ("10.0.0.0", false),
        ("10.255.255.255", false), ("11.0.0.0", true), ("100.63.255.255", true), ("100.64.0.0", false),
        ("100.127.255.255", false), ("100.128.0.0", true), ("127.0.0.1", false), ("128.0.0.1", true),
        ("169.254.169.254", false), ("172.15.255.255", true), ("172.16.0.0", false), ("172.31.255.255", false),
        ("172.32.0.0", true), ("192.0.0.8", false), ("192.168.1.1", false), ("192.169.0.0", true),
        ("198.17.255.255", true), ("198.18.0.0", false), ("198.19.255.255", false), ("198.20.0.0", true),
        ("223.255.255.255", true), ("224.0.0.1", false), ("239.255.255.255", false), ("240.0.0.0", false),
        ("255.255.255.255", false), ("8.8.8.8", true), ("::", false), ("::1", false), ("::ffff:10.0.0.1", false),
        ("::ffff:8.8.8.8", true), ("64:ff9b::7f00:1", false), ("64:ff9b::808:808", true), ("2002:a00:1::", false),
        ("2002:808:808::1", true), ("fe80::1", false), ("fc00::1", false), ("fdff::1", false), ("ff02::1", false),
        ("2001:db8::1", false), ("2001::1", false), ("2001:4860:4860::8888", true), ("3fff::1", false),
        ("2a00:1450::1", true), ("4000::1", false), ("100::1", false), ("64:ff9b:1::1", false),
    ])
    func `an address is public or not to the last bit of its range`(text: String, isPublic: Bool) throws {
        var bytes = [UInt8](repeating: 0, count: text.contains(":") ? 16 : 4)
        #expect(inet_pton(text.contains(":") ? AF_INET6 : AF_INET, text, &bytes) == 1)
        #expect(try #require(IPAddress(bytes: bytes)).isPublic == isPublic)
    }

    @Test func `a name that leads into the own network is refused before a connection is made`() async throws {
        let server = try ScriptedServer { _ in }
        let client = try plainClient { $0.addresses = .publicOnly }
        for host in ["127.0.0.1", "localhost"] {
            let error = await failure {
                _ = try await client.send(HTTPClient.Request(url: "http://\(host):\(server.port)/"))
            }
            #expect(error?.code == .addressRefused)
            #expect(error?.delivery == .nothingSent)
            #expect(error?.description.contains("is no public address") == true)
        }
    }

    @Test func `one host may be spoken to without TLS, and no other`() async throws {
        var options = HTTPClient.Options()
        options.plainHost = "sage.invalid"
        let client = try HTTPClient(options)
        let other = await failure { _ = try await client.send(HTTPClient.Request(url: "http://other.invalid/")) }
        #expect(other?.code == .requestInvalid)
        let own = await failure { _ = try await client.send(HTTPClient.Request(url: "http://sage.invalid/")) }
        #expect(own?.code == .resolve)
    }
}
