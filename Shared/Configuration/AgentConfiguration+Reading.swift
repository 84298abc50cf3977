import WireProtocol

extension AgentConfiguration {
    init(_ section: Section) {
        relay = section.optionalSection("relay", Relay.init)
        direct = section.optionalSection("direct", Direct.init)
        tls = section.section("tls", TLSFiles.init)
        sage = section.section("sage", Sage.init)
        (connectTimeout, timeouts) = section.defaultedSection("timeouts") { timeouts in
            (
                timeouts.value("connect", .duration(.milliseconds(100) ... .seconds(120)), default: "10s"),
                TunnelTimeouts(timeouts)
            )
        }
        reconnect = section.defaultedSection("reconnect", Reconnect.init)
        log = section.defaultedSection("log", LogSettings.init)
        if !section.has("relay"), !section.has("direct") {
            section.conflict(
                at: nil, "neither \"relay\" nor \"direct\" is there",
                expected: "expected the relay to dial, the port to be dialled on, or both")
        }
    }
}

extension AgentConfiguration.Relay {
    fileprivate init(_ section: Section) {
        address = section.required("address", .address)
        identity = section.required("identity", .identity(.relay))
        serverName = section.optional("server-name", .hostName, otherwise: "host of address") ?? address.host
        connections = section.value("connections", .number(1...16), default: "2")
    }
}

extension AgentConfiguration.Direct {
    fileprivate init(_ section: Section) {
        listen = section.required("listen", .listen)
        peer = section.required("peer", .identity(.relay))
    }
}

extension AgentConfiguration.Sage {
    fileprivate init(_ section: Section) {
        section.required("backend", .backend)
        companies = section.required("companies", ValueType.name(.company).list(minimum: 1, maximum: 100))
        backend = .simulated(section.section("simulated", AgentConfiguration.Simulated.init))
        var seen: Set<String> = []
        if let twice = companies.first(where: { !seen.insert($0).inserted }) {
            section.conflict(at: "companies", "the company \(twice) is named twice", expected: "expected each once")
        }
    }
}

extension AgentConfiguration.Simulated {
    fileprivate init(_ section: Section) {
        let folder = section.optional("folder", .folder)
        let generated = AgentConfiguration.Generated(section)
        source = folder.map(Source.folder) ?? .generated(generated)
        zone = section.value("zone", .timeZone, default: "UTC")
        weather = section.defaultedSection("weather") { weather in
            Weather(
                seed: weather.value("seed", .number(0...1_000_000_000), default: "1"),
                rate: weather.value("rate", .percentage, default: "0%"))
        }
        let numbers = AgentConfiguration.Generated.keys.filter(section.has)
        if folder != nil, let number = numbers.first {
            section.conflict(
                at: number, "\"\(number)\" stands beside \"folder\"",
                expected: "expected either a folder of tables or the numbers of a made-up company")
        }
    }
}

extension AgentConfiguration.Generated {
    fileprivate static let keys = ["seed", "vendors", "accounts", "purchase-orders", "invoices", "customers"]

    fileprivate init(_ section: Section) {
        seed = section.value("seed", .number(0...1_000_000_000), default: "1")
        vendors = section.value("vendors", .number(1...100_000), default: "300")
        accounts = section.value("accounts", .number(1...100_000), default: "1200")
        purchaseOrders = section.value("purchase-orders", .number(0...1_000_000), default: "500")
        invoices = section.value("invoices", .number(0...1_000_000), default: "2000")
        customers = section.value("customers", .number(0...1_000_000), default: "100")
    }
}

extension AgentConfiguration.Reconnect {
    fileprivate init(_ section: Section) {
        first = section.value("first", .duration(.milliseconds(10) ... .seconds(60)), default: "1s")
        longest = section.value("longest", .duration(.milliseconds(10) ... .seconds(3600)), default: "60s")
        if longest < first {
            section.conflict(
                at: "longest", "\"longest\" (\(longest.written)) is shorter than \"first\" (\(first.written))",
                expected: "expected at least as much")
        }
    }
}

extension ValueType<Void> {
    /// The name of a backend; there is one in this version.
    fileprivate static var backend: Self {
        .scalar("simulated", placeholder: ()) { text, _ throws(ValueFault) in
            switch text {
            case "simulated": return
            case "com": throw ValueFault(.unavailable, "the backend com is not available in this version")
            default: throw ValueFault(.outOfRange, "\(quoted(text)) is not known")
            }
        }
    }
}
