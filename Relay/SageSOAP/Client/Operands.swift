/// What an operation is given; the account is added while the envelope is written.
struct Operands {
    /// Whose company; `nil` where neither company nor account is given.
    let target: SOAPTarget?
    /// The others, by their names.
    let others: [String: SOAPValue]

    /// For an operation that takes none.
    init() {
        target = nil
        others = [:]
    }

    init(of target: SOAPTarget, _ others: [String: SOAPValue] = [:]) {
        self.target = target
        self.others = others
    }
}
