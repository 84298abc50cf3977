import Configuration
import Testing

struct SageServerURLTests {
    @Test(arguments: [
        "https://sage.example.com/ebusinesswebservices/masservice.svc", "https://sage.example.com", "https://s:8443/",
        "https://203.0.113.7/a", "https://[2001:db8::1]:444/a%20b", "https://sage_1.example/",
    ])
    func `an https address without user and query is taken as it is`(text: String) throws {
        let url = try SageServerURL(text)
        #expect(url.text == text)
        #expect(url.isEncrypted)
    }

    @Test(arguments: [
        "", "sage.example.com", "ftp://sage.example.com/", "https://", "https:///a", "https://u@sage.example.com/",
        "https://u:hunter2@sage.example.com/", "https://sage.example.com/?wsdl", "https://sage.example.com/#a",
        "https://sage.example.com:0/", "https://sage.example.com:65536/", "https://sage.example.com:443443/",
        "https://sage.example.com:/", "https://sage.example.com\\@evil.example/", "https://sage.example.com/a b",
        "https://sage.example.com/\r\nHost: x", "https://sage.example.com /", " https://sage.example.com/",
        "https://2130706433/", "https://127.1/", "https://0x7f000001/", "https://0177.0.0.1/", "https://a.0x1/",
        "https://-a.example/", "https://a..b/", "https://Ｓage.example/", "https://sage.example.com/\0",
        "HTTPS://sage.example.com/", "https://sage.example.com/é",
    ])
    func `what is no such address is refused without its user or password`(text: String) {
        let fault = #expect(throws: SageServerURL.Fault.self) { try SageServerURL(text) }
        #expect(fault?.description.contains("hunter2") == false)
    }

    @Test func `the longest address is taken and one character more refused`() throws {
        let start = "https://sage.example.com/"
        let longest = start + String(repeating: "a", count: 1000 - start.utf8.count)
        #expect(throws: Never.self) { try SageServerURL(longest) }
        #expect(throws: SageServerURL.Fault.self) { try SageServerURL(longest + "a") }
    }

    @Test func `plain http and this machine are taken only where allowed, each by its own word`() throws {
        let fault = #expect(throws: SageServerURL.Fault.self) { try SageServerURL("http://sage.example.com/") }
        #expect(fault?.description.contains("allow-http: true") == true)
        let url = try SageServerURL("http://sage.example.com/", allowing: .init(plainHTTP: true))
        #expect(!url.isEncrypted)
        for host in ["localhost", "127.0.0.1", "127.9.9.9", "[::1]"] {
            let fault = #expect(throws: SageServerURL.Fault.self) { try SageServerURL("https://\(host)/") }
            #expect(fault?.description.contains("allow-private-addresses: true") == true)
            #expect(throws: Never.self) {
                try SageServerURL("https://\(host)/", allowing: .init(privateAddresses: true))
            }
        }
    }

    @Test(arguments: ["", "sha256//", "sha256//abc=", "AAAA", "sha1//" + String(repeating: "A", count: 43) + "="])
    func `what is no pin is refused`(pin: String) {
        #expect(throws: SageServerURL.Fault.self) { try SageServerURL("https://sage.example.com/", pin: pin) }
    }

    @Test func `a pin is kept, and refused without https`() throws {
        let pin = "sha256//" + String(repeating: "A", count: 43) + "="
        #expect(try SageServerURL("https://sage.example.com/", pin: pin).pin == pin)
        #expect(throws: SageServerURL.Fault.self) {
            try SageServerURL("http://sage.example.com/", allowing: .init(plainHTTP: true), pin: pin)
        }
    }

    @Test func `a query cannot break out of the address`() throws {
        let url = try SageServerURL("https://sage.example.com/a.svc")
        #expect(url.adding(query: "xsd=xsd0") == "https://sage.example.com/a.svc?xsd=xsd0")
        #expect(url.adding(query: "a b#c\r\n@") == "https://sage.example.com/a.svc?a%20b%23c%0D%0A%40")
    }
}
