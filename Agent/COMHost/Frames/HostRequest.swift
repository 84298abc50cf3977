import BusinessObjects

/// One verb with its arguments.
struct HostRequest: Sendable {
    var verb: String
    var arguments: [String: HostJSON] = [:]

    init(_ verb: String, _ arguments: [String: HostJSON] = [:]) {
        self.verb = verb
        self.arguments = arguments
    }

    /// The content of its frame.
    func content(id: Int) -> [UInt8] {
        HostJSON.object([
            "type": .text("request"), "id": .number(id), "verb": .text(verb), "arguments": .object(arguments),
        ]).bytes
    }

    /// A page of an object's records.
    static func page(of object: Int, _ request: PageRequest) -> HostRequest {
        HostRequest(
            "readPage",
            [
                "object": .number(object), "index": .text(request.index), "after": .texts(request.after),
                "from": .texts(request.from), "through": .texts(request.through),
                "filter": request.filter.map(HostJSON.init) ?? .null, "limit": .number(request.limit),
            ])
    }
}

extension HostJSON {
    fileprivate init(_ filter: RecordFilter) {
        switch filter {
        case .isOne(let values, let column): self = .object(["isOne": .texts(values), "column": .text(column)])
        case .atLeast(let value, let column): self = .object(["atLeast": .text(value), "column": .text(column)])
        case .isBlank(let column): self = .object(["isBlank": .bool(true), "column": .text(column)])
        case .any(let filters): self = .object(["any": .list(filters.map { HostJSON($0) })])
        case .all(let filters): self = .object(["all": .list(filters.map { HostJSON($0) })])
        }
    }
}
