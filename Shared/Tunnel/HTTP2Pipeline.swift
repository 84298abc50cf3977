import NIOCore
import NIOHTTP2
import NIOHTTPTypesHTTP2

/// Turns a channel whose TLS is up into an HTTP/2 connection, as the side that answers or as the side that asks.
enum HTTP2Pipeline {
    /// Lets a channel serve requests; on its event loop.
    ///
    /// - Parameters:
    ///   - channel: nothing but TLS in its pipeline, and what is about to remove itself.
    ///   - tls: the channel's TLS.
    ///   - handler: answers the requests.
    ///   - settings: windows, limits, pings.
    /// - Returns: completed when the connection is closed; with `nil` when it was closed in order.
    /// - Throws: when the channel is closed.
    static func serve(
        on channel: any Channel, tls: TLSHandler, handler: any RequestHandler, settings: TunnelSettings
    ) throws -> EventLoopFuture<TunnelError?> {
        let ended = channel.eventLoop.makePromise(of: TunnelError?.self)
        let quiescence = NIOHTTP2ServerConnectionManagementHandler(
            eventLoop: channel.eventLoop,
            configuration: .init(maxIdleTime: nil, maxAge: nil, maxGraceTime: nil, keepalive: nil))
        let bodyLimit = settings.requestBodyBytes
        let http2 = NIOHTTP2Handler(
            mode: .server, eventLoop: channel.eventLoop, connectionConfiguration: connection(settings, as: .server),
            streamConfiguration: stream(settings), streamDelegate: quiescence.http2StreamDelegate
        ) { stream in
            stream.eventLoop.makeCompletedFuture {
                try stream.pipeline.syncOperations.addHandlers(
                    EndStreamMerger(), HTTP2FramePayloadToHTTPServerCodec(),
                    RequestStreamHandler(handler: handler, bodyLimit: bodyLimit))
            }
        }
        try channel.pipeline.syncOperations.addHandlers(
            http2, quiescence, ConnectionHandler(tls: tls, settings: settings, ended: ended))
        return ended.futureResult
    }

    /// Lets a channel send requests; on its event loop.
    ///
    /// - Parameters:
    ///   - channel: nothing but TLS in its pipeline, and what is about to remove itself.
    ///   - tls: the channel's TLS.
    ///   - info: what is known of the connection.
    ///   - settings: windows, limits, pings.
    /// - Returns: the connection, which takes requests.
    /// - Throws: when the channel is closed.
    static func ask(
        on channel: any Channel, tls: TLSHandler, info: AgentConnection.Info, settings: TunnelSettings
    ) throws -> AgentConnection {
        let ended = channel.eventLoop.makePromise(of: TunnelError?.self)
        // A server opens no streams: HTTP/2 push is switched off in the settings.
        let http2 = NIOHTTP2Handler(
            mode: .client, eventLoop: channel.eventLoop, connectionConfiguration: connection(settings, as: .client),
            streamConfiguration: stream(settings)
        ) { stream in
            stream.close()
        }
        let last = ConnectionHandler(tls: tls, settings: settings, ended: ended)
        try channel.pipeline.syncOperations.addHandlers(http2, last)
        let connection = AgentConnection(
            info: info, channel: channel, multiplexer: try http2.syncMultiplexer(), end: ended.futureResult,
            drainGrace: settings.drainGrace)
        last.onGoAway = { connection.noteGoAway() }
        return connection
    }

    private static func connection(
        _ settings: TunnelSettings, as mode: NIOHTTP2Handler.ParserMode
    ) -> NIOHTTP2Handler.ConnectionConfiguration {
        var configuration = NIOHTTP2Handler.ConnectionConfiguration()
        configuration.initialSettings = [
            HTTP2Setting(parameter: .maxConcurrentStreams, value: settings.concurrentStreams),
            HTTP2Setting(parameter: .maxHeaderListSize, value: settings.headerListBytes),
            HTTP2Setting(parameter: .initialWindowSize, value: settings.streamWindow),
            HTTP2Setting(parameter: .maxFrameSize, value: settings.frameBytes),
        ]
        if case .client = mode {
            configuration.initialSettings.append(HTTP2Setting(parameter: .enablePush, value: 0))
        }
        configuration.targetWindowSize = settings.connectionWindow
        // Every stream may be cancelled at once while bodies are on their way; their late frames are no fault.
        configuration.maximumRecentlyResetStreams = 2 * settings.concurrentStreams
        return configuration
    }

    private static func stream(_ settings: TunnelSettings) -> NIOHTTP2Handler.StreamConfiguration {
        var configuration = NIOHTTP2Handler.StreamConfiguration()
        configuration.targetWindowSize = settings.streamWindow
        configuration.outboundBufferSizeHighWatermark = 256 * 1024
        configuration.outboundBufferSizeLowWatermark = 64 * 1024
        configuration.streamResetFrameRateLimit.maximumCount = settings.resetsPerHalfMinute
        return configuration
    }
}
