import Configuration
import Foundation
import Testing
import Timetable
import WireProtocol

struct RelayConfigurationTests {
    @Test func `bulk imports are on from 500 items, where the version has them`() throws {
        let account = try RelayConfiguration(bytes: Array(relayYAML.utf8), file: "r.yaml").monday[0]
        #expect(account.bulk.threshold == 500 && account.bulk.rows == 10_000 && account.bulk.match == .key)
        #expect(account.bulk.poll == .seconds(10) && account.bulk.uploadLife == .seconds(900))
        #expect(account.hasBulk)
        var old = account
        old.apiVersion = "2026-04"
        #expect(!old.hasBulk)
        old.apiVersion = "2026-07"
        #expect(old.hasBulk)
    }

    @Test func `bulk imports can be turned off`() throws {
        let yaml = try relayYAML.replacing(line: "plan: pro", with: "plan: pro\n    bulk: { threshold: off }")
        #expect(try RelayConfiguration(bytes: Array(yaml.utf8), file: "r.yaml").monday[0].bulk.threshold == nil)
    }

    @Test func `what is left out has its default`() throws {
        let relay = try RelayConfiguration(bytes: Array(relayYAML.utf8), file: "/etc/sage/r.yaml")
        #expect(relay.state == "/etc/sage/state.sqlite")
        #expect(relay.secrets == .folder(SecretFolder(path: "/etc/sage/secrets")))
        #expect(relay.agents.clientCertificates == .required)
        #expect(relay.agents.maxConnections == 1000)
        #expect(relay.agents.identity(of: "acme-hq")?.uri == "spiffe://bridge.example/agent/acme-hq")
        let account = try #require(relay.monday.first)
        #expect(account.endpoint.absoluteString == "https://api.monday.com/v2")
        guard case .token(let token) = account.access else {
            Issue.record("the account has no token")
            return
        }
        #expect(token.name == "acme-token")
        #expect(token.place.description == "/etc/sage/r.yaml:12:22")
        #expect(account.tokenPrefix.isEmpty)
        #expect(account.apiVersion == "2026-10")
        #expect(account.certificateBundle == nil)
        #expect(account.batch == 50)
        #expect(account.delivery.indexAge == .seconds(900) && account.delivery.bodySize == 512 << 10)
        #expect(account.delivery.lookUpValues == 100 && account.delivery.lookUps == 4)
        #expect(account.deadline == .seconds(60))
        #expect(account.settle == .seconds(5))
        #expect(account.limits.boardMutationsPerMinute == 40)
        #expect(account.limits.concurrency == 4)
        #expect(account.limits.dayReserve == 5)
        #expect(account.limits.complexityPerRequest == 5_000_000)
        #expect(account.limits.bulkJobsPerHour == 100 && account.limits.bulkRowsPerHour == 19_000)
        let board = try #require(relay.connections.first?.boards.first)
        #expect(board.kind == .apInvoice)
        #expect(try board.reconcile == .cron(CronExpression("30 2 * * *")))
        #expect(board.hours == nil)
        #expect(relay.connections.first?.timeZone == .gmt)
        #expect(board.overlap == .seconds(7200))
        #expect(board.repair == .repair)
        #expect(board.changeLimit == 30)
        #expect(board.scope.from == nil && board.scope.statuses.isEmpty && !board.scope.openOnly)
        #expect(relay.history.keep == .seconds(400 * 86400))
        #expect(relay.timeouts.drain == .seconds(20))
    }

