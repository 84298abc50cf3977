import CCurl
import Foundation

/// One reusable libcurl handle with what must live as long as its transfer; used on the loop's thread only.
final class EasyHandle {
    /// `CURL *`.
    let pointer: UnsafeMutableRawPointer
    private let errorBuffer: UnsafeMutablePointer<CChar>
    private var headerList: UnsafeMutablePointer<curl_slist>?
    private var file: UnsafeMutablePointer<FILE>?

    init?() {
        guard let pointer = curl_easy_init() else { return nil }
        self.pointer = pointer
        errorBuffer = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorBuffer.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        curl_easy_cleanup(pointer)
        curl_slist_free_all(headerList)
        if let file { fclose(file) }
        errorBuffer.deallocate()
    }

    /// Takes all options back; libcurl keeps the connections, which belong to the multi handle.
    func reset() {
        curl_easy_reset(pointer)
        curl_slist_free_all(headerList)
        headerList = nil
        if let file { fclose(file) }
        file = nil
        errorBuffer.update(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    func set(_ option: CURLoption, _ value: Int) throws(HTTPClientError) {
        try check(ccurl_set_long(pointer, option, value))
    }

    func set(_ option: CURLoption, _ value: String?) throws(HTTPClientError) {
        try check(ccurl_set_text(pointer, option, value))
    }

    func setBody(_ body: Data) throws(HTTPClientError) {
        try check(
            body.withUnsafeBytes { bytes in
                // An empty Data may have no address, and libcurl would read a body given as NULL from standard input.
                guard let start = bytes.baseAddress else { return ccurl_set_body(pointer, "", 0) }
                return ccurl_set_body(pointer, start, curl_off_t(bytes.count))
            })
    }

    /// Has libcurl read the body from a file while it is sent, from the file's beginning.
    func setBody(_ body: HTTPClient.FileBody) throws(HTTPClientError) {
        // A descriptor of its own, so that the transfer may outlive whoever made the file; the position is shared.
        let descriptor = dup(body.handle.fileDescriptor)
        guard descriptor >= 0, let opened = fdopen(descriptor, "rb") else {
            if descriptor >= 0 { close(descriptor) }
            throw HTTPClientError(.other, "the file to send cannot be read")
        }
        file = opened
        rewind(opened)
        try check(ccurl_set_file(pointer, opened, curl_off_t(body.bytes)))
    }

    func setHeaders(_ lines: [String]) throws(HTTPClientError) {
        for line in lines {
            guard let list = curl_slist_append(headerList, line) else { throw Self.outOfMemory }
            headerList = list
        }
        try check(ccurl_set_headers(pointer, headerList))
    }

    func setErrorBuffer() throws(HTTPClientError) {
        try check(ccurl_set_error_buffer(pointer, errorBuffer))
    }

    func check(_ code: CURLcode) throws(HTTPClientError) {
        switch code {
        case CURLE_OK: return
        case CURLE_OUT_OF_MEMORY: throw Self.outOfMemory
        default:
            throw HTTPClientError(.other, "libcurl refuses an option: \(String(cString: curl_easy_strerror(code)))")
        }
    }

    func number(_ info: CURLINFO) -> Int {
        var value = 0
        return ccurl_get_long(pointer, info, &value) == CURLE_OK ? value : 0
    }

    /// libcurl's own words on what failed, without control characters; empty where it has none.
    var errorText: String {
        String(String(cString: errorBuffer).map { $0.isASCII && ($0.asciiValue ?? 0) < 32 ? " " : $0 }.prefix(250))
    }

    private static let outOfMemory = HTTPClientError(.other, "libcurl is out of memory")
}
