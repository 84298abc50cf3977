import Cryptography
import NIOCore
import WireProtocol

/// A connection on which this side answers requests: the agent's end of a tunnel.
package final class ServedConnection: Sendable {
    /// Who asks.
    package let peer: PeerIdentity?
    /// The certificate the peer showed.
    package let certificate: CertificateDetails?
    /// The epoch that the relay issued; 0 on a direct connection.
    package let epoch: UInt64
    private let channel: any Channel
    private let end: EventLoopFuture<TunnelError?>
    private let drainGrace: TimeAmount

    init(
        channel: any Channel, handshake: TLSHandshakeCompleted, epoch: UInt64, end: EventLoopFuture<TunnelError?>,
        drainGrace: Duration
    ) {
        self.channel = channel
        self.peer = handshake.identity
        self.certificate = handshake.certificate
        self.epoch = epoch
        self.end = end
        self.drainGrace = TimeAmount(drainGrace)
    }

    /// Waits for the end of the connection.
    ///
    /// - Returns: why it ended; `nil` when one of the two sides closed it in order.
    package func ended() async -> TunnelError? {
        // The future never fails.
        try? await end.get()
    }

    /// Takes no new requests, lets the running ones finish within the grace period, then closes.
    package func drain() {
        channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        let cut = channel.eventLoop.scheduleTask(in: drainGrace) { [channel] in channel.close(promise: nil) }
        channel.closeFuture.whenComplete { _ in cut.cancel() }
    }

    /// Closes at once; running requests are broken off.
    package func cut() {
        channel.close(promise: nil)
    }
}
