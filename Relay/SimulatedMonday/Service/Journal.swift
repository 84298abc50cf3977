/// One request to the API as the journal keeps it; never with its token.
package struct JournalEntry: Sendable, Hashable {
    /// Counts from 1.
    package let number: Int
    package let time: SimulatorClock.Milliseconds
    /// The names of the root fields, in order.
    package let operations: [String]
    /// The HTTP status; 0 where the connection was closed without one.
    package let status: Int
    package let idempotencyKey: String?
    /// Whether the answer is that of an earlier request with the same key.
    package let isReplay: Bool
    /// Whether the operation ran.
    package let isExecuted: Bool
    /// The fault that struck the request.
    package let fault: Fault.Kind?
    /// The size of the request's body in bytes.
    package let size: Int

    var json: JSONValue {
        [
            "number": .integer(number), "time": .string(Timestamp.text(time)),
            "operations": .array(operations.map { .string($0) }), "status": .integer(status),
            "idempotencyKey": .optional(idempotencyKey), "replayed": .bool(isReplay), "executed": .bool(isExecuted),
            "fault": .optional(fault?.rawValue), "size": .integer(size),
        ]
    }
}

/// The last requests and the counters over all of them.
struct Journal {
    /// How many requests are remembered.
    static let capacity = 10_000

    private var ring: [JournalEntry] = []
    private(set) var requests = 0
    private(set) var refused = 0
    private(set) var requestsByOperation: [String: Int] = [:]
    private(set) var requestsByBoard: [String: Int] = [:]

    /// The number the next entry takes.
    var nextNumber: Int { requests + 1 }

    /// Keeps a request.
    mutating func record(_ entry: JournalEntry, boards: Set<String>) {
        requests += 1
        if !entry.isExecuted, !entry.isReplay { refused += 1 }
        for operation in Set(entry.operations) { requestsByOperation[operation, default: 0] += 1 }
        for board in boards { requestsByBoard[board, default: 0] += 1 }
        if ring.count < Self.capacity {
            ring.append(entry)
        } else {
            ring[(entry.number - 1) % Self.capacity] = entry
        }
    }

    /// The remembered requests after a number, oldest first.
    func entries(after number: Int, limit: Int) -> [JournalEntry] {
        let first = max(number, requests - Self.capacity)
        guard first < requests else { return [] }
        return (first..<min(requests, first + limit)).map { ring[$0 % Self.capacity] }
    }
}
