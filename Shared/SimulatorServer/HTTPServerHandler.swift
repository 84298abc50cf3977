import Foundation
import NIOCore
import NIOHTTP1

/// Reads requests off one connection and writes their answers.
final class HTTPServerHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let bodyLimit: @Sendable (String, String) -> BodyLimit
    private let responder: HTTPServer.Responder
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []
    private var limit = BodyLimit(bytes: 0)
    private var size = 0
    /// Whether the request was refused and the rest of it is passed over.
    private var isRefused = false

    /// Takes how many bytes a body may have, by method and path, and what answers.
    init(bodyLimit: @escaping @Sendable (String, String) -> BodyLimit, responder: @escaping HTTPServer.Responder) {
        self.bodyLimit = bodyLimit
        self.responder = responder
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            (body, size) = ([], 0)
            limit = bodyLimit(head.method.rawValue, Self.path(of: head))
            let announced = head.headers.first(name: "content-length").flatMap { Int($0) } ?? 0
            isRefused = announced > limit.bytes && !limit.passesOver
            if isRefused { return refuseBody(context) }
            // In one piece from the start: an array that grows holds a large file twice while it moves.
            if announced <= limit.bytes { body.reserveCapacity(max(0, announced)) }
            if head.headers.first(name: "expect")?.lowercased() == "100-continue" {
                context.writeAndFlush(
                    wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .continue))), promise: nil)
            }
        case .body(let buffer):
            guard !isRefused else { return }
            size += buffer.readableBytes
            guard size <= limit.bytes else {
                isRefused = !limit.passesOver
                body = []
                return isRefused ? refuseBody(context) : ()
            }
            body.append(contentsOf: buffer.readableBytesView)
        case .end:
            guard let head, !isRefused else { return }
            respond(to: head, context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func refuseBody(_ context: ChannelHandlerContext) {
        let answer = HTTPAnswer.json(
            encoded: Array(#"{"error":"The body has more than \#(limit.bytes) bytes."}"#.utf8), status: 413)
        AnswerWriter(channel: context.channel, isKeptAlive: false).write(answer)
    }

    private static func path(of head: HTTPRequestHead) -> String {
        String(head.uri.prefix { $0 != "?" })
    }

    private func respond(to head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let parts = head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let call = HTTPCall(
            method: head.method.rawValue, path: Self.path(of: head),
            query: parts.count > 1 ? QueryParameters.decode(parts[1]) : [:],
            headers: Dictionary(head.headers.map { ($0.name.lowercased(), $0.value) }) { _, last in last }, body: body,
            size: size)
        body = []
        let writer = AnswerWriter(channel: context.channel, isKeptAlive: head.isKeepAlive)
        responder(call) { writer.write($0) }
    }
}

/// Decodes the query of a URI.
package enum QueryParameters {
    /// Splits at `&` and `=`, and undoes percent-encoding and `+`.
    package static func decode(_ text: Substring) -> [String: String] {
        var parameters: [String: String] = [:]
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let decoded = parts.map { String($0).replacing("+", with: " ").removingPercentEncoding ?? "" }
            parameters[decoded[0]] = decoded.count > 1 ? decoded[1] : ""
        }
        return parameters
    }
}
