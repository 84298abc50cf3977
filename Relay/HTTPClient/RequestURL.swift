import CCurl

/// An address as libcurl itself reads it, so that no second parser can see another host than the one connected to.
struct RequestURL: Sendable, Hashable {
    /// The whole address in libcurl's normal form.
    let text: String
    /// `http` or `https`.
    let scheme: String
    let host: String
    /// The address without query and fragment.
    let shown: String

    /// Reads an absolute address; `nil` for any other scheme, for user names and for control characters.
    init?(_ text: String) {
        guard let parser = curl_url() else { return nil }
        defer { curl_url_cleanup(parser) }
        guard !text.utf8.contains(0),
            curl_url_set(parser, CURLUPART_URL, text, UInt32(CURLU_DISALLOW_USER)) == CURLUE_OK,
            let whole = Self.part(CURLUPART_URL, of: parser),
            let scheme = Self.part(CURLUPART_SCHEME, of: parser), ["http", "https"].contains(scheme),
            let host = Self.part(CURLUPART_HOST, of: parser),
            curl_url_set(parser, CURLUPART_QUERY, nil, 0) == CURLUE_OK,
            curl_url_set(parser, CURLUPART_FRAGMENT, nil, 0) == CURLUE_OK,
            let shown = Self.part(CURLUPART_URL, of: parser)
        else { return nil }
        self.text = whole
        self.scheme = scheme
        self.host = host
        self.shown = shown
    }

    /// Whether the host can only be this machine: `localhost` (which libcurl never asks DNS for), 127/8 or ::1.
    var isLoopback: Bool {
        if host.lowercased() == "localhost" || host == "[::1]" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil && !$0.hasPrefix("+") }
    }

    private static func part(_ part: CURLUPart, of parser: OpaquePointer) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(parser, part, &text, 0) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}
