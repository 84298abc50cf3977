import SimulatorServer

extension HTTPAnswer {
    /// An answer in JSON.
    static func json(_ value: JSONValue, status: Int = 200) -> HTTPAnswer {
        .json(encoded: value.encoded, status: status)
    }
}
