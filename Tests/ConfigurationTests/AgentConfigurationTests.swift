import Configuration
import Foundation
import Testing
import WireProtocol

struct AgentConfigurationTests {
    @Test func `what is left out has its default`() throws {
        let agent = try AgentConfiguration(bytes: Array(agentYAML.utf8), file: "/etc/sage/a.yaml")
        let relay = try #require(agent.relay)
        #expect(relay.address == NetworkAddress(host: "relay.example.com", port: 8443))
        #expect(relay.serverName == "relay.example.com")
        #expect(relay.connections == 2)
        #expect(agent.direct == nil)
        #expect(agent.tls.trust == ["/etc/sage/tls/ca.pem"])
        #expect(agent.tls.revocations.isEmpty)
        #expect(agent.connectTimeout == .seconds(10))
        #expect(agent.timeouts.dead == .seconds(45))
        #expect(agent.reconnect.longest == .seconds(60))
        #expect(agent.log.level == .info)
        guard case .simulated(let simulated) = agent.sage.backend, case .generated(let numbers) = simulated.source
        else {
            Issue.record("expected a made-up company")
            return
        }
        #expect(numbers.invoices == 2000)
        #expect(simulated.zone.secondsFromGMT() == 0)
        #expect(simulated.weather.rate == 0)
    }

    @Test func `the simulated Sage has the weather that is asked for`() throws {
        let yaml = try agentYAML.replacing(
            line: "  simulated: {}", with: "  simulated: { weather: { seed: 7, rate: 2% } }")
        let agent = try AgentConfiguration(bytes: Array(yaml.utf8), file: "a.yaml")
        guard case .simulated(let simulated) = agent.sage.backend else { return }
        #expect(simulated.weather.seed == 7)
        #expect(simulated.weather.rate == 0.02)
    }

    @Test func `a file on disk is read and its paths are absolute`() throws {
        let folder = try ScratchFolder()
        let file = try folder.write("agent.yaml", Array(agentYAML.utf8), mode: 0o644)
        #expect(try AgentConfiguration(file: file).tls.key == folder.path + "/tls/agent.key")
    }

