/// What a request to monday does, as far as its cost, and the limits it counts against, depend on it.
package enum RequestKind: String, Sendable, Codable, CaseIterable {
    /// Creates items, one for each member.
    case create
    /// Changes items, one for each member.
    case change
    /// Asks which keys are on a board.
    case lookUp = "look-up"
    /// Asks for a board's columns, groups and limits.
    case describe
    /// Reads a page of a board's items.
    case page
    /// Reads items by their ids.
    case items
    /// Asks whose token it is.
    case whoAmI = "who-am-i"
    /// Makes or changes boards, columns or groups, one for each member.
    case structure
    /// Starts a bulk import, which is one mutation of its board however many rows it brings.
    case bulkStart = "bulk-start"
    /// Watches or reads a bulk import.
    case bulk
    /// Asks for nothing but the complexity that is left.
    case complexity
    case other

    /// Whether each of its members is a mutation that counts against its board's limit.
    package var writesItems: Bool { self == .create || self == .change || self == .structure || self == .bulkStart }

    /// Whether it counts against the complexity of writes, which app tokens have apart from that of reads.
    package var isWrite: Bool { writesItems || self == .bulk }

    /// What it takes of a day's budget, in tenths of a request (developer.monday.com, "Rate limits").
    package var dayTenths: Int { self == .complexity ? 1 : 10 }

    /// What a member is taken to cost before any answer told, in points of complexity.
    ///
    /// monday publishes no costs: 10,000 is what one mutation was charged for years; large pages of items were seen at 222,250.
    package var assumedCost: Int {
        switch self {
        case .create, .change, .structure: 10_000
        case .lookUp, .page, .items: 250_000
        case .describe, .whoAmI, .bulkStart, .bulk, .complexity, .other: 50_000
        }
    }
}