    @Test func `a connection names Sage's SOAP service, with what is allowed for its host`() throws {
        let yaml =
            try relayYAML.replacing(
                line: "    monday: acme",
                with: """
                        monday: acme
                        soap: { url: "http://127.0.0.1:8080/a.svc", allow-http: true, allow-private-addresses: true,
                          credentials: { secret: sage }, deadline: 20s, contacts: false }
                    """) + "      ar-customers: { board: 2 }\n"
        let connection = try RelayConfiguration(bytes: Array(yaml.utf8), file: "r.yaml").connections[0]
        let soap = try #require(connection.soap)
        #expect(soap.url?.text == "http://127.0.0.1:8080/a.svc")
        #expect(soap.url?.allowance == .init(plainHTTP: true, privateAddresses: true))
        #expect(soap.credentials.name == "sage")
        #expect(soap.deadline == .seconds(20) && !soap.contacts && soap.certificateBundle == nil)
        #expect(connection.boards.map(\.kind) == [.apInvoice, .arCustomer])
        #expect(connection.boards[1].every == .interval(.seconds(3600)))
    }

    @Test func `what changes with the day is shown of invoices, each field once`() throws {
        func yaml(_ kind: String, _ derived: String) throws -> String {
            try relayYAML.replacing(
                line: "      ap-invoices:\n        board: \"1\"",
                with: "      \(kind): { board: \"1\", derived: \(derived) }")
        }
        let both = try yaml("ap-invoices", "[aging, days-past-due]")
        let board = try RelayConfiguration(bytes: Array(both.utf8), file: "r.yaml").connections[0].boards[0]
        #expect(board.derived == [.aging, .daysPastDue])
        #expect(relayFaults(try yaml("ap-invoices", "[aging, aging]")).contains("stands twice"))
        #expect(relayFaults(try yaml("ap-invoices", "[age]")).contains("\"age\" is not known"))
        #expect(relayFaults(try yaml("ap-vendors", "[aging]")).contains("has no meaning for ap-vendors"))
    }

    @Test(arguments: [("1d", Duration.seconds(86400)), ("3650d", .seconds(3650 * 86400)), ("forever", nil)])
    func `the history is kept as long as wanted`(keep: String, duration: Duration?) throws {
        let yaml = relayYAML + "history: { keep: \(keep) }\n"
        #expect(try RelayConfiguration(bytes: Array(yaml.utf8), file: "r.yaml").history.keep == duration)
    }

    @Test(arguments: ["23h", "3651d", "never", "400"])
    func `a history that is kept for no time, or another word, is refused`(keep: String) {
        #expect(relayFaults(relayYAML + "history: { keep: \(keep) }\n").contains("expected"))
    }

    @Test(arguments: [
        ("free", 1000, 1000, 1_000_000), ("basic", 1000, 1000, 5_000_000), ("standard", 1000, 1000, 5_000_000),
        ("pro", 2500, 10_000, 5_000_000), ("enterprise", 5000, 25_000, 5_000_000),
    ])
    func `the limits follow the plan`(plan: String, minute: Int, day: Int, complexity: Int) throws {
        let yaml = try relayYAML.replacing(line: "plan: pro", with: "plan: \(plan)")
        let limits = try RelayConfiguration(bytes: Array(yaml.utf8), file: "r.yaml").monday[0].limits
        #expect(limits.requestsPerMinute == minute)
        #expect(limits.requestsPerDay == day)
        #expect(limits.complexityPerMinute == complexity)
    }

    @Test func `a limit can be set and taken away`() throws {
        let limits = """
            limits: { board-mutations-per-minute: none, requests-per-minute: none, requests-per-day: 200, \
            day-reserve: 0%, complexity-per-minute: none, complexity-per-request: 10000, bulk-jobs-per-hour: none, \
            bulk-rows-per-hour: 1 }
            """
        let yaml = try relayYAML.replacing(line: "plan: pro", with: "plan: free\n    \(limits)")
        let read = try RelayConfiguration(bytes: Array(yaml.utf8), file: "r.yaml").monday[0].limits
        #expect(read.boardMutationsPerMinute == nil)
        #expect(read.requestsPerMinute == nil)
        #expect(read.requestsPerDay == 200 && read.dayReserve == 0)
        #expect(read.complexityPerMinute == nil && read.complexityPerRequest == 10_000)
        #expect(read.bulkJobsPerHour == nil && read.bulkRowsPerHour == 1)
    }

