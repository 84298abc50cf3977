import Foundation

/// An HTTPS client on libcurl: HTTP/2 where the server offers it, HTTP/1.1 elsewhere, connections kept and reused.
///
/// One thread runs all transfers (libcurl's multi interface); handles and connections live as long as the client.
/// - TLS 1.2 or newer with certificate and name always verified; no switch turns that off.
/// - Only `https`, and `http` to loopback hosts, or to one host by name, where the options allow it. Redirects are answers, never followed.
/// - No cookies, no netrc, no proxy from the environment, no signals.
///
/// **libcurl may send a request again by itself.** When a kept connection turns out to be dead before the first byte of
/// the answer, libcurl opens another one and sends the same bytes again (up to five times, once per dead connection), of
/// any method: RFC 9110 section 9.2.2 leaves that to whoever knows that it does no harm. Here every request whose
/// repetition would do harm carries an idempotency key, which is among the repeated bytes; or it sets
/// ``Request/freshConnection``, and then there is no kept connection and no repetition.
package final class HTTPClient: Sendable {
    private let loop: TransferLoop

    /// Makes a client and starts its thread.
    ///
    /// - Parameter options: what holds for every request.
    /// - Throws: ``HTTPClientError``, `requestInvalid` for a proxy that is not `http://host:port`, `tls` for a CA file
    ///   that cannot be read, `other` when libcurl cannot start.
    package init(_ options: Options = Options()) throws(HTTPClientError) {
        if let proxy = options.proxy, RequestURL(proxy)?.scheme != "http" {
            throw HTTPClientError(.requestInvalid, "the proxy is not an http address without user name and password")
        }
        if let file = options.certificateAuthorities, !FileManager.default.isReadableFile(atPath: file) {
            throw HTTPClientError(.tls, "the CA file \(file) cannot be read")
        }
        loop = try TransferLoop(options)
        loop.start()
    }

    deinit {
        loop.close()
    }

    /// Sends one request and waits for the whole answer.
    ///
    /// Cancelling the task takes the transfer back at once.
    ///
    /// - Parameter request: what to send, and within which limits.
    /// - Returns: the answer, whatever its status.
    /// - Throws: ``HTTPClientError``, which says whether the server may have seen the request.
    package func send(_ request: Request) async throws(HTTPClientError) -> Response {
        let id = loop.nextID()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                loop.submit(Job(id: id, request: request) { continuation.resume(returning: $0) })
                // Cancelled before the job was there: the handler below found nothing to take back.
                if Task.isCancelled { loop.cancel(id) }
            }
        } onCancel: {
            loop.cancel(id)
        }
        return try result.get()
    }

    /// Ends every transfer with `closed`, closes the connections, and returns when the thread has ended.
    package func shutdown() async {
        await loop.closeAndWait()
    }
}
