import Monday
import Sync

/// The engine's way to a monday account without a configuration, for whoever drives the engine by hand.
package enum MondayWay {
    /// Everything the engine asks of an account.
    package typealias Target = any BoardTarget & BoardReader & BulkTarget

    /// Makes the way to one account.
    ///
    /// - Parameters:
    ///   - endpoint: where its API is.
    ///   - token: what the API takes.
    ///   - transport: carries the requests.
    ///   - governor: told what every answer says of the account's limits.
    /// - Returns: the way.
    package static func target(
        endpoint: String, token: String, transport: any MondayTransport, governor: RateGovernor
    ) -> Target {
        var options = MondayClient.Options()
        options.endpoint = endpoint
        let client = MondayClient(options, transport: transport) { call, answer in
            await governor.observe(LimitSignal(call, answer))
        } token: {
            token
        }
        return MondayBoards(client: client)
    }
}
