import Timetable
import WireProtocol

extension RelayConfiguration {
    init(_ section: Section, _ context: ReadingContext) {
        state = section.required("state", .file)
        secrets = section.optionalSection("secrets", SecretsSettings.init)
        agents = section.section("agents", Agents.init)
        monday = section.sections("monday", MondayAccount.init)
        connections = section.sections("connections", Connection.init)
        history = section.defaultedSection("history", History.init)
        timeouts = section.defaultedSection("timeouts", TunnelTimeouts.init)
        log = section.defaultedSection("log", LogSettings.init)
        if !section.has("secrets"), let place = context.secretPlaces.first {
            context.fault(
                .missingKey, at: place, "a secret is named, and nothing says where secrets are",
                expected: SecretsSettings.form)
        }
        checkNames(context)
        checkBoards(context)
        checkTokenFiles(context)
        checkRelations(context)
    }

    /// Items lead to items of one board alone: monday's columns name the boards that they lead to.
    private func checkRelations(_ context: ReadingContext) {
        for connection in connections where connection.boards.contains(where: \.relations) {
            for board in connection.boards where !board.nextBoards.isEmpty && board.kind != .apInvoice {
                context.fault(
                    .conflict, at: board.place,
                    "invoices lead to \(board.kind.collection), and these are on several boards",
                    expected: "expected relations or next-boards: a column leads to items of one board")
            }
        }
    }

    /// Names that stand twice, and names that lead nowhere.
    private func checkNames(_ context: ReadingContext) {
        let accounts = monday.map { ("the monday account", $0.name, $0.place) }
        let all = accounts + connections.map { ("the connection", $0.name, $0.place) }
        var first: [String: SourcePlace] = [:]
        for (what, name, place) in all where !name.isEmpty {
            guard let earlier = first.updateValue(place, forKey: "\(what) \(name)") else { continue }
            context.fault(
                .conflict, at: place, "\(what) \(quoted(name)) is defined twice",
                expected: "expected each name once; line \(earlier.line) has it already")
        }
        let known = monday.map(\.name)
        for connection in connections where !connection.monday.isEmpty && !known.contains(connection.monday) {
            let near = NearestName.of(connection.monday, among: known).map { "did you mean \(quoted($0))?" }
            context.fault(
                .conflict, at: connection.place,
                "the connection \(quoted(connection.name)) names the unknown monday account \(quoted(connection.monday))",
                expected: near ?? "expected one of \(known.map(quoted).joined(separator: ", "))")
        }
    }

    /// Token sets that two accounts would renew: monday takes a refresh token once, so that each would lock the other out.
    private func checkTokenFiles(_ context: ReadingContext) {
        var first: [String: SourcePlace] = [:]
        // A login writes the file, and a logout removes it: no other secret may be in it.
        for account in monday {
            switch account.access {
            case .token(let secret): first[secret.name] = secret.place
            case .oauth(let oauth): first[oauth.clientSecret.name] = oauth.clientSecret.place
            }
        }
        for account in monday {
            guard case .oauth(let oauth) = account.access, !oauth.tokens.name.isEmpty,
                oauth.tokens.name != oauth.clientSecret.name
            else { continue }
            guard let earlier = first.updateValue(oauth.tokens.place, forKey: oauth.tokens.name) else { continue }
            context.fault(
                .conflict, at: oauth.tokens.place, "the tokens \(quoted(oauth.tokens.name)) are used twice",
                expected: "expected a name of its own for each account; line \(earlier.line) uses it already")
        }
    }

    /// Boards that two kinds or connections would write to: each would take the other's items for strangers.
    private func checkBoards(_ context: ReadingContext) {
        var first: [String: SourcePlace] = [:]
        for connection in connections {
            for board in connection.boards where !board.board.isEmpty && board.board != Board.newBoard {
                let key = "\(connection.monday) \(board.board)"
                guard let earlier = first.updateValue(board.place, forKey: key) else { continue }
                context.fault(
                    .conflict, at: board.place, "the board \(board.board) is used twice",
                    expected: "expected one kind of records on a board; line \(earlier.line) uses it already")
            }
        }
    }
}

extension RelayConfiguration.History {
    fileprivate init(_ section: Section) {
        keep = section.value(
            "keep", ValueType<Duration>.duration(.seconds(86400) ... .seconds(3650 * 86400)).or("forever"),
            default: "400d")
    }
}