    @Test(arguments: ["day-reserve: 51%", "day-reserve: 5", "complexity-per-minute: 9999", "bulk-jobs-per-hour: 0"])
    func `a limit out of its range is refused`(limit: String) throws {
        let yaml = try relayYAML.replacing(line: "plan: pro", with: "plan: free\n    limits: { \(limit) }")
        #expect(relayFaults(yaml).contains("expected"))
    }

    @Test func `the interval follows the kind, and boards come in the order of kinds`() throws {
        let boards =
            "gl-accounts: { board: 4, reconcile: never }\n      purchase-orders: { board: 2 }\n      ap-vendors: { board: '3' }"
        let yaml = relayYAML + "      " + boards + "\n"
        let read = try RelayConfiguration(bytes: Array(yaml.utf8), file: "r.yaml").connections[0].boards
        #expect(read.map(\.kind) == [.apInvoice, .apVendor, .glAccount, .purchaseOrder])
        #expect(read.map(\.every) == [900, 3600, 86400, 900].map { .interval(.seconds($0)) })
        #expect(read.map(\.board) == ["1", "3", "4", "2"])
        #expect(read[2].reconcile == nil)
    }

    @Test func `a board's schedule is read, with its zone and hours`() throws {
        let schedule = """
                    every: 10m
                    hours: { from: "22:00", to: "06:00" }
                    reconcile: "@weekly"
                  purchase-orders: { board: 2, every: "*/15 7-18 * * mon-fri", reconcile: 12h }

            """
        let yaml = try relayYAML.replacing(
            line: "    monday: acme", with: "    monday: acme\n    time-zone: Europe/Berlin")
        let connection = try RelayConfiguration(bytes: Array((yaml + schedule).utf8), file: "r.yaml").connections[0]
        #expect(connection.timeZone.identifier == "Europe/Berlin")
        let (invoices, orders) = (connection.boards[0], connection.boards[1])
        #expect(invoices.every == .interval(.seconds(600)))
        #expect(try invoices.reconcile == .cron(CronExpression("@weekly")))
        let (from, to) = (BusinessHours.TimeOfDay("22:00"), BusinessHours.TimeOfDay("06:00"))
        #expect(
            try invoices.hours
                == BusinessHours(
                    days: BusinessHours.Weekdays("mon-fri"), from: #require(from), to: #require(to)))
        #expect(try orders.every == .cron(CronExpression("*/15 7-18 * * mon-fri")))
        #expect(orders.hours == nil)
        #expect(orders.reconcile == .interval(.seconds(43_200)))
    }

    @Test(arguments: [("1%", 1), ("100%", 100), ("none", nil)] as [(String, Int?)])
    func `the share of items that may change at once can be set and taken away`(text: String, share: Int?) throws {
        let yaml = relayYAML + "        change-limit: \(text)\n"
        #expect(
            try RelayConfiguration(bytes: Array(yaml.utf8), file: "r.yaml").connections[0].boards[0].changeLimit
                == share)
    }

    @Test(arguments: ["0%", "101%", "30", "never", "30.5%"])
    func `a share without its unit or out of range is refused`(text: String) {
        #expect(relayFaults(relayYAML + "        change-limit: \(text)\n").contains("expected "))
    }

    @Test func `an overlap that the end of daylight-saving time outlasts is refused, and the fault says so`() {
        #expect(relayFaults(relayYAML + "        overlap: 1h\n") == "")
        let fault = relayFaults(relayYAML + "        overlap: 59m\n")
        #expect(fault.contains("daylight-saving") && fault.hasSuffix("; expected duration, 1h to 7d"))
    }

