/// Counts connections, and refuses those beyond the limits.
struct AdmissionControl: Sendable {
    /// All connections together: each costs a socket and some memory.
    let total: Int
    /// Connections of one address, so that one machine cannot take the places of all others.
    let perAddress: Int
    private(set) var count = 0
    private var counts: [String: Int] = [:]

    init(total: Int, perAddress: Int) {
        self.total = total
        self.perAddress = perAddress
    }

    /// Takes a place.
    ///
    /// - Parameter address: the peer's IP address.
    /// - Returns: whether there was one; if so, it must be given back by ``release(_:)``.
    mutating func admit(_ address: String) -> Bool {
        guard count < total, counts[address, default: 0] < perAddress else { return false }
        count += 1
        counts[address, default: 0] += 1
        return true
    }

    /// Gives a place back.
    mutating func release(_ address: String) {
        guard let held = counts[address] else { return }
        count -= 1
        counts[address] = held > 1 ? held - 1 : nil
    }
}
