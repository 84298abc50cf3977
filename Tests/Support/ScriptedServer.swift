import Foundation

/// A server on 127.0.0.1 that does to its clients whatever a test wants, on plain blocking sockets.
///
/// Every accepted connection runs the script in a thread of its own, then is closed.
///
/// `@unchecked Sendable`: `requests` is touched with `lock` held only.
package final class ScriptedServer: @unchecked Sendable {
    /// The server's end of one connection.
    package struct Connection {
        package let socket: Int32
        /// 0 for the first accepted connection.
        package let index: Int
        package let server: ScriptedServer

        /// Reads one request with its `Content-Length` body.
        ///
        /// - Parameter isKept: whether ``ScriptedServer/seen`` has it then.
        /// - Returns: the request as it came, or `nil` when the client has closed.
        package func readRequest(isKept: Bool = true) -> String? {
            var bytes: [UInt8] = []
            while true {
                let text = String(decoding: bytes, as: UTF8.self)
                if let end = text.range(of: "\r\n\r\n") {
                    let length = text.lowercased().firstMatch(of: /content-length: (\d+)/).flatMap { Int($0.1) } ?? 0
                    if text[end.upperBound...].utf8.count >= length {
                        if isKept { server.note(text) }
                        return text
                    }
                }
                var buffer = [UInt8](repeating: 0, count: 16_384)
                let count = recv(socket, &buffer, buffer.count, 0)
                guard count > 0 else { return nil }
                bytes += buffer[..<count]
            }
        }

        /// Sends bytes; `false` when the client has gone.
        @discardableResult
        package func send(_ text: String) -> Bool { send(Array(text.utf8)) }

        @discardableResult
        package func send(_ bytes: [UInt8]) -> Bool {
            var sent = 0
            while sent < bytes.count {
                let count = bytes[sent...].withUnsafeBytes { unsafeSend(socket, $0.baseAddress, $0.count) }
                guard count > 0 else { return false }
                sent += count
            }
            return true
        }

        /// Sends an answer with its length.
        package func answer(_ status: String = "200 OK", headers: String = "", body: String = "ok") {
            send("HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\(headers)\r\n\(body)")
        }

        /// Waits until the client has closed its end.
        package func waitForEnd() {
            var byte: UInt8 = 0
            while recv(socket, &byte, 1, 0) > 0 {}
        }

        /// Makes the coming close a reset.
        package func resetOnClose() {
            var option = linger(l_onoff: 1, l_linger: 0)
            setsockopt(socket, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        }

        private func unsafeSend(_ socket: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
            Foundation.send(socket, bytes, count, Int32(MSG_NOSIGNAL))
        }
    }

    package let port: Int
    private let listener: Int32
    private let lock = NSLock()
    private var requests: [String] = []

    /// Starts to listen on a free port.
    package init(_ script: @escaping @Sendable (Connection) -> Void) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) == 0 && listen(listener, 64) == 0 && getsockname(listener, $0, &size) == 0
            }
        }
        guard bound else { throw POSIXError(.EADDRINUSE) }
        self.listener = listener
        port = Int(UInt16(bigEndian: address.sin_port))
        let thread = Thread { [weak self] in
            var index = 0
            while true {
                let socket = accept(listener, nil, nil)
                guard socket >= 0, let self else { return }
                let connection = Connection(socket: socket, index: index, server: self)
                index += 1
                Thread {
                    script(connection)
                    close(connection.socket)
                }.start()
            }
        }
        thread.start()
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    package var url: String { "http://127.0.0.1:\(port)" }

    /// The requests read so far, in the order of their end.
    package var seen: [String] { lock.withLock { requests } }

    private func note(_ request: String) {
        lock.withLock { requests.append(request) }
    }
}
