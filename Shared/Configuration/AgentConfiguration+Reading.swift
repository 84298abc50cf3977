import WireProtocol

extension AgentConfiguration {
    init(_ section: Section, _ context: ReadingContext) {
        relay = section.optionalSection("relay", Relay.init)
        direct = section.optionalSection("direct", Direct.init)
        tls = section.section("tls", TLSFiles.init)
        secrets = section.optionalSection("secrets", SecretsSettings.init)
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
        if !section.has("secrets"), let place = context.secretPlaces.first {
            context.fault(
                .missingKey, at: place, "a secret is named, and nothing says where secrets are",
                expected: SecretsSettings.form)
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
        let kind: BackendKind = section.required("backend", .choice(placeholder: .simulated))
        companies = section.required("companies", ValueType.name(.company).list(minimum: 1, maximum: 100))
        // Both are asked for, so that both are listed; of the other one nothing may be there.
        let simulated = section.optionalSection("simulated", AgentConfiguration.Simulated.init)
        let com = section.optionalSection("com", AgentConfiguration.COM.init)
        switch (kind, simulated, com) {
        case (.simulated, let simulated?, _): backend = .simulated(simulated)
        case (.com, _, let com?): backend = .com(com)
        default: backend = .none
        }
        let other = kind == .com ? BackendKind.simulated : .com
        if !section.has(kind.rawValue) {
            section.conflict(
                at: nil, "the key \"\(kind.rawValue)\" is missing in \"sage\"",
                expected: "expected \(kind.rawValue): <section>")
        }
        if section.has(other.rawValue) {
            section.conflict(
                at: other.rawValue, "\"\(other.rawValue)\" stands beside the backend \(kind.rawValue)",
                expected: "expected the section of one backend")
        }
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

/// The names of the backends.
private enum BackendKind: String, CaseIterable {
    case simulated, com
}

extension AgentConfiguration.Backend {
    /// What a file that is refused anyway stands in with.
    fileprivate static var none: Self {
        .com(AgentConfiguration.COM.placeholder)
    }
}
