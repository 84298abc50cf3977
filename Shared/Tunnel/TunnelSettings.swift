import WireProtocol

/// Times and sizes of a tunnel; the defaults suit a link over the internet.
package struct TunnelSettings: Sendable {
    /// How long resolving the name and connecting TCP may take.
    package var connectDeadline: Duration = .seconds(10)
    /// How long the TLS handshake may take, so that a peer that says nothing does not hold a socket.
    package var handshakeDeadline: Duration = .seconds(10)
    /// How long asking for and answering the upgrade may take, counted from the end of the handshake.
    package var upgradeDeadline: Duration = .seconds(10)
    /// How often each side sends a ping.
    package var pingInterval: Duration = .seconds(15)
    /// After how long without one byte from the peer a connection is given up.
    package var silenceLimit: Duration = .seconds(45)
    /// How long running requests may go on after a connection began to drain.
    package var drainGrace: Duration = .seconds(20)
    /// How many bytes of one body may be on their way or wait for a slow reader.
    ///
    /// Bounds both the memory a slow reader costs and the speed of one stream: window divided by round-trip time
    /// (256 KiB at 50 ms are 5 MiB/s, 5,000 invoices a second). What waits takes several times its size in memory, since NIO hands it out in
    /// slices of larger buffers.
    package var streamWindow = 256 * 1024
    /// The same for all streams of a connection together.
    package var connectionWindow = 16 * 1024 * 1024
    /// The largest DATA frame taken: larger ones cost fewer cycles, smaller ones let streams share a link more evenly.
    package var frameBytes = 64 * 1024
    /// The most streams a relay may have open on one connection.
    package var concurrentStreams = WireLimits.concurrentStreams
    /// All header fields of one request or answer together.
    package var headerListBytes = WireLimits.headerListBytes
    /// How many streams the peer may reset in half a minute before the connection is cut (CVE-2023-44487).
    package var resetsPerHalfMinute = 200
    /// The longest request body; one more byte is answered with 413.
    package var requestBodyBytes = WireLimits.bodyBytes

    package init() {}
}
