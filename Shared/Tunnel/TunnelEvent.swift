import Foundation

/// What became of one of an agent's connections, in words for the log.
package struct TunnelEvent: Sendable, CustomStringConvertible {
    /// What happened.
    package enum Kind: Sendable {
        case connected(epoch: UInt64)
        /// The connection could not be had.
        case refused(TunnelError, nextTry: Duration)
        /// It ended; the error is `nil` when the relay closed it in order.
        case lost(TunnelError?, after: Duration, nextTry: Duration)
    }

    package let slot: Int
    package let kind: Kind

    init(slot: Int, epoch: UInt64, _ report: SlotMachine.Report) {
        self.slot = slot
        self.kind =
            switch report {
            case .connected: .connected(epoch: epoch)
            case .refused(let error, let nextTry): .refused(error, nextTry: nextTry)
            case .lost(let error, let lived, let nextTry): .lost(error, after: lived, nextTry: nextTry)
            }
    }

    package var description: String {
        switch kind {
        case .connected(let epoch):
            "Connection \(slot) to the relay is up (epoch \(epoch))."
        case .refused(let error, let nextTry):
            "Connection \(slot) to the relay could not be made. \(error) Next try in \(Self.text(nextTry))."
        case .lost(let error, let lived, let nextTry):
            "Connection \(slot) to the relay ended after \(Self.text(lived)). "
                + "\(error?.message ?? "The relay closed it in order.") Next try in \(Self.text(nextTry))."
        }
    }

    private static func text(_ duration: Duration) -> String {
        duration.formatted(.units(allowed: [.days, .hours, .minutes, .seconds], width: .abbreviated))
    }
}
