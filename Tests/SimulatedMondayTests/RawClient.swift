import Foundation
import NIOCore
import NIOPosix

@testable import SimulatedMonday

/// Sends bytes over a socket and reads until the server closes: what a client really gets, cut off or not.
struct RawClient {
    /// The server's port on 127.0.0.1.
    let port: Int

    /// Takes an address as the simulator tells it.
    init(_ address: String) {
        port = address.split(separator: ":").last.flatMap { Int($0) } ?? 0
    }

    /// Sends text and gives everything that comes back.
    func exchange(_ text: String) async throws -> String {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: text))
            var received = ByteBuffer()
            do {
                for try await part in inbound { received.writeImmutableBuffer(part) }
            } catch {
                // A reset after the answer is an end like any other.
                return String(buffer: received)
            }
            return String(buffer: received)
        }
    }

    /// Sends one request on a connection of its own and gives the answer's text.
    func request(
        _ method: String, _ path: String, body: String = "", headers: [String: String] = [:]
    ) async throws -> RawAnswer {
        var lines = ["\(method) \(path) HTTP/1.1", "Host: 127.0.0.1", "Connection: close"]
        if !body.isEmpty { lines.append("Content-Length: \(body.utf8.count)") }
        lines += headers.map { "\($0.key): \($0.value)" }
        return RawAnswer(try await exchange(lines.joined(separator: "\r\n") + "\r\n\r\n" + body))
    }

    /// Sends a GraphQL document with the default token.
    func graphQL(_ query: String, key: String? = nil) async throws -> RawAnswer {
        var headers = ["Authorization": SimulatorConfiguration().token, "Content-Type": "application/json"]
        headers["Idempotency-Key"] = key
        let body: JSONValue = ["query": .string(query)]
        return try await request("POST", "/v2", body: body.encodedText, headers: headers)
    }
}

/// An answer's text, taken apart.
struct RawAnswer {
    /// Everything that came, to the letter.
    let text: String
    let status: Int
    let head: String
    let body: String

    /// Reads an answer; the body of a chunked one is put together.
    init(_ text: String) {
        self.text = text
        let end = text.range(of: "\r\n\r\n")
        head = end.map { String(text[..<$0.lowerBound]) } ?? text
        let raw = end.map { String(text[$0.upperBound...]) } ?? ""
        status = head.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        body = head.lowercased().contains("transfer-encoding: chunked") ? Self.joined(raw) : raw
    }

    /// The body as JSON.
    var json: JSONValue { (try? JSONValue(parsing: body.utf8)) ?? .null }

    private static func joined(_ chunked: String) -> String {
        var bytes = Array(chunked.utf8)[...]
        var body: [UInt8] = []
        while let end = bytes.firstIndex(of: 0x0D) {
            guard let length = Int(String(decoding: bytes[..<end], as: UTF8.self), radix: 16), length > 0 else { break }
            body += bytes.dropFirst(end - bytes.startIndex + 2).prefix(length)
            bytes = bytes.dropFirst(end - bytes.startIndex + 2 + length + 2)
        }
        return String(decoding: body, as: UTF8.self)
    }
}