extension RelayConfiguration.Agents {
    fileprivate init(_ section: Section) {
        listen = section.required("listen", .listen)
        tls = TLSFiles(section)
        clientCertificates = section.value(
            "client-certificates", .choice(placeholder: .required), default: "required")
        trustDomain = section.required("trust-domain", .name(.trustDomain))
        maxConnections = section.value("max-connections", .number(1...10_000), default: "1000")
    }
}

extension RelayConfiguration.Connection {
    fileprivate init(_ section: Section) {
        place = section.place(of: "name")
        name = section.required("name", .name(.name))
        agent = section.required("agent", .name(.peer))
        company = section.required("company", .name(.company))
        monday = section.required("monday", .name(.name))
        timeZone = section.value("time-zone", .timeZone, default: "UTC")
        soap = section.optionalSection("soap", RelayConfiguration.SOAP.init)
        boards = section.section("boards") { boards in
            let found = RecordKind.allCases.compactMap { kind in
                boards.optionalSection(kind.collection, listedAs: "<kind>") {
                    RelayConfiguration.Board($0, kind: kind, place: boards.place(of: kind.collection))
                }
            }.flatMap(\.volumes)
            if found.isEmpty {
                boards.conflict(at: nil, "there is no board", expected: "expected at least one kind of records")
            }
            return found
        }
    }
}

extension RelayConfiguration.Board {
    fileprivate init(_ section: Section, kind: RecordKind, place: SourcePlace) {
        self.kind = kind
        self.place = place
        board = section.required("board", ValueType<String>.name(.board).or(Self.newBoard)) ?? Self.newBoard
        idPlace = section.place(of: "board")
        let defaults = "15m; 1h for ap-vendors and ar-customers, 24h for gl-accounts"
        every =
            section.optional("every", .rhythm(.seconds(10) ... .seconds(7 * 86400)), otherwise: defaults)
            ?? .interval(kind.defaultInterval)
        hours = section.optionalSection("hours", BusinessHours.read) ?? nil
        if hours != nil, case .cron = every {
            section.conflict(
                at: "hours", "business hours stand beside a cron expression",
                expected: "expected them beside an interval: an expression names its hours itself")
        }
        reconcile = section.value(
            "reconcile", ValueType<Rhythm>.rhythm(.seconds(600) ... .seconds(31 * 86400)).or("never"),
            default: "30 2 * * *")
        overlap = section.value(
            "overlap",
            .duration(
                .seconds(3600) ... .seconds(7 * 86400),
                because: "an hour repeats when daylight-saving time ends, and Sage's stamps with it"),
            default: "2h")
        changeLimit = section.value("change-limit", ValueType<Int>.percent(1...100).or("none"), default: "30%")
        group = section.optional("group", .name(.group), otherwise: "the board's first group")
        columns = section.table("columns", keys: .field, of: .name(.column))
        scope = section.defaultedSection("scope") { RelayConfiguration.Scope($0, kind: kind) }
        repair = section.value("repair", .choice(placeholder: .repair), default: "repair")
        grouping = RelayConfiguration.Grouping(section, kind: kind)
        relations = section.value("relations", .bool, default: "false")
        let grouping = grouping
        nextBoards = section.optionalSections(
            "next-boards", maximum: 9, because: "every board reads all records of its kind by itself"
        ) { RelayConfiguration.NextBoard($0, grouping: grouping) }
        nextAt = section.value("next-at", .percent(50...99), default: "95%")
        if section.has("next-at"), nextBoards.isEmpty {
            section.conflict(
                at: "next-at", "there is no next board", expected: "expected it beside next-boards only")
        }
        lines = RelayConfiguration.Lines(section, kind: kind)
        // Monday names 750 for one kind of boards and nothing for the other; an item with more is no longer read by people.
        mostSubitems = section.value("most-subitems", .number(1...500), default: "100")
        rollover = section.optionalSection("rollover") { RelayConfiguration.Rollover($0, kind: kind) }
        if relations, kind != .apInvoice {
            section.conflict(
                at: "relations", "\"relations\" has no meaning for \(kind.collection)",
                expected: "expected it for invoices only: their items lead to vendors and orders")
        }
        let derivedField = ValueType<RelayConfiguration.Derived>.choice(placeholder: .aging)
        derived = section.optional("derived", derivedField.list(maximum: 2)) ?? []
        if kind != .apInvoice, section.has("derived") {
            section.conflict(
                at: "derived", "\"derived\" has no meaning for \(kind.collection)",
                expected: "expected it for invoices only: only they have a due date")
        }
        if Set(derived).count < derived.count {
            section.conflict(at: "derived", "a field stands twice", expected: "expected each once")
        }
    }
}

