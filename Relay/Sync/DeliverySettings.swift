/// How the requests that write to a board are made up, and how what is there is found out.
package struct DeliverySettings: Sendable, Hashable {
    /// How long the list of a board's keys is believed, in milliseconds; 0 for no list: every key is then looked up right
    /// before its item is created.
    package var indexAge = 900_000
    /// How many keys one search asks for at most: what monday takes as values of one column is not documented.
    package var lookUpValues = 100
    /// How many searches one request holds at most.
    package var lookUpGroups = 4
    /// How many bytes the body of a request has at most, apart from a single item that is larger.
    ///
    /// monday documents no limit. The gateways that such an API stands behind commonly refuse bodies of more than 1 MiB;
    /// half of that leaves room for what is counted otherwise there.
    package var bodyBytes = 512 * 1024
    /// How long a request shall take at most, in milliseconds: well below the deadline, since a request whose answer does
    /// not come in time costs a look-up and a pause.
    package var longestRequest = 20_000
    /// How many mutations the account's limits let out for one board in a minute; `nil` for no such limit.
    package var mutationsPerMinute: Int?

    package init() {}

    /// How many keys one request asks for at most.
    var lookUpSize: Int { lookUpValues * lookUpGroups }

    /// How many items can be created within a time, in milliseconds; `nil` for no limit.
    func creatable(within time: Int) -> Int? {
        mutationsPerMinute.map { max($0, $0 * (time / 60_000)) }
    }
}