    @Test(arguments: [
        (
            "  address: relay.example.com:8443", "  address: relay.example.com",
            "a.yaml:2:12: \"relay.example.com\" is not an address; expected host:port (1 to 65535; IPv6 as [::1]:8443)"
        ),
        (
            "  address: relay.example.com:8443", "  address: relay.example.com:0",
            "a.yaml:2:12: \"relay.example.com:0\" is not an address; expected host:port (1 to 65535; IPv6 as [::1]:8443)"
        ),
        (
            "  address: relay.example.com:8443", "  connections: 2",
            "a.yaml:2:3: the key \"address\" is missing in \"relay\"; expected address: <address, host:port>"
        ),
        (
            "  identity: spiffe://bridge.example/relay/main", "  identity: spiffe://bridge.example/agent/acme-hq",
            "a.yaml:3:13: \"spiffe://bridge.example/agent/acme-hq\" is the identity of a peer of another role; "
                + "expected identity, spiffe://<trust domain>/relay/<name>"
        ),
        (
            "  identity: spiffe://bridge.example/relay/main",
            "  identity: spiffe://bridge.example/relay/main\n  connections: 17",
            "a.yaml:4:16: 17 is out of range; expected whole number, 1 to 16"
        ),
        ("  trust: [tls/ca.pem]", "  trust: []", "a.yaml:7:10: a list of 0; expected 1 to 16"),
        ("  trust: [tls/ca.pem]", "  trust: tls/ca.pem", "a.yaml:7:10: found a single value; expected a list of file"),
        (
            "  trust: [tls/ca.pem]", "  trust: [tls/ca.pem]\n  revocation: [x]",
            "a.yaml:8:3: the key \"revocation\" is not known; did you mean \"revocations\"?"
        ),
        (
            "  backend: simulated", "  backend: com",
            "a.yaml:9:3: the key \"com\" is missing in \"sage\"; expected com: <section>\n"
                + "a.yaml:11:3: \"simulated\" stands beside the backend com; expected the section of one backend"
        ),
        (
            "  backend: simulated", "  backend: odbc",
            "a.yaml:9:12: \"odbc\" is not known; expected one of simulated, com"
        ),
        (
            "  companies: [ABC]", "  companies: [ABCD]",
            "a.yaml:10:15: \"ABCD\" is not allowed; expected company code (3 of A-Z0-9)"
        ),
        (
            "  companies: [ABC]", "  companies: [ABC, XYZ, ABC]",
            "a.yaml:10:3: the company ABC is named twice; expected each once"
        ),
        (
            "  simulated: {}", "  simulated: { folder: ./company, seed: 2 }",
            "a.yaml:11:35: \"seed\" stands beside \"folder\"; "
                + "expected either a folder of tables or the numbers of a made-up company"
        ),
        (
            "  simulated: {}", "",
            "a.yaml:9:3: the key \"simulated\" is missing in \"sage\"; expected simulated: <section>"
        ),
        (
            "  simulated: {}", "  simulated: { weather: { rate: 0.02 } }",
            "a.yaml:11:33: \"0.02\" has no unit; expected a percentage, as in 2%"
        ),
        ("  simulated: {}", "  simulated:", "a.yaml:11:13: found no value; expected a mapping of keys"),
        (
            "  simulated: {}", "  simulated: {}\nreconnect: { first: 2s, longest: 1s }",
            "a.yaml:12:25: \"longest\" (1s) is shorter than \"first\" (2s); expected at least as much"
        ),
        (
            "  simulated: {}", "  simulated: {}\ntimeouts: { ping: 45s }",
            "a.yaml:12:11: \"dead\" (45s) is not longer than \"ping\" (45s); "
                + "expected at least one unanswered ping before a connection is given up"
        ),
        (
            "  simulated: {}", "  simulated: {}\nlog: { level: loud, format: xml }",
            "a.yaml:12:15: \"loud\" is not known; expected one of trace, debug, info, notice, warning, error, critical\n"
                + "a.yaml:12:29: \"xml\" is not known; expected one of text, json"
        ),
        (
            "  simulated: {}", "  simulated: {}\nconsole: {}",
            "a.yaml:12:1: the key \"console\" is not known; "
                + "expected one of direct, log, reconnect, relay, sage, secrets, timeouts, tls"
        ),
    ])
    func `a fault is told with its line, what is wrong and what was expected`(
        line: String, other: String, fault: String
    )
        throws
    {
        #expect(try agentFaults(agentYAML.replacing(line: line, with: other)) == fault)
    }