extension RecordKind {
    /// How often records of this kind are asked for by default: documents change all day, accounts hardly ever.
    fileprivate var defaultInterval: Duration {
        switch self {
        case .apInvoice, .purchaseOrder: .seconds(15 * 60)
        case .apVendor, .arCustomer: .seconds(3600)
        case .glAccount: .seconds(24 * 3600)
        }
    }

    /// The statuses of this kind's records, as the wire protocol names them.
    var statuses: [String] {
        switch self {
        case .apInvoice: APInvoice.Status.allCases.map(\.rawValue)
        case .apVendor: APVendor.Status.allCases.map(\.rawValue)
        case .glAccount: GLAccount.Status.allCases.map(\.rawValue)
        case .purchaseOrder: PurchaseOrder.Status.allCases.map(\.rawValue)
        case .arCustomer: []
        }
    }

    /// Whether records of this kind carry a date and can be open or done.
    var isDocument: Bool { self == .apInvoice || self == .purchaseOrder }
}

extension RelayConfiguration.Scope {
    fileprivate init(_ section: Section, kind: RecordKind) {
        from = section.optional("from", .date) ?? nil
        statuses = section.optional("statuses", ValueType.name(.status).list(maximum: 10), otherwise: "all") ?? []
        openOnly = section.value("open-only", .bool, default: "false")
        for key in ["from", "open-only"] where section.has(key) && !kind.isDocument {
            section.conflict(
                at: key, "\"\(key)\" has no meaning for \(kind.collection)",
                expected: "expected it for invoices and purchase orders only")
        }
        if section.has("statuses"), kind.statuses.isEmpty {
            section.conflict(
                at: "statuses", "\"statuses\" has no meaning for \(kind.collection)",
                expected: "expected it left out: every customer has an item")
            return
        }
        if let unknown = statuses.first(where: { !kind.statuses.contains($0) }) {
            section.conflict(
                at: "statuses", "\(kind.collection) have no status \(quoted(unknown))",
                expected: "expected some of \(kind.statuses.joined(separator: ", "))")
        }
    }
}

extension MondayAccount {
    init(_ section: Section) {
        place = section.place(of: "name")
        name = section.required("name", .name(.name))
        endpoint = section.value("endpoint", .endpoint, default: "https://api.monday.com/v2")
        let plan: Plan = section.required("plan", .choice(placeholder: .free))
        self.plan = plan
        access = Access.read(section)
        tokenPrefix = section.optional("token-prefix", .text("text", maximum: 32)) ?? ""
        apiVersion = section.value("api-version", .apiVersion, default: "2026-10")
        certificateBundle = section.optional("certificate-bundle", .file, otherwise: "the system's")
        limits = section.defaultedSection("limits") { Limits($0, plan: plan) }
        bulk = section.defaultedSection("bulk", Bulk.init)
        batch = section.value("batch", .number(1...100), default: "50")
        delivery = Delivery(section)
        deadline = section.value("deadline", .duration(.seconds(1) ... .seconds(600)), default: "60s")
        settle = section.value("settle", .duration(.zero ... .seconds(600)), default: "5s")
    }
}

extension MondayAccount.Limits {
    fileprivate init(_ section: Section, plan: MondayAccount.Plan) {
        let number = ValueType<Int>.number(1...1_000_000).or("none")
        boardMutationsPerMinute = section.value("board-mutations-per-minute", number, default: "40")
        let byPlan = "by plan"
        requestsPerMinute =
            section.optional("requests-per-minute", number, otherwise: byPlan) ?? plan.requestsPerMinute
        requestsPerDay = section.optional("requests-per-day", number, otherwise: byPlan) ?? plan.requestsPerDay
        dayReserve = section.value("day-reserve", ValueType<Int>.percent(0...50), default: "5%")
        concurrency = section.value("concurrency", .number(1...40), default: "4")
        let points = ValueType<Int>.number(10_000...1_000_000_000).or("none")
        complexityPerMinute =
            section.optional("complexity-per-minute", points, otherwise: byPlan) ?? plan.complexityPerMinute
        complexityPerRequest = section.value("complexity-per-request", points, default: "5000000")
        bulkJobsPerHour = section.value("bulk-jobs-per-hour", number, default: "100")
        bulkRowsPerHour = section.value("bulk-rows-per-hour", number, default: "19000")
    }
}
