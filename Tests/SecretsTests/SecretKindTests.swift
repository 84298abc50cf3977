import Configuration
import Secrets
import Testing

struct SecretKindTests {
    private func refusal(_ kind: SecretKind, _ value: String) -> SecretStoreError? {
        #expect(throws: SecretStoreError.self) { try kind.accept(Secret(value)) }
    }

    @Test(arguments: SecretKind.allCases)
    func `nothing is no value of any kind`(kind: SecretKind) {
        #expect(refusal(kind, "")?.code == .badValue)
    }

    @Test(arguments: [
        "user", "{}", #"{"user":"u","password":"marker","company":"ABC"}"#,
        #"{"user":"","password":"marker","company":"ABC","url":"https://sage"}"#,
        #"{"user":"u","password":"marker","company":"abc","url":"https://sage"}"#,
        #"{"user":"u","password":"marker","company":"ABC","url":"ftp://sage"}"#,
        #"{"user":"u","password":"marker","company":"ABC","url":"https://"}"#,
        #"{"user":"u","password":"marker","company":"ABC","url":"https://u:marker@sage"}"#,
    ])
    func `Sage's web services need all four, in form`(value: String) {
        let error = refusal(.sageSOAP, value)
        #expect(error?.code == .badValue)
        #expect(error?.message.contains("marker") == false)
    }

    @Test func `user and password are for one address and no other`() throws {
        let secret = try SageSOAPSecret(
            Secret(#"{"user":"u","password":"marker","company":"ABC","url":"https://sage.example/a"}"#))
        #expect(throws: Never.self) { try secret.check(isFor: SageServerURL("https://sage.example/a")) }
        for other in ["https://sage.example/b", "https://sage.example:8443/a", "https://evil.example/a"] {
            let error = #expect(throws: SecretStoreError.self) { try secret.check(isFor: SageServerURL(other)) }
            #expect(error?.message.contains(other) == true && error?.message.contains("marker") == false)
        }
    }

    @Test func `values of their kinds are taken as they are`() throws {
        let values: [(SecretKind, String)] = [
            (.sageSOAP, #"{"user":"u","password":"p","company":"ABC","url":"https://sage.example:8443/ebusiness"}"#),
            (.mondayToken, "eyJhbGciOi.J9-_"), (.mondayOAuth, #"{"accessToken":"x"}"#), (.smtp, "anything"),
            (.caKey, "-----BEGIN PRIVATE KEY-----\nMIG\n-----END PRIVATE KEY-----\n"), (.other, " two\nlines "),
        ]
        for (kind, value) in values { #expect(try kind.accept(Secret(value)).reveal() == value) }
    }

    @Test func `of an agent's key the hash is kept, and a short one is refused`() throws {
        let key = String(repeating: "k", count: SecretKind.shortestAPIKey)
        let kept = try SecretKind.agentAPIKey.accept(Secret(key)).reveal()
        #expect(kept.hasPrefix("sha256:") && kept.count == 71 && !kept.contains("kkk"))
        #expect(refusal(.agentAPIKey, String(key.dropLast()))?.code == .badValue)
    }

    @Test(arguments: [
        (SecretKind.mondayToken, "two words"), (.mondayToken, "line\nbreak"), (.mondayOAuth, "token"),
        (.caKey, "-----BEGIN CERTIFICATE-----"), (.caKey, "-----BEGIN PRIVATE KEY-----"),
        (.caKey, "-----BEGIN ENCRYPTED PRIVATE KEY-----"),
    ])
    func `what has another form is refused`(kind: SecretKind, value: String) {
        #expect(refusal(kind, value)?.message.contains(value) == false)
    }
}
