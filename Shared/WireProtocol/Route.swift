/// What a request to an agent asks for, in both directions: read from a method and path, and written as a path.
package enum Route: Hashable, Sendable {
    /// `GET /v1/info`
    case info
    /// `GET /v1/companies/{company}/{collection}?…`
    case scan(company: ServedCompany, kind: RecordKind, ScanQuery)
    /// `GET /v1/companies/{company}/{collection}/{key}`
    case record(company: ServedCompany, kind: RecordKind, RecordKey)

    /// The request target, path and query.
    package var path: String {
        switch self {
        case .info:
            return "/v1/info"
        case .scan(let company, let kind, let query):
            let text = query.text
            return Self.collectionPath(company, kind) + (text.isEmpty ? "" : "?" + text)
        case .record(let company, let kind, let key):
            return Self.collectionPath(company, kind) + "/" + key.text
        }
    }

    /// Reads a request.
    ///
    /// - Parameters:
    ///   - method: the HTTP method in upper case.
    ///   - target: path and query, at most ``WireLimits/pathBytes`` bytes.
    ///   - companies: the codes of the companies that are served here.
    /// - Throws: a ``Problem`` with the code `bad-request`, `unknown-route`, `unknown-kind`, `company-not-served` or
    ///   `method-not-allowed`.
    package init(method: String, target: String, serving companies: [String]) throws(Problem) {
        guard target.utf8.count <= WireLimits.pathBytes else {
            throw Problem(.badRequest, detail: "The request target is longer than \(WireLimits.pathBytes) bytes.")
        }
        let halves = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let fields = halves[0].split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
        guard fields.first == "v1", halves[0].hasPrefix("/") else {
            throw Problem(.unknownRoute, detail: "Paths of this version start with /v1/, not as \(halves[0]) does.")
        }
        let route = try Self.parse(
            Array(fields.dropFirst()), query: halves.count == 2 ? String(halves[1]) : "", serving: companies)
        guard method == "GET" else {
            throw Problem(.methodNotAllowed, detail: "\(method) is not allowed at \(halves[0]); only GET is.")
        }
        self = route
    }

    private static func parse(
        _ fields: [String], query: String, serving companies: [String]
    ) throws(Problem) -> Route {
        if fields == ["info"] { return .info }
        guard fields.count >= 3, fields[0] == "companies" else {
            throw Problem(.unknownRoute, detail: "There is nothing at /v1/\(fields.joined(separator: "/")).")
        }
        let company = try ServedCompany(
            RecordKey.unescape(fields[1]) ?? fields[1], among: companies, of: "This agent")
        guard let kind = RecordKind(collection: fields[2]) else {
            let known = RecordKind.allCases.map(\.collection).joined(separator: ", ")
            throw Problem(.unknownKind, detail: "There is no kind \(fields[2]); the known ones are \(known).")
        }
        guard fields.count > 3 else {
            return .scan(company: company, kind: kind, try ScanQuery(text: query))
        }
        guard let key = RecordKey(text: fields[3...].joined(separator: "/")), key.parts.count == kind.keyPartCount
        else {
            throw Problem(
                .badRequest,
                detail: "A key of \(kind.collection) has \(kind.keyPartCount) percent-encoded parts joined by /.")
        }
        return .record(company: company, kind: kind, key)
    }

    private static func collectionPath(_ company: ServedCompany, _ kind: RecordKind) -> String {
        "/v1/companies/\(RecordKey.escape(company.code))/\(kind.collection)"
    }
}

/// The parameters of a scan.
package struct ScanQuery: Hashable, Sendable {
    /// How much of each record is wanted.
    package enum View: String, Sendable {
        /// Whole records.
        case full
        /// Keys, digests and stamps only, for sweeps.
        case keys
    }

    /// Only records whose later stamp is at or after this moment, or that carry no stamp; `nil` for all.
    package var changedSince: SageStamp?
    /// Go on behind this cursor.
    package var after: String?
    /// Stop after this many records, 1 to ``WireLimits/scanLimit``; `nil` for no stop.
    package var limit: Int?
    package var view: View

    package init(changedSince: SageStamp? = nil, after: String? = nil, limit: Int? = nil, view: View = .full) {
        self.changedSince = changedSince
        self.after = after
        self.limit = limit
        self.view = view
    }

    var text: String {
        var fields: [String] = []
        if let changedSince { fields.append("changed-since=" + RecordKey.escape(changedSince.text)) }
        if let after { fields.append("after=" + RecordKey.escape(after)) }
        if let limit { fields.append("limit=\(limit)") }
        if view != .full { fields.append("view=\(view.rawValue)") }
        return fields.joined(separator: "&")
    }

    init(text: String) throws(Problem) {
        self.init()
        for field in text.split(separator: "&") {
            let halves = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            // Unknown ones are passed over, whatever they hold, as all unknown fields are.
            guard let name = Parameter(rawValue: String(halves[0])) else { continue }
            guard halves.count == 2, let value = RecordKey.unescape(halves[1]) else {
                throw Problem(
                    .badRequest, detail: "The parameter \(name.rawValue) has no value, or a broken percent escape.")
            }
            try set(name, value)
        }
    }

    private enum Parameter: String {
        case changedSince = "changed-since"
        case after, limit, view
    }

    private mutating func set(_ name: Parameter, _ value: String) throws(Problem) {
        switch name {
        case .changedSince:
            guard let stamp = SageStamp(value) else {
                throw Problem(.badRequest, detail: "changed-since is not a stamp YYYYMMDDThh:mm:ss.mmm: \(value)")
            }
            changedSince = stamp
        case .after:
            guard value.utf8.count <= WireLimits.cursorBytes else {
                throw Problem(.badCursor, detail: "The cursor is longer than \(WireLimits.cursorBytes) bytes.")
            }
            after = value
        case .limit:
            guard let number = Int(value), 1...WireLimits.scanLimit ~= number else {
                throw Problem(.badRequest, detail: "limit is a number from 1 to \(WireLimits.scanLimit), not \(value).")
            }
            limit = number
        case .view:
            guard let wanted = View(rawValue: value) else {
                throw Problem(.badRequest, detail: "view is full or keys, not \(value).")
            }
            view = wanted
        }
    }
}
