import CCurl
import Foundation
import HTTPTypes

extension Transfer {
    /// Puts the request's and the client's settings on the handle.
    ///
    /// - Parameter options: what holds for all requests of the client.
    /// - Throws: ``HTTPClientError`` for a scheme or host the options do not allow.
    func prepare(_ options: HTTPClient.Options) throws(HTTPClientError) {
        let request = job.request
        let isPlain = request.url.scheme == "http"
        if isPlain, !options.allowsPlain(request.url) {
            throw HTTPClientError(.requestInvalid, "\(request.shownURL) is not https")
        }
        try easy.setErrorBuffer()
        try easy.set(CURLOPT_URL, request.url.text)
        try easy.set(CURLOPT_PROTOCOLS_STR, isPlain ? "http" : "https")
        try easy.set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
        try easy.set(CURLOPT_FOLLOWLOCATION, 0)
        try easy.set(CURLOPT_NOSIGNAL, 1)
        // An empty text, unlike none, also keeps the environment's http_proxy and no_proxy out.
        try easy.set(CURLOPT_PROXY, options.proxy ?? "")
        try easy.set(CURLOPT_NOPROXY, request.url.isLoopback ? "*" : "")
        try easy.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        try easy.set(CURLOPT_SSL_VERIFYPEER, 1)
        try easy.set(CURLOPT_SSL_VERIFYHOST, 2)
        try easy.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if let file = options.certificateAuthorities {
            try easy.set(CURLOPT_CAINFO, file)
            // Else the system's folder of CAs would be trusted beside the file.
            try easy.set(CURLOPT_CAPATH, nil)
        }
        if let pin = options.pinnedPublicKey { try easy.set(CURLOPT_PINNEDPUBLICKEY, pin) }
        addresses = options.addresses
        try easy.check(
            ccurl_set_open_socket(
                easy.pointer,
                { context, _, address in
                    Transfer.of(context).openSocket(address)
                },
                Unmanaged.passUnretained(self).toOpaque()))
        try easy.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        // Rather one HTTP/2 connection shared than one per request that starts before the first is open.
        try easy.set(CURLOPT_PIPEWAIT, 1)
        try easy.set(CURLOPT_MAXAGE_CONN, max(1, Int(options.idleLifetime.components.seconds)))
        try easy.set(CURLOPT_CONNECTTIMEOUT_MS, max(1, Int(request.connectTimeout / .milliseconds(1))))
        try easy.set(CURLOPT_FRESH_CONNECT, request.freshConnection ? 1 : 0)
        try easy.set(CURLOPT_FORBID_REUSE, request.freshConnection ? 1 : 0)
        try easy.set(CURLOPT_ACCEPT_ENCODING, "gzip, deflate")
        try prepareMessage(request)
        try easy.check(
            ccurl_set_callbacks(
                easy.pointer,
                { bytes, size, count, context in
                    Transfer.of(context).takeHead(UnsafeRawBufferPointer(start: bytes, count: size * count))
                        ? size * count : 0
                },
                { bytes, size, count, context in
                    Transfer.of(context).takeBody(UnsafeRawBufferPointer(start: bytes, count: size * count))
                        ? size * count : 0
                },
                { context, _, _, _, _ in
                    Transfer.of(context).willSend()
                    return CURL_PREREQFUNC_OK
                },
                Unmanaged.passUnretained(self).toOpaque()))
    }

    private func prepareMessage(_ request: HTTPClient.Request) throws(HTTPClientError) {
        let hasBody = !request.body.isEmpty || [.post, .put, .patch].contains(request.method)
        if let file = request.file {
            guard request.method == .put else {
                throw HTTPClientError(.requestInvalid, "a file is sent with PUT, not with \(request.method.rawValue)")
            }
            try easy.setBody(file)
        } else if hasBody {
            try easy.set(CURLOPT_POST, 1)
            try easy.setBody(request.body)
        } else if request.method == .head {
            try easy.set(CURLOPT_NOBODY, 1)
        }
        if request.method != .head { try easy.set(CURLOPT_CUSTOMREQUEST, request.method.rawValue) }
        // libcurl takes "Name;" for an empty value and "Name:" for a field of its own that is not to be sent.
        var lines = request.headers.map { $0.value.isEmpty ? "\($0.name.rawName);" : "\($0.name.rawName): \($0.value)" }
        lines.append("Expect:")
        if hasBody, request.headers[.contentType] == nil { lines.append("Content-Type:") }
        try easy.setHeaders(lines)
    }

    /// The transfer behind a callback's context: the loop keeps it alive until its handle is removed.
    private static func of(_ context: UnsafeMutableRawPointer?) -> Transfer {
        guard let context else { preconditionFailure("libcurl gives the context back that was set with the callback") }
        return Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    }
}
