import Configuration
import Testing

struct AddressTests {
    @Test(arguments: [
        ("127.0.0.1:0", "127.0.0.1", 0), ("[::1]:0", "::1", 0), ("[fe80::1:2]:65535", "fe80::1:2", 65535),
        ("relay.example.com:8443", "relay.example.com", 8443), ("sage_server:80", "sage_server", 80),
        ("[::ffff:10.0.0.1]:1", "::ffff:10.0.0.1", 1),
    ])
    func `an address is a host and a port`(text: String, host: String, port: Int) throws {
        let address = try #require(NetworkAddress(text))
        #expect(address.host == host)
        #expect(address.port == port)
        #expect(address.description == text)
    }

    @Test(arguments: [
        "", ":", ":80", "host", "host:", "host:65536", "host:-1", "host:+1", "host:080", "host:8 0", "::1:80", "[::1]",
        "[]:80", "[host]:80", "[::1%eth0]:80", "a b:80", "a..b:80", "-a:80", "a-:80", "256.0.0.1:80", "1.2.3:80",
        "01.2.3.4:80", "höst:80", "user@host:80", "http://host:80", String(repeating: "a", count: 64) + ":80",
    ])
    func `what is no host and port is refused`(text: String) {
        #expect(NetworkAddress(text) == nil)
    }
}
