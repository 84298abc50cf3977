import NIOCore
import NIOHTTP1

/// Writes one answer to a connection, from any thread.
struct AnswerWriter: Sendable {
    let channel: any Channel
    /// Whether the connection stays open afterwards.
    let isKeptAlive: Bool

    /// Writes the answer as its delivery says.
    func write(_ answer: HTTPAnswer) {
        if case .dropped = answer.delivery {
            channel.close(promise: nil)
            return
        }
        var headers = HTTPHeaders(answer.headers.map { ($0.name, $0.value) })
        if !isKeptAlive { headers.replaceOrAdd(name: "Connection", value: "close") }
        switch answer.delivery {
        case .streamed(let next):
            headers.replaceOrAdd(name: "Transfer-Encoding", value: "chunked")
            begin(answer.status, headers)
            stream(next)
        case .cutOff:
            headers.replaceOrAdd(name: "Content-Length", value: String(answer.body.count))
            begin(answer.status, headers)
            channel.writeAndFlush(part(Array(answer.body.prefix(answer.body.count / 2)))).whenComplete { _ in
                channel.close(promise: nil)
            }
        case .whole, .dropped:
            headers.replaceOrAdd(name: "Content-Length", value: String(answer.body.count))
            begin(answer.status, headers)
            channel.write(part(answer.body), promise: nil)
            finish()
        }
    }

    private func begin(_ status: Int, _ headers: HTTPHeaders) {
        let head = HTTPResponseHead(version: .http1_1, status: HTTPResponseStatus(statusCode: status), headers: headers)
        channel.write(HTTPServerResponsePart.head(head), promise: nil)
    }

    private func part(_ bytes: [UInt8]) -> HTTPServerResponsePart {
        .body(.byteBuffer(ByteBuffer(bytes: bytes)))
    }

    /// Writes part after part, each when the one before has left: a slow reader holds nothing in memory.
    private func stream(_ next: @escaping @Sendable () -> [UInt8]?) {
        guard let bytes = next() else { return finish() }
        channel.writeAndFlush(part(bytes)).whenSuccess { stream(next) }
    }

    private func finish() {
        let written = channel.writeAndFlush(HTTPServerResponsePart.end(nil))
        if !isKeptAlive { written.whenComplete { _ in channel.close(promise: nil) } }
    }
}
