/// The faults that wait for their requests.
struct FaultBook {
    /// A fault and how many requests it has matched.
    struct Armed {
        let id: Int
        let fault: Fault
        var seen = 0

        /// Counts a matching request; says whether it goes wrong.
        mutating func matches() -> Bool {
            seen += 1
            return seen >= fault.nth
        }

        /// Whether the fault has gone off as often as it should.
        var isSpent: Bool { seen - fault.nth + 1 >= fault.times }
    }

    private(set) var armed: [Armed] = []
    private var lastID = 0

    /// Adds a fault and gives it a number.
    mutating func arm(_ fault: Fault) -> Int {
        lastID += 1
        armed.append(Armed(id: lastID, fault: fault))
        return lastID
    }

    /// Takes all faults back.
    mutating func disarmAll() {
        armed = []
    }

    /// Counts a request for every fault that matches it.
    ///
    /// - Parameters:
    ///   - operations: The names of its root fields.
    ///   - boards: The boards it touches.
    /// - Returns: The oldest fault that goes off now; faults that went off as often as they should are gone.
    mutating func request(operations: [String], boards: Set<String>) -> Fault? {
        fire { fault in
            fault.kind != .columnValueException
                && (fault.operation.map { operations.contains($0) } ?? true)
                && (fault.board.map { boards.contains($0) } ?? true)
        }
    }

    /// Counts a write of column values to an item of that name; says whether it is refused.
    mutating func columnValues(itemName: String) -> Bool {
        fire { $0.kind == .columnValueException && $0.itemName == itemName } != nil
    }

    private mutating func fire(where isMatch: (Fault) -> Bool) -> Fault? {
        var fired: Fault?
        for index in armed.indices where isMatch(armed[index].fault) {
            // One request meets one fault: the others wait for the next.
            if fired == nil {
                if armed[index].matches() { fired = armed[index].fault }
            } else if armed[index].seen + 1 < armed[index].fault.nth {
                armed[index].seen += 1
            }
        }
        armed.removeAll(where: \.isSpent)
        return fired
    }
}
