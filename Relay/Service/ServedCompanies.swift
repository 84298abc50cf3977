import Synchronization
import Tunnel
import WireProtocol

/// Which companies the agents serve, as each says on its own connection.
///
/// What an agent serves is fixed while its process runs, and another process has other connections: what was said on a
/// connection holds as long as that one does. So every request is checked, and one in a connection's life costs a question.
final class ServedCompanies: Sendable {
    /// What is known of one connection.
    private struct Known {
        let epoch: UInt64
        var codes: [String]
    }

    /// The connections that are remembered; an agent has two, usually, and each is replaced now and then.
    private static let most = 64

    private let known = Mutex<[Known]>([])

    /// Keeps what an agent said.
    ///
    /// - Parameters:
    ///   - info: the agent's answer.
    ///   - epoch: the number of the connection on which it came, which no other one ever has.
    func note(_ info: AgentInfo, epoch: UInt64) {
        known.withLock { known in
            known.removeAll { $0.epoch == epoch }
            known.append(Known(epoch: epoch, codes: info.companies.map(\.code)))
            if known.count > Self.most { known.removeFirst(known.count - Self.most) }
        }
    }

    /// The codes of the companies that an agent serves; `nil` where it was not asked on this connection yet.
    func codes(epoch: UInt64) -> [String]? {
        known.withLock { known in known.last { $0.epoch == epoch }?.codes }
    }
}
