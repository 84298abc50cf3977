import CCurl
import Foundation
import HTTPTypes

/// One request on its handle, and what has come of its answer; used on the loop's thread only.
final class Transfer {
    /// Head of an answer, all interim answers together; real ones have some 2 KiB, and libcurl itself sets no useful end.
    static let maximumHeadBytes = 64 * 1024

    let job: Job
    let easy: EasyHandle
    private(set) var mayHaveBeenSent = false
    private(set) var isTooLarge = false
    /// To which addresses connections are made.
    var addresses = AddressRule.any
    /// The address that was refused, where none was taken behind it.
    private var refusedAddress: String?
    private var status = 0
    private var headers = HTTPFields()
    private var headBytes = 0
    private var isHeadDone = false
    private var body = Data()

    init(_ job: Job, _ easy: EasyHandle) {
        self.job = job
        self.easy = easy
    }

    // MARK: callbacks

    /// Called by libcurl for every connection that it is about to make.
    ///
    /// - Parameter address: with family and type of the socket.
    /// - Returns: the socket; `CURL_SOCKET_BAD` for an address that is not allowed, to which nothing is sent then.
    func openSocket(_ address: UnsafeMutablePointer<curl_sockaddr>?) -> curl_socket_t {
        guard let address else { return -1 }
        let (family, kind, transport) = (address.pointee.family, address.pointee.socktype, address.pointee.protocol)
        if addresses == .publicOnly {
            // The declared type is shorter than what libcurl keeps there, so its place is asked for, not its value.
            let place = MemoryLayout<curl_sockaddr>.offset(of: \.addr).map { UnsafeRawPointer(address) + $0 }
            let found = place.flatMap { IPAddress(socketAddress: $0) }
            guard let found, found.isPublic else {
                refusedAddress = found?.text ?? "an address of an unknown family"
                return -1
            }
        }
        refusedAddress = nil
        return socket(family, kind | Int32(SOCK_CLOEXEC.rawValue), transport)
    }

    /// Called by libcurl on every connection, after TLS and before the first byte of the request.
    func willSend() {
        mayHaveBeenSent = true
    }

    /// Takes one line of the head, or of the trailer, which is left out.
    ///
    /// - Parameter line: with its line break.
    /// - Returns: whether to go on.
    func takeHead(_ line: UnsafeRawBufferPointer) -> Bool {
        headBytes += line.count
        guard headBytes <= Self.maximumHeadBytes else {
            isTooLarge = true
            return false
        }
        guard !isHeadDone else { return true }
        let text = String(decoding: line, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        if text.hasPrefix("HTTP/") {
            status = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
            headers = HTTPFields()
        } else if text.isEmpty {
            isHeadDone = status >= 200
        } else if let colon = text.firstIndex(of: ":"), let name = HTTPField.Name(String(text[..<colon])) {
            headers.append(HTTPField(name: name, value: String(text[text.index(after: colon)...])))
        }
        return true
    }

    /// Takes a piece of the body, decompressed.
    ///
    /// - Parameter bytes: the next bytes.
    /// - Returns: whether to go on.
    func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard body.count + bytes.count <= job.request.maximumBodyBytes else {
            isTooLarge = true
            return false
        }
        body.append(contentsOf: bytes)
        return true
    }

    // MARK: results

    /// The answer, or why there is none.
    func result(of code: CURLcode) -> Result<HTTPClient.Response, HTTPClientError> {
        guard code == CURLE_OK else { return .failure(error(of: code)) }
        // libcurl takes a connection that ends within the head for the end of the head.
        guard isHeadDone else { return stopped(.connectionLost, "got only the beginning of an answer") }
        return .success(
            HTTPClient.Response(
                status: status, headers: headers, body: body,
                version: easy.number(CURLINFO_HTTP_VERSION) >= Int(CURL_HTTP_VERSION_2_0) ? .http2 : .http1,
                reusedConnection: easy.number(CURLINFO_NUM_CONNECTS) == 0))
    }

    /// A failure whose cause lies on this side.
    func stopped(
        _ code: HTTPClientError.Code, _ what: String
    ) -> Result<HTTPClient.Response, HTTPClientError> {
        .failure(
            HTTPClientError(
                code, delivery: mayHaveBeenSent ? .unknown : .nothingSent,
                "\(job.request.method.rawValue) \(job.request.shownURL) \(what)"))
    }

    private func error(of code: CURLcode) -> HTTPClientError {
        var message = "\(job.request.method.rawValue) \(job.request.shownURL) failed: "
        if let refusedAddress, !mayHaveBeenSent {
            return HTTPClientError(
                .addressRefused, delivery: .nothingSent,
                message + "\(refusedAddress) is no public address, and others are not allowed for this host")
        }
        if isTooLarge {
            message += "the answer is larger than \(job.request.maximumBodyBytes) bytes, or its head is"
        } else {
            // libcurl's details are about addresses and certificates here, and say more; later they may quote the peer.
            let details = mayHaveBeenSent ? "" : easy.errorText
            message += details.isEmpty ? String(cString: curl_easy_strerror(code)) : details
        }
        return HTTPClientError(
            isTooLarge ? .answerTooLarge : Self.code(of: code, mayHaveBeenSent: mayHaveBeenSent),
            delivery: mayHaveBeenSent ? .unknown : .nothingSent, message)
    }

    private static func code(of code: CURLcode, mayHaveBeenSent: Bool) -> HTTPClientError.Code {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .resolve
        case CURLE_COULDNT_CONNECT, CURLE_PROXY: .connect
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_PINNEDPUBKEYNOTMATCH:
            .tls
        case CURLE_OPERATION_TIMEDOUT: .timedOut
        case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_HTTP2,
            CURLE_HTTP2_STREAM, CURLE_SSL_SHUTDOWN_FAILED:
            mayHaveBeenSent ? .connectionLost : .connect
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING: .answerInvalid
        default: .other
        }
    }
}
