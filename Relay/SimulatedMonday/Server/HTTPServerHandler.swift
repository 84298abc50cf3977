import Foundation
import NIOCore
import NIOHTTP1

/// Reads requests off one connection and writes their answers.
final class HTTPServerHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let bodyLimit: Int
    private let responder: HTTPServer.Responder
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []
    private var isTooLarge = false

    /// Takes how many bytes a body may have, and what answers.
    init(bodyLimit: Int, responder: @escaping HTTPServer.Responder) {
        self.bodyLimit = bodyLimit
        self.responder = responder
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = []
            isTooLarge = head.headers.first(name: "content-length").flatMap { Int($0) }.map { $0 > bodyLimit } ?? false
            if isTooLarge {
                refuseBody(context)
            } else if head.headers.first(name: "expect")?.lowercased() == "100-continue" {
                context.writeAndFlush(
                    wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .continue))), promise: nil)
            }
        case .body(let buffer):
            guard !isTooLarge else { return }
            guard body.count + buffer.readableBytes <= bodyLimit else {
                isTooLarge = true
                return refuseBody(context)
            }
            body.append(contentsOf: buffer.readableBytesView)
        case .end:
            guard let head, !isTooLarge else { return }
            respond(to: head, context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func refuseBody(_ context: ChannelHandlerContext) {
        let answer = HTTPAnswer.json(
            ["error": .string("The body has more than \(bodyLimit) bytes.")], status: 413)
        AnswerWriter(channel: context.channel, isKeptAlive: false).write(answer)
    }

    private func respond(to head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let parts = head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let call = HTTPCall(
            method: head.method.rawValue, path: String(parts[0]),
            query: parts.count > 1 ? QueryParameters.decode(parts[1]) : [:],
            headers: Dictionary(head.headers.map { ($0.name.lowercased(), $0.value) }) { _, last in last }, body: body)
        body = []
        let writer = AnswerWriter(channel: context.channel, isKeptAlive: head.isKeepAlive)
        responder(call) { writer.write($0) }
    }
}

/// Decodes the query of a URI.
enum QueryParameters {
    /// Splits at `&` and `=`, and undoes percent-encoding and `+`.
    static func decode(_ text: Substring) -> [String: String] {
        var parameters: [String: String] = [:]
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let decoded = parts.map { String($0).replacing("+", with: " ").removingPercentEncoding ?? "" }
            parameters[decoded[0]] = decoded.count > 1 ? decoded[1] : ""
        }
        return parameters
    }
}