    @Test func `an agent that neither dials nor listens is refused`() throws {
        let yaml = agentYAML.split(separator: "\n").dropFirst(3).joined(separator: "\n")
        #expect(
            agentFaults(yaml) == "a.yaml:1:1: neither \"relay\" nor \"direct\" is there; "
                + "expected the relay to dial, the port to be dialled on, or both")
    }

    @Test func `an agent may listen only, and the relay's port may be chosen by the system`() throws {
        let rest = agentYAML.split(separator: "\n").dropFirst(3).joined(separator: "\n")
        let yaml = "direct: { listen: \"[::1]:0\", peer: spiffe://bridge.example/relay/main }\n" + rest
        let agent = try AgentConfiguration(bytes: Array(yaml.utf8), file: "a.yaml")
        #expect(agent.relay == nil)
        #expect(agent.direct?.listen == NetworkAddress(host: "::1", port: 0))
        #expect(agent.direct?.peer.uri == "spiffe://bridge.example/relay/main")
    }

    @Test func `all faults of a file are told at once and in its order`() {
        let yaml =
            "relay: { address: x, identity: y, connections: 0 }\ntls: {}\nsage: { backend: com, companies: [] }\nfoo: 1\n"
        #expect(
            agentFaults(yaml).split(separator: "\n").map { $0.split(separator: " ")[0] } == [
                "a.yaml:1:19:", "a.yaml:1:32:", "a.yaml:1:48:", "a.yaml:2:6:", "a.yaml:2:6:", "a.yaml:2:6:",
                "a.yaml:3:7:", "a.yaml:3:34:", "a.yaml:4:1:",
            ])
    }

    @Test func `a Sage behind COM needs a command and a home, and has defaults for the rest`() throws {
        let agent = try AgentConfiguration(bytes: Array(comYAML("").utf8), file: "/etc/sage/a.yaml")
        guard case .com(let com) = agent.sage.backend else {
            Issue.record("not com")
            return
        }
        #expect(com.command == ["ssh", "sage-server", "boi-host.exe"] && com.home == #"C:\Sage\Sage 100\MAS90\Home"#)
        #expect(com.logon == nil && com.user == nil && com.date == nil && com.objects.isEmpty)
        #expect(com.settings.programID == nil && com.settings.members.isEmpty)
        #expect(com.deadlines.page == .seconds(600) && com.watchdog.call == .seconds(60))
        #expect(com.recycle.age == .seconds(14_400) && com.restart.failures == 5)
    }

    @Test func `every setting of a Sage behind COM is taken`() throws {
        let yaml = comYAML(
            """
            logon: both, user: { secret: sage-user }, password: { secret: sage-password }, date: 2026-03-10, module: A/P,
            objects: { AP_Vendor: AP_Vendor_bus }, settings: { separators: [138], unknown-object-patterns: [unbekannt], tasks: { AP_Vendor_bus: "" }, layouts: l.json },
            recycle: { age: 1h }
            """, secrets: "secrets: { folder: secrets }\n")
        let agent = try AgentConfiguration(bytes: Array(yaml.utf8), file: "/etc/sage/a.yaml")
        guard case .com(let com) = agent.sage.backend else {
            Issue.record("not com")
            return
        }
        #expect(com.logon == .both && com.user?.name == "sage-user" && com.password?.name == "sage-password")
        #expect(
            com.date == SageDate("20260310") && com.module == "A/P" && com.objects == ["AP_Vendor": "AP_Vendor_bus"])
        #expect(com.settings.separators == [138] && com.settings.tasks == ["AP_Vendor_bus": ""])
        #expect(com.settings.unknownObjectPatterns == ["unbekannt"])
        #expect(com.settings.layouts == "/etc/sage/l.json" && com.recycle.age == .seconds(3600))
        #expect(agent.secrets == .folder(SecretFolder(path: "/etc/sage/secrets")))
    }

    @Test(arguments: [
        ("user: { secret: u }", "\"user\" and \"password\" do not stand together; expected both"),
        ("user: u, password: { secret: p }", "a secret's value stands in the file; expected { secret: NAME }"),
        ("logon: set-user", "the log-on set-user has no user; expected user and password"),
        ("logon: nlogon", "\"nlogon\" is not known; expected one of set-user, unified, both"),
        ("logon: unified, user: { secret: u }, password: { secret: p }", "a unified log-on takes no user"),
        ("watchdog: { call: 60 }", "\"60\" has no unit"),
        ("objects: { AP Vendor: x }", "\"AP Vendor\" cannot be a key here"),
        ("setings: {}", "the key \"setings\" is not known; did you mean \"settings\"?"),
        ("settings: { separators: [] }", "a list of 0; expected 1 to 8"),
        ("settings: { separators: [0] }", "0 is out of range; expected whole number, 1 to 65535"),
        ("settings: { separators: [65536] }", "65536 is out of range"),
        ("settings: { separators: [55296] }", "55296 is half of a surrogate pair; expected a code point other than"),
        ("settings: { key-padding: 57343 }", "57343 is half of a surrogate pair"),
        (
            "watchdog: { silence: 21s }",
            "\"idle\" (30s) is shorter than \"silence\" (21s) and a third of itself; expected one and a half times"
        ),
        ("restart: { first: 2s, longest: 1s }", "\"longest\" (1s) is shorter than \"first\" (2s)"),
    ])
    func `a fault of a Sage behind COM is told`(more: String, fault: String) {
        let found = agentFaults(comYAML(more, secrets: "secrets: { folder: s }\n"))
        #expect(found.contains(fault) && !found.contains("\n"), "\(found)")
    }

    @Test func `credentials without a place for secrets are refused`() {
        let found = agentFaults(comYAML("user: { secret: u }, password: { secret: p }"))
        #expect(found.contains("a secret is named, and nothing says where secrets are"), "\(found)")
    }

    private func comYAML(_ more: String, secrets: String = "") -> String {
        let command = #"command: [ssh, sage-server, boi-host.exe], home: 'C:\Sage\Sage 100\MAS90\Home'"#
        return secrets
            + agentYAML.replacingOccurrences(of: "backend: simulated", with: "backend: com")
            .replacingOccurrences(of: "simulated: {}", with: "com: { \(command)\(more.isEmpty ? "" : ", " + more) }")
    }
}
