import Resilience
import Synchronization

/// The turns of the accounts that Sage's services are called as: Sage keeps its objects by user name, so that one account
/// makes one call at a time, for however many connections.
final class AccountTurns: Sendable {
    private struct Account: Hashable {
        let address: String
        /// In capitals, as Sage compares them.
        let user: String
    }

    private let queues = Mutex<[Account: TurnQueue]>([:])

    /// The turn of one account.
    ///
    /// - Parameters:
    ///   - user: the account's name.
    ///   - address: the service's.
    /// - Returns: the same queue for the same account.
    func queue(of user: String, at address: String) -> TurnQueue {
        let account = Account(address: address, user: user.uppercased())
        return queues.withLock { queues in
            let queue = queues[account] ?? TurnQueue()
            queues[account] = queue
            return queue
        }
    }
}
