/// The faults that wait for their calls.
struct FaultBook {
    private struct Armed {
        let fault: Fault
        /// How many calls it has matched.
        var seen = 0

        /// Whether it has gone off as often as it should.
        var isSpent: Bool { seen - fault.nth + 1 >= fault.times }
    }

    private var armed: [Armed] = []
    /// How often each kind struck.
    private(set) var struck: [Fault.Kind: Int] = [:]

    /// The faults that have not struck as often as they should.
    var pending: [Fault] { armed.map(\.fault) }

    /// Adds a fault.
    mutating func arm(_ fault: Fault) {
        armed.append(Armed(fault: fault))
    }

    /// Takes all faults back.
    mutating func disarmAll() {
        armed = []
    }

    /// Counts a call for every fault that matches it.
    ///
    /// - Parameter operation: the operation's name, or `wsdl`.
    /// - Returns: the oldest fault that goes off now. One call meets one fault: others that were due wait for the next.
    mutating func strike(_ operation: String) -> Fault? {
        var fired: Fault?
        for index in armed.indices where armed[index].fault.operation.map({ $0 == operation }) ?? true {
            let isDue = armed[index].seen + 1 >= armed[index].fault.nth
            guard fired == nil || !isDue else { continue }
            armed[index].seen += 1
            if isDue { fired = armed[index].fault }
        }
        armed.removeAll(where: \.isSpent)
        if let fired { struck[fired.kind, default: 0] += 1 }
        return fired
    }
}