    @Test func `a board's columns, group and scope are read`() throws {
        let yaml =
            relayYAML + """
                        group: topics
                        columns: { amount: numbers_1 }
                        scope: { from: 2026-01-01, statuses: [posted, on-hold], open-only: true }
                        repair: report
                """
        let board = try RelayConfiguration(bytes: Array(yaml.utf8), file: "r.yaml").connections[0].boards[0]
        #expect(board.group == "topics")
        #expect(board.columns == ["amount": "numbers_1"])
        #expect(board.scope.from?.iso == "2026-01-01")
        #expect(board.scope.statuses == ["posted", "on-hold"])
        #expect(board.scope.openOnly)
        #expect(board.repair == .report)
    }

    @Test(arguments: [
        "http://127.0.0.1:8080/v2", "http://[::1]:1/", "http://localhost/v2", "https://api.monday.com/v2",
    ])
    func `plain HTTP is taken for this machine only`(endpoint: String) throws {
        #expect(
            try relayFaults(relayYAML.replacing(line: "plan: pro", with: "plan: pro\n    endpoint: \"\(endpoint)\""))
                == "")
    }

    @Test(arguments: [
        "http://api.monday.com/v2", "http://127.0.0.1.evil.example/", "http://10.0.0.1/", "ftp://localhost/",
        "https://",
        "api.monday.com", "https://user:secret@api.monday.com/v2", "https://api.monday.com/v2?token=x", "https://a/#b",
    ])
    func `another endpoint is refused`(endpoint: String) throws {
        let faults = try relayFaults(
            relayYAML.replacing(line: "plan: pro", with: "plan: pro\n    endpoint: \"\(endpoint)\""))
        #expect(faults.hasPrefix("r.yaml:12:15: "))
        #expect(faults.hasSuffix("; expected URL, https (http for loopback only)"))
        #expect(!faults.contains("secret@"))
    }

    @Test(arguments: [
        (
            "    token: { secret: acme-token }", "    token: eyJhbGciOiJIUzI1NiJ9.sensitive",
            "r.yaml:12:12: a secret's value stands in the file; "
                + "expected { secret: NAME } with the value under NAME where the secrets are"
        ),
        (
            "    token: { secret: acme-token }", "    token: { value: sensitive }",
            "r.yaml:12:12: found other keys than \"secret\"; expected { secret: NAME }"
        ),
        (
            "    token: { secret: acme-token }", "    token: { secret: a, value: sensitive }",
            "r.yaml:12:12: found other keys than \"secret\"; expected { secret: NAME }"
        ),
        (
            "    token: { secret: acme-token }", "    token: { secret: ../sensitive }",
            "r.yaml:12:22: not the name of a secret; expected secret's name (1 to 64 of A-Za-z0-9._-)"
        ),
        (
            "    token: { secret: acme-token }", "    token:",
            "r.yaml:12:11: found no value; "
                + "expected { secret: NAME } with the value under NAME where the secrets are"
        ),
        (
            "secrets: { folder: secrets }", "",
            "r.yaml:12:22: a secret is named, and nothing says where secrets are; "
                + "expected secrets: { folder: … } or secrets: { store: …, key: { file: … } } at the top of the file"
        ),
        (
            "    plan: pro", "    plan: gold",
            "r.yaml:11:11: \"gold\" is not known; expected one of free, basic, standard, pro, enterprise"
        ),
        (
            "    plan: pro", "    plan: pro\n    batch: 101",
            "r.yaml:12:12: 101 is out of range; expected whole number, 1 to 100"
        ),
        (
            "    plan: pro", "    plan: pro\n    deadline: 60",
            "r.yaml:12:15: \"60\" has no unit; expected a unit (ms, s, m, h, d), as in 15m"
        ),
        (
            "  trust-domain: bridge.example", "  trust-domain: Bridge.Example",
            "r.yaml:8:17: \"Bridge.Example\" is not allowed; expected trust domain (1 to 255 of a-z0-9._-)"
        ),
        (
            "  trust-domain: bridge.example", "  trust-domain: bridge.example\n  client-certificates: optional",
            "r.yaml:9:24: \"optional\" is not known; expected required"
        ),
        (
            "    monday: acme", "    monday: acmes",
            "r.yaml:14:5: the connection \"acme\" names the unknown monday account \"acmes\"; did you mean \"acme\"?"
        ),
        (
            "    monday: acme", "    monday: other",
            "r.yaml:14:5: the connection \"acme\" names the unknown monday account \"other\"; expected one of \"acme\""
        ),
        (
            "    agent: acme-hq", "    agent: ../x",
            "r.yaml:15:12: \"../x\" is not allowed; expected agent's name (1 to 64 of A-Za-z0-9._-)"
        ),
        (
            "        board: \"1\"", "        board: myboard",
            "r.yaml:20:16: \"myboard\" is not allowed; expected board id (1 to 20 of 0-9)"
        ),
        (
            "        board: \"1\"", "        board: \"1\"\n        every: 9s",
            "r.yaml:21:16: \"9s\" is out of range; expected duration, 10s to 7d"
        ),
        (
            "        board: \"1\"", "        board: \"1\"\n        every: '60 * * * *'",
            "r.yaml:21:16: \"60\" is no minute; expected 0 to 59, \"*\", a range, a step or a list"
        ),
        (
            "        board: \"1\"", "        board: \"1\"\n        every: 15 m",
            "r.yaml:21:16: a cron expression of 2 fields; expected minute, hour, day of the month, month and day of the"
                + " week, as in \"*/15 7-18 * * mon-fri\", or one of @annually, @daily, @hourly, @midnight, @monthly,"
                + " @weekly, @yearly"
        ),
        (
            "        board: \"1\"", "        board: \"1\"\n        reconcile: 0 0 30 feb *",
            "r.yaml:21:20: no month of \"feb\" has a day \"30\": this never comes; expected a day that comes"
        ),
        (
            "        board: \"1\"", "        board: \"1\"\n        reconcile: \"0 0 1\\u0007 * *\"",
            "r.yaml:21:20: \"1 \" is no day of the month; expected 1 to 31, \"*\", a range, a step or a list"
        ),
        (
            "        board: \"1\"", "        board: \"1\"\n        reconcile: nightly",
            "r.yaml:21:20: \"nightly\" is not a whole number with a unit; expected duration, 10m to 31d"
        ),
        (
            "        board: \"1\"", "        board: \"1\"\n        every: [15m]",
            "r.yaml:21:16: found a list; expected duration, 10s to 7d"
        ),
        (
            "        board: \"1\"", "        board: \"1\"\n        hours: { days: mon-fr, from: 7:00, to: \"25:00\" }",
            "r.yaml:21:24: \"fr\" is no day of the week; expected 0 to 7, or sun to sat, \"*\", a range, a step or a list\n"
                + "r.yaml:21:38: \"7:00\" is not a time of day; expected time of day, HH:MM from 00:00 to 24:00\n"
                + "r.yaml:21:48: \"25:00\" is not a time of day; expected time of day, HH:MM from 00:00 to 24:00"
        ),
        (
            "        board: \"1\"", "        board: \"1\"\n        hours: { from: \"07:00\", to: \"07:00\" }",
            "r.yaml:21:33: the hours end when they begin; expected from 00:00 to 24:00 for whole days"
        ),
        (
            "        board: \"1\"",
            "        board: \"1\"\n        every: '@hourly'\n        hours: { from: \"07:00\", to: \"19:00\" }",
            "r.yaml:22:9: business hours stand beside a cron expression; "
                + "expected them beside an interval: an expression names its hours itself"
        ),
        (
            "    monday: acme", "    monday: acme\n    time-zone: Mars/Olympus",
            "r.yaml:18:16: the time zone \"Mars/Olympus\" is not known; "
                + "expected time zone, such as America/Los_Angeles"
        ),
        (
            "        board: \"1\"", "        board: \"1\"\n        columns: { Amount: x, amount: \"a b\" }",
            "r.yaml:21:20: \"Amount\" cannot be a key here; expected a field (1 to 64 of a-z0-9-)\n"
                + "r.yaml:21:39: \"a b\" is not allowed; expected column id (1 to 100 of A-Za-z0-9_-)"
        ),
        (
            "        board: \"1\"",
            "        board: \"1\"\n        scope: { statuses: [posted, gone], from: yesterday }",
            "r.yaml:21:18: ap-invoices have no status \"gone\"; expected some of entered, posted, paid, on-hold\n"
                + "r.yaml:21:50: \"yesterday\" is not a day; expected day, YYYY-MM-DD"
        ),
        (
            "        board: \"1\"", "        board: \"1\"\n      gl-accounts: { board: 2, scope: { open-only: true } }",
            "r.yaml:21:41: \"open-only\" has no meaning for gl-accounts; "
                + "expected it for invoices and purchase orders only"
        ),
        (
            "    monday: acme",
            "    monday: acme\n    soap: { url: \"http://sage.example/\", credentials: { secret: sage } }",
            "r.yaml:18:13: the URL is not https, so that user and password could be read on the way; "
                + "expected https; where that cannot be, allow-http: true says so"
        ),
        (
            "    monday: acme",
            "    monday: acme\n    soap: { url: \"https://sage.example/\" }",
            "r.yaml:18:11: the key \"credentials\" is missing in \"connections[].soap\"; "
                + "expected credentials: <{ secret: NAME }>"
        ),
        (
            "        board: \"1\"", "        board: \"1\"\n      purchase-orders: { board: 1 }",
            "r.yaml:21:7: the board 1 is used twice; "
                + "expected one kind of records on a board; line 19 uses it already"
        ),
    ])
    func `a fault is told with its line, what is wrong and what was expected`(
        line: String, other: String, fault: String
    )
        throws
    {
        let faults = try relayFaults(relayYAML.replacing(line: line, with: other))
        #expect(faults == fault)
        #expect(!faults.contains("sensitive"))
    }

    @Test func `a connection without a board is refused`() throws {
        let yaml = relayYAML.components(separatedBy: "      ap-invoices:")[0].replacingOccurrences(
            of: "boards:", with: "boards: {}")
        #expect(relayFaults(yaml) == "r.yaml:18:13: there is no board; expected at least one kind of records")
    }

    @Test(arguments: ["monday", "connections"])
    func `an empty list of sections is refused`(key: String) throws {
        #expect(relayFaults("\(key): []\n").contains("r.yaml:1:\(key.count + 3): the list is empty; "))
        #expect(relayFaults("\(key): {}\n").contains("r.yaml:1:\(key.count + 3): found a mapping; "))
        #expect(relayFaults("\(key): [a]\n").contains("r.yaml:1:\(key.count + 4): found a single value; "))
    }

    @Test func `names that stand twice are told with both lines`() throws {
        let second =
            "connections:\n  - { name: acme, agent: a, company: XYZ, monday: acme, boards: { ap-vendors: { board: 9 } } }"
        let account = "  - { name: acme, plan: pro, token: { secret: t } }\n"
        let yaml = try relayYAML.replacing(line: "connections:", with: account + second)
        #expect(
            relayFaults(yaml) == """
                r.yaml:13:7: the monday account "acme" is defined twice; expected each name once; line 10 has it already
                r.yaml:16:5: the connection "acme" is defined twice; expected each name once; line 15 has it already
                """)
    }

    @Test func `one board number of two accounts is two boards`() throws {
        let account = "  - { name: beta, plan: pro, token: { secret: t } }\n"
        let second =
            "connections:\n  - { name: beta, agent: a, company: XYZ, monday: beta, boards: { ap-invoices: { board: 1 } } }"
        #expect(try relayFaults(relayYAML.replacing(line: "connections:", with: account + second)) == "")
    }
}
